"""Reads a log with as many processes as pay, each of which decides the calls of its own callers.

Every process reads all files, since reading is the smaller part and what is read is dear to hand
over. What comes out is the same, however many they are.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from simulator.analysis.logs.folding import Fold
from simulator.analysis.logs.rollout import Rollout
from simulator.analysis.logs.shares import Share
from simulator.analysis.logs.totals import Totals
from simulator.formats.cloudtrail.files import LogFile, Report, read_slots
from simulator.source import Diagnostic
from simulator.world.world import World

COLLECT_EVERY = 500_000
"""New objects between two looks for cycles."""

_WORTH_A_PROCESS = 4 * 2**20
"""Bytes of log files for which a further process pays."""

Shown = Callable[[int, LogFile], None]
"""Told how many bytes are done, and which file they end with."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """What is read, and under which policies it is decided.

    Args:
        logs: the files, in the order of delivery.
        old: the world as it is.
        new: the same world with the new policies.
        accepted: ids of groups that are left out.
        compared: whether there are new policies at all.
    """

    logs: Sequence[LogFile]
    old: World
    new: World
    accepted: frozenset[str]
    compared: bool


def read_rollout(
    reading: LogReading, processes: int | None, report: Report, shown: Shown
) -> Rollout:
    """What comes of the log.

    Args:
        processes: at most so many; None: as many as pay.
        report: where what cannot be read is reported.
        shown: told how far it has come.
    """
    wanted = _that_pay(reading.logs) if processes is None else processes
    own, *others = [Share(number, wanted) for number in range(wanted)]
    if not others:
        totals = _totals(reading, own, report, shown)
    else:
        with ProcessPoolExecutor(len(others)) as pool:
            elsewhere = [pool.submit(_totals_elsewhere, reading, share) for share in others]
            totals = _totals(reading, own, report, shown)
            for share, one in zip(others, elsewhere, strict=True):
                try:
                    totals.join(one.result())
                except BrokenProcessPool:
                    # Somebody ended it, the system for want of memory perhaps.
                    totals.join(_totals_elsewhere(reading, share))
    return totals.rollout(reading.old.rules.forwarding, compared=reading.compared)


def _that_pay(logs: Sequence[LogFile]) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, sum(log.size for log in logs) // _WORTH_A_PROCESS))


def _totals_elsewhere(reading: LogReading, share: Share) -> Totals:
    """In a process of its own: what cannot be read is reported by the first one."""
    return _totals(reading, share, _unreported, lambda done, log: None)


def _unreported(diagnostic: Diagnostic) -> None:
    return None


def _totals(reading: LogReading, share: Share, report: Report, shown: Shown) -> Totals:
    fold = Fold(reading.old, reading.new, reading.accepted, reading.compared)
    done = 0
    # Events make no cycles: looking for them among all that is kept would take a fifth of the time.
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_EVERY)
    try:
        for slot, batches in read_slots(reading.logs, report):
            for events in batches:
                fold.add(share.taken(events))
                shown(done, slot[0])
            done += sum(log.size for log in slot)
            shown(done, slot[-1])
    finally:
        gc.set_threshold(*before)
    return fold.totals()
