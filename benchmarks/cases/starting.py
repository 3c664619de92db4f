"""How long until a command has answered, from nothing?"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.peers import IAM_SIMULATE, NODE, ROOT
from benchmarks.report import Bar, Result, short

_ROUNDS = 9
_IMPORT = "require('module').createRequire(process.argv[1] + '/')('@cloud-copilot/iam-simulate')"


def run() -> Result:
    """Whole processes, in rounds."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "calledvia --version": [sys.executable, "-m", "simulator", "--version"],
        "calledvia run, the shipped story": [sys.executable, "-m", "simulator", "run"],
    }
    if IAM_SIMULATE.absent is None:
        commands["node, iam-simulate loaded"] = ["node", "-e", _IMPORT, str(NODE)]
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for warm in range(_ROUNDS + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(
                command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if warm:
                seconds[name].append(time.perf_counter() - started)
    rows = tuple(
        (
            name,
            *(f"{value * 1000:.0f}" for value in (statistics.median(took), min(took), max(took))),
        )
        for name, took in seconds.items()
    )
    return Result(
        "cold start",
        ("command", "ms", "quickest", "slowest"),
        rows,
        (
            _bar("calledvia --version", 100, seconds),
            _bar("calledvia run, the shipped story", 500, seconds),
        ),
        data=dict(seconds),
    )


def _bar(command: str, most: int, seconds: dict[str, list[float]]) -> Bar:
    took = statistics.median(seconds[command]) * 1000
    return Bar(f"cold {command} under {most} ms", f"{short(took)} ms", took < most)
