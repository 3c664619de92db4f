"""Which steps of which lessons are done? Kept in the state folder, exported for a trainer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """One step that is done; `right`: at the first answer, None where nothing was asked."""

    step: int
    right: bool | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps that are done, by lesson."""

    lessons: Mapping[str, tuple[Done, ...]] = field(default_factory=dict)

    def steps(self, lesson: str) -> frozenset[int]:
        """The steps of a lesson that are done, from 1."""
        return frozenset(done.step for done in self.lessons.get(lesson, ()))

    def with_step(self, lesson: str, done: Done) -> Progress:
        """With one more step done; the first answer to a step stands."""
        before = self.lessons.get(lesson, ())
        if done.step in self.steps(lesson):
            return self
        steps = tuple(sorted((*before, done), key=lambda one: one.step))
        return replace(self, lessons={**self.lessons, lesson: steps})

    def without(self, lesson: str) -> Progress:
        """With nothing of a lesson done."""
        kept = {name: steps for name, steps in self.lessons.items() if name != lesson}
        return replace(self, lessons=kept)


def progress_path() -> Path:
    """Where progress is kept."""
    from platformdirs import user_state_path

    return user_state_path("calledvia", appauthor=False) / "lessons.json"


def load(path: Path) -> Progress:
    """Progress as it was kept; none if there is no file that can be read."""
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        return Progress(
            {
                str(name): tuple(
                    Done(int(step["step"]), None if step["right"] is None else bool(step["right"]))
                    for step in steps
                )
                for name, steps in document["lessons"].items()
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Progress()


def as_text(progress: Progress) -> str:
    """Progress as it is kept and exported."""
    lessons = {
        name: [{"step": done.step, "right": done.right} for done in steps]
        for name, steps in progress.lessons.items()
    }
    return json.dumps({"calledvia": 1, "lessons": lessons}, indent=2) + "\n"


def save(progress: Progress, path: Path) -> bool:
    """Keep progress; False if that is not possible, which hinders nobody from learning."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(progress), encoding="utf-8", newline="\n")
    except OSError:
        return False
    return True
