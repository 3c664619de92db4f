"""Do the commands in our pages print what the pages say?

A block fenced as `console` holds commands after `$ ` and under each what it prints. The blocks of a
page are run in order, in one folder that begins with a copy of `scenarios/`:

- a command must end with exit code 0, unless `$ echo $?` follows and says another;
- what it prints on stdout is compared; with `2>&1` at its end, stderr too;
- a line `...` stands for any lines;
- a block fenced as `json mine/policy.json`, any language and a path, is what the reader is told to
  write into that file: it is written.

    python docs/console.py README.md …        # writes what each command prints now into the pages

leaves blocks with a line `...` alone. `tests/test_docs.py` compares.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Commands that are shown and not run here, and why.
NOT_RUN = {
    "make": "tested by running it: `make run` and `make test` are how you got here",
    "python3": "creates the virtual environment that already is there",
    ".venv/bin/python": "needs the network",
    ".venv/bin/calledvia": "the story runs below as `calledvia run`",
    ".ci/run": "runs these tests",
}

ANYTHING = "..."

_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a page and what the page says it prints."""

    line: int
    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that a page tells its reader to write."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed, and its exit code."""

    printed: str
    code: int


def pages() -> list[Path]:
    """Every page whose commands are run."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def steps(text: str) -> Iterator[Command | File]:
    """The commands and files of a page, in order."""
    for block in _BLOCK.finditer(text):
        language, path, body = block.groups()
        if language == "console":
            yield from commands(body, text.count("\n", 0, block.start(3)) + 1)
        elif path:
            yield File(path, body)


def commands(body: str, first_line: int) -> Iterator[Command]:
    """The commands of one console block."""
    current: tuple[int, str] | None = None
    printed: list[str] = []
    for number, line in enumerate(body.splitlines(), start=first_line):
        if line.startswith("$ "):
            if current:
                yield Command(*current, "\n".join(printed))
            current, printed = (number, line[2:]), []
        else:
            printed.append(line)
    if current:
        yield Command(*current, "\n".join(printed))


def run(command: str, folder: Path, last: int) -> Outcome | None:
    """Run one command in a folder; None if it is of those that are not run.

    Args:
        last: the exit code of the command before, which `echo $?` prints.

    Raises:
        ValueError: the command is neither calledvia nor in `NOT_RUN`.
    """
    if command == "echo $?":
        return Outcome(f"{last}", 0)
    both = command.endswith(" 2>&1")
    words = shlex.split(command.removesuffix(" 2>&1"))
    if words[0] in NOT_RUN:
        return None
    if words[0] == "cat":
        return Outcome((folder / words[1]).read_text(encoding="utf-8").rstrip("\n"), 0)
    if words[0] != "calledvia":
        raise ValueError(f"only calledvia, cat and `echo $?` can be run, not {command!r}")
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *words[1:]],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if both else subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    trimmed = "\n".join(line.rstrip() for line in done.stdout.rstrip("\n").split("\n"))
    return Outcome(trimmed, done.returncode)


def same(expected: str, printed: str) -> bool:
    """Whether a page's output is what was printed, `...` standing for any lines."""
    parts = re.split(rf"^{re.escape(ANYTHING)}$\n?", expected, flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in parts)
    return (
        re.fullmatch(pattern, printed + "\n" if expected.endswith(ANYTHING) else printed)
        is not None
    )


def play(text: str) -> Iterator[tuple[Command, Outcome | None, int]]:
    """Run a page's commands in a folder of their own; with each the exit code the page says."""
    found = list(steps(text))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "scenarios", folder / "scenarios")
        last = 0
        for step, after in zip_longest(found, found[1:]):
            if isinstance(step, File):
                (folder / step.path).write_text(step.text, encoding="utf-8", newline="\n")
                continue
            outcome = run(step.text, folder, last)
            says = isinstance(after, Command) and after.text == "echo $?"
            yield step, outcome, int(after.expected) if says else 0
            last = outcome.code if outcome else 0


def rewritten(text: str) -> str:
    """The page with what its commands print now."""
    lines = text.splitlines()
    for command, outcome, _ in reversed(list(play(text))):
        if outcome is None or ANYTHING in command.expected.splitlines():
            continue
        old = command.expected.splitlines() if command.expected else []
        lines[command.line : command.line + len(old)] = outcome.printed.splitlines()
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the present output into the pages named."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
