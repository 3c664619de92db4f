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
import json, os, pathlib, sys
from benchmarks.rollout import measure, reading
folder, cores = pathlib.Path(sys.argv[1]), os.cpu_count()
print(json.dumps([measure(folder, 1), reading(folder), cores, measure(folder, cores)]))
"""


def run() -> Result:
    """One run on one core, one on all, in processes of their own; making the log is not timed."""
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
    alone, read, cores, together = json.loads(told.stdout.splitlines()[-1])
    events, _, processor, peak = alone
    # The time of the processor, as in `replaying.py`; of several processes that of the clock.
    rate, reading, all_cores = events / processor, events / read, events / together[1]
    share = read / processor
    return Result(
        f"calledvia rollout over {EVENTS:,} events, {DISTINCT:,} distinct, from .json.gz",
        ("step", "events/s", "peak of a process, MB"),
        (
            ("reading alone (decompress and decode), one core", short(reading), ""),
            ("reading, deciding, grouping, one core", short(rate), f"{peak:.0f}"),
            (f"the same on all {cores} cores, by the clock", short(all_cores), ""),
        ),
        (
            Bar("rollout, one core: ≥ 100,000 events/s", short(rate), rate >= 100_000),
            Bar("rollout: reading is the larger part", f"{share:.0%}", share > 0.5),
        ),
        data={"alone": alone, "reading": read, "cores": cores, "together": together},
    )
