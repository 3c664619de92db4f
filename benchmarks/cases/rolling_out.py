"""How many events a second from compressed log files to the outcome of `calledvia rollout`?"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from benchmarks.peers import ROOT
from benchmarks.report import Bar, Result, short

EVENTS = 1_000_000
DISTINCT = 20_000

_MEASURE = """
import json, pathlib, sys
from benchmarks.rollout import measure
print(json.dumps(measure(pathlib.Path(sys.argv[1]))))
"""


def run() -> Result:
    """One run, on one core, in a process of its own; making the log is not timed."""
    generator = [sys.executable, "benchmarks/log_generator.py"]
    with tempfile.TemporaryDirectory() as folder:
        amounts = ["--events", str(EVENTS), "--distinct", str(DISTINCT)]
        subprocess.run(
            [*generator, folder, *amounts], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        told = subprocess.run(
            [sys.executable, "-c", _MEASURE, folder],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    events, seconds, processor, peak = json.loads(told.stdout.splitlines()[-1])
    # The time of the processor, as in `replaying.py`.
    rate = events / processor
    return Result(
        f"calledvia rollout over {EVENTS:,} events, {DISTINCT:,} distinct, from .json.gz",
        ("step", "events/s", "peak, MB"),
        (("reading, deciding, grouping, one core", short(rate), f"{peak:.0f}"),),
        (Bar("rollout, one core: ≥ 100,000 events/s", short(rate), rate >= 100_000),),
        data={"events": events, "seconds": seconds, "processor": processor, "peak": peak},
    )
