"""How many events a second does ``calledvia rollout`` read and decide, and in how much memory?

    python benchmarks/rollout.py [--events 1000000] [--distinct 20000] [--jobs 1] [--folder DIR]

Generates the log (not timed; one that is in the folder is used again), then runs the command: from
the compressed files to the groups and their scenarios. Other work on the machine slows the clock,
so with one job the time of the core counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from simulator.cli.rollout_readers import COLLECT_EVERY
from simulator.formats.cloudtrail.files import find_logs, read_slots
from simulator.source import Diagnostic

GENERATOR = Path(__file__).with_name("log_generator.py")
EVENTS_PER_SECOND, MEGABYTES = 100_000, 300


def measure(folder: Path, jobs: int) -> tuple[int, float, float, float]:
    """Events, seconds on the clock and of the processor, the most memory in MB, of one run."""
    command = [
        sys.executable,
        "-m",
        "simulator",
        "rollout",
        *("--log", str(folder / "logs"), "--world", str(folder / "world.yaml")),
        *("--change", f"user/user1={folder / 'work.json'}"),
        f"user/user1={folder / 'new-office.json'}",
        *("--examples", str(folder / "examples"), "--format", "json", "--jobs", str(jobs)),
    ]
    before = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        document = json.load(running.stdout)
        _, _, use = os.wait4(running.pid, 0)  # of this process alone, unlike getrusage
        seconds = time.perf_counter() - before
        running.returncode = 0
    return (
        document["events"]["all"],
        seconds,
        use.ru_utime + use.ru_stime,
        use.ru_maxrss / 1024,
    )


def reading(folder: Path) -> float:
    """Seconds of the processor for reading alone: decompressed, and decoded to events."""
    gc.set_threshold(COLLECT_EVERY)
    before = time.process_time()
    count = 0
    for _, batches in read_slots(find_logs([folder / "logs"], _unreported), _unreported):
        for events in batches:  # the last ones stay until others come, as where they are decided
            count += len(events)
    return time.process_time() - before


def _unreported(diagnostic: Diagnostic) -> None:
    return None


def main() -> None:
    """Generate, run, compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        if not (folder / "world.yaml").is_file():
            amounts = ["--events", str(arguments.events), "--distinct", str(arguments.distinct)]
            subprocess.run([sys.executable, str(GENERATOR), str(folder), *amounts], check=True)
        events, seconds, processor, memory = measure(folder, arguments.jobs)
    rate = events / processor
    print(f"{events:,} events in {seconds:.1f} s, {processor:.1f} s of one core, {memory:.0f} MB")
    print(f"{rate:,.0f} events a second of one core (bar: {EVENTS_PER_SECOND:,}; {MEGABYTES} MB)")
    sys.exit(rate < EVENTS_PER_SECOND or memory > MEGABYTES)


if __name__ == "__main__":
    main()
