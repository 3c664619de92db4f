"""What can be written to a file, under which name, without overwriting anything?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulator.report.as_json.documents import print_document, run_document
from simulator.report.as_json.names import Names
from simulator.report.as_markdown import replay_lines
from simulator.report.selection import Group
from simulator.shipped import shipped
from simulator.world.replayed import Replay


@dataclass(frozen=True, slots=True)
class Export:
    """One way to write what is shown; `write` is None for the screen itself."""

    id: str
    name: str
    suffix: str
    write: Callable[[Replay], str] | None


def as_markdown(replay: Replay) -> str:
    """A replay as Markdown."""
    return "\n".join(replay_lines(replay)) + "\n"


def as_json(replay: Replay) -> str:
    """A replay as `calledvia run --format json` prints it."""
    group = Group(replay.scenario, replay.scenario, replay.rules, replay.requests)
    names = Names(Path.cwd(), shipped("scenarios").parent)
    return print_document(run_document([group], (), 0, names)) + "\n"


EXPORTS = (
    Export("svg", "the screen as an SVG image", ".svg", None),
    Export("markdown", "the scenario's replay as Markdown", ".md", as_markdown),
    Export("json", "the scenario's replay as JSON", ".json", as_json),
)


_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")


def standalone(svg: str) -> str:
    """An SVG of the screen that asks no other host for a font."""
    return _FONT_FACE.sub("", svg).replace(
        "font-family: Fira Code,", "font-family: Fira Code, ui-monospace,"
    )


def free_path(stem: str, suffix: str) -> str:
    """A name in the current folder that is not taken."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.") or "calledvia"
    path = Path(f"{stem}{suffix}")
    number = 2
    while path.exists():
        path = Path(f"{stem}-{number}{suffix}")
        number += 1
    return path.as_posix()


def path_complaint(text: str) -> str:
    """Why a new file cannot be written there; empty if it can."""
    path = Path(text)
    if "\0" in text or path.is_dir():
        return "a folder, not a file"
    if path.exists():
        return "is there already, and is not overwritten"
    if not path.parent.is_dir():
        return "no such folder"
    return ""


def write_new(path: str, text: str) -> str:
    """Write a new file; what went wrong, or nothing."""
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        return error.strerror or str(error)
    return ""
