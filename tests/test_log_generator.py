from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from benchmarks.log_generator import distinct_requests, write_log, write_world
from simulator.analysis.logs.folding import Fold
from simulator.formats.cloudtrail.files import find_logs, read_slots
from simulator.formats.world import load_world
from simulator.source import Diagnostic


def test_the_same_seed_makes_the_same_log(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_log(folder, 300, 50, seed=7)
        texts.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert texts[0] == texts[1]


def test_requests_are_distinct() -> None:
    found = distinct_requests(200, random.Random(1))
    assert len({repr(one) for one in found}) == 200


def test_every_event_of_it_is_decided(tmp_path: Path) -> None:
    world = load_world(write_world(tmp_path))
    logs = tmp_path / "logs"
    logs.mkdir()
    write_log(logs, 2_000, 200, seed=1)
    found: list[Diagnostic] = []
    fold, names = Fold(world, world), Counter[str]()
    for _, batches in read_slots(find_logs([logs], found.append), found.append):
        for events in batches:
            fold.add(events)
            names.update(f"{event.name} {bytes(event.parameters)!r}" for event in events)
    rollout = fold.result()
    assert found == []
    assert (rollout.events, rollout.mapped, rollout.decided) == (2_000, 2_000, 2_000)
    (_, most), *_ = names.most_common(1)
    assert most > 2_000 / 10  # Zipf: the first of two hundred has a sixth
