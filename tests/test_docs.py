"""The pages say what the program does: generated tables are fresh, commands print what is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import console, generate
from simulator.diagnostics import DIAGNOSTICS

ROOT = Path(__file__).resolve().parent.parent
PAGES = console.pages()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_what_the_tables_make(name: str) -> None:
    written = (generate.REFERENCE / name).read_text(encoding="utf-8")
    assert written == generate.page(name), f"{name} is stale: run `make docs`"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_each_command_of_a_page_prints_what_the_page_shows(path: Path) -> None:
    for command, outcome, code in console.play(path.read_text(encoding="utf-8")):
        if outcome is None:
            continue
        where = f"{name_of(path)}:{command.line}: $ {command.text}"
        assert outcome.code == code, f"{where}\n{outcome.printed}"
        if not console.same(command.expected, outcome.printed):
            # Equal texts pass above; this comparison is made for its difference.
            assert outcome.printed == command.expected, where


_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = _HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_links_to_what_exists(path: Path) -> None:
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        to = (path.parent / name).resolve() if name else path
        assert to.exists(), f"{name_of(path)}: {target}"
        if anchor:
            assert anchor in anchors(to), f"{name_of(path)}: {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            to = (page.parent / target.partition("#")[0]).resolve()
            if to.suffix == ".md" and to.exists() and to not in reached:
                reached.add(to)
                waiting.append(to)
    assert {name_of(path) for path in PAGES} <= {name_of(path) for path in reached}


def test_the_runner_notices_a_wrong_page() -> None:
    assert console.same("a\n...\nd", "a\nb\nc\nd")
    assert console.same("a\n...", "a\nb\nc")
    assert not console.same("a\n...\nd", "a\nb\nc")
    assert not console.same("a\nb", "a\nb\nc")


def test_the_diagnostics_page_has_every_code() -> None:
    text = generate.page("diagnostics.md")
    assert [code for code in DIAGNOSTICS if f"### {code}\n" not in text] == []
