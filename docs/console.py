"""Do the examples in our pages do what the pages say?

Sybil finds the blocks of a page and runs its Python blocks; what a block means to us is told here:

- `console`: commands after `$ ` and under each what it prints. A command must end with exit code 0,
  unless `$ echo $?` follows and says another. What it prints on stdout is compared, with `2>&1` at
  its end stderr too; a line `...` stands for any lines.
- `python`: is run; where it has prompts (`>>>`), what it prints is compared.
- any language and a path (`json mine/policy.json`) is what the reader is told to write into that
  file: it is written.

The blocks of a page are run in order, in one folder that begins with a copy of `scenarios/`.

    python docs/console.py README.md …        # writes what each command prints now into the pages

leaves commands with a line `...` alone. `tests/test_docs.py` compares.
"""

from __future__ import annotations

import contextlib
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

from sybil import Document, Example, Region
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

ROOT = Path(__file__).resolve().parent.parent

# Commands that are shown and not run here, and why. docs/decisions/tested-pages.md has them too.
NOT_RUN = {
    "make": "builds, installs or runs these tests: CI does it",
    "python3": "creates the virtual environment that already is there",
    ".venv/bin/python": "installs from the package index",
    ".venv/bin/calledvia": "the story runs below as `calledvia run`",
    ".ci/run": "runs these tests",
    "git": "clones the repository that already is here",
    "pip": "installs from the package index",
    "docker": "needs a daemon and a base image",
    "cd": "each page has a folder of its own",
    ".": "changes the shell",
}

# Programs that are run, and the module that each is in this Python.
MODULES = {"calledvia": ("simulator",), "pytest": ("pytest", "-p", "no:cacheprovider")}

ANYTHING = "..."


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a page and what the page says it prints."""

    line: int
    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed, and its exit code."""

    printed: str
    code: int


def pages() -> list[Path]:
    """Every page whose examples are run."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def consoles(document: Document) -> Iterator[Region]:
    """Sybil's parser of console blocks."""
    for region in RawFencedCodeBlockLexer(re.compile(r"console$\n", re.MULTILINE))(document):
        source = region.lexemes["source"]
        first = document.text.count("\n", 0, region.start) + 2
        yield Region(region.start, region.end, list(commands(source, first)), _compare)


def files(document: Document) -> Iterator[Region]:
    """Sybil's parser of blocks that a reader writes into files."""
    info = re.compile(r"\w+ (?P<path>\S+)$\n", re.MULTILINE)
    for region in RawFencedCodeBlockLexer(info)(document):
        written = (region.lexemes["path"], str(region.lexemes["source"]))
        yield Region(region.start, region.end, written, _write)


PARSERS = (consoles, files, PythonCodeBlockParser())


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


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Document]:
    """A page, with the present folder one in which its examples can be run."""
    document = Document.parse(str(path), *PARSERS)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "scenarios", Path(folder, "scenarios"))
        with contextlib.chdir(folder):
            yield document


def _write(example: Example) -> None:
    path, text = example.parsed
    Path(path).write_text(text, encoding="utf-8", newline="\n")


def _compare(example: Example) -> str | None:
    for command, outcome, code in played(example.parsed):
        where = f"line {command.line}: $ {command.text}"
        if outcome.code != code:
            return f"{where}\nends with {outcome.code}, not {code}:\n{outcome.printed}"
        if not same(command.expected, outcome.printed):
            return f"{where}\nprints\n{outcome.printed}\nand not\n{command.expected}"
    return None


def played(block: list[Command]) -> Iterator[tuple[Command, Outcome, int]]:
    """Run the commands of a block; with each its outcome and the exit code that the page says."""
    last = 0
    for command, after in zip_longest(block, block[1:]):
        outcome = run(command.text, last)
        if outcome is not None:
            says = after is not None and after.text == "echo $?"
            yield command, outcome, int(after.expected) if says else 0
            last = outcome.code


def run(command: str, last: int = 0) -> Outcome | None:
    """Run one command in the present folder; None if it is of those that are not run.

    Args:
        last: the exit code of the command before, which `echo $?` prints.

    Raises:
        ValueError: the command is neither known here nor in `NOT_RUN`.
    """
    if command == "echo $?":
        return Outcome(f"{last}", 0)
    both = command.endswith(" 2>&1")
    words = shlex.split(command.removesuffix(" 2>&1"))
    if words[0] in NOT_RUN:
        return None
    if words[0] == "cat":
        return Outcome(Path(words[1]).read_text(encoding="utf-8").rstrip("\n"), 0)
    if words[0] not in MODULES:
        raise ValueError(f"no page may show {command!r}: see docs/console.py")
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", *MODULES[words[0]], *words[1:]],
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


def rewritten(path: Path) -> str:
    """The page with what its commands print now."""
    changes: list[tuple[int, int, list[str]]] = []
    with opened(path) as document:
        for example in document.examples():
            if example.region.evaluator is not _compare:
                example.evaluate()
                continue
            for command, outcome, _ in played(example.parsed):
                old = command.expected.splitlines()
                if ANYTHING not in old:
                    new = outcome.printed.splitlines()
                    changes.append((command.line, command.line + len(old), new))
        lines = document.text.splitlines()
    for start, end, new in reversed(changes):
        lines[start:end] = new
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the present output into the pages named."""
    for name in sys.argv[1:]:
        path = Path(name).resolve()
        path.write_text(rewritten(path), encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
