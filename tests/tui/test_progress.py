"""Progress in lessons: kept, read back, broken files forgiven."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.tui.progress import Done, Progress, as_text, load, progress_path, save


def test_steps_are_kept_and_the_first_answer_stands(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "lessons.json"
    progress = Progress().with_step("one", Done(2, False)).with_step("one", Done(1, None))
    progress = progress.with_step("one", Done(2, True)).with_step("two", Done(1, True))
    assert save(progress, path)
    assert load(path) == progress
    assert progress.steps("one") == {1, 2}
    assert progress.lessons["one"] == (Done(1, None), Done(2, False))
    assert progress.without("one").steps("one") == frozenset()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"lessons": 1}', '{"lessons": {"a": [{}]}}'])
def test_a_broken_file_is_no_progress(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lessons.json"
    path.write_text(text, encoding="utf-8")
    assert load(path) == Progress()
    assert load(tmp_path / "none.json") == Progress()


def test_what_cannot_be_kept_hinders_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert not save(Progress(), blocked / "lessons.json")
    assert as_text(Progress()).endswith("}\n")


def test_it_is_kept_in_the_users_state_folder() -> None:
    assert progress_path().name == "lessons.json"
    assert progress_path().parent.name == "calledvia"
