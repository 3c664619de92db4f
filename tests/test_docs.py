"""The pages say what the program does: generated tables are fresh, examples do what is shown."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs import build_site, console, generate, pictures
from docs.command_page import parsers
from simulator.analysis.lint.registry import LINT_RULES
from simulator.diagnostics import DIAGNOSTICS
from simulator.rules import RULES, Ground

ROOT = Path(__file__).resolve().parent.parent
PAGES = console.pages()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_what_the_tables_make(name: str) -> None:
    written = (generate.REFERENCE / name).read_text(encoding="utf-8")
    assert written == generate.page(name), f"{name} is stale: run `make docs`"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_each_example_of_a_page_does_what_the_page_shows(path: Path) -> None:
    with console.opened(path) as document:
        for example in document.examples():
            example.evaluate()


def test_the_pictures_are_what_the_program_draws() -> None:
    for name, drawn in pictures.pictures().items():
        written = (pictures.IMAGES / name).read_text(encoding="utf-8")
        assert written == drawn, f"{name} is stale: run `make docs`"


_FENCE = re.compile(r"^```(\w+)", re.MULTILINE)
SHOWN = {"console", "python", "json", "yaml", "toml", "text", "sh", "powershell", "dockerfile"}


def test_what_is_not_run_is_on_a_page_with_its_reason() -> None:
    told = (ROOT / "docs/decisions/tested-pages.md").read_text("utf-8")
    for name, reason in console.NOT_RUN.items():
        assert f"| `{name}` | {reason} |" in told
    for path in PAGES:
        for language in _FENCE.findall(path.read_text(encoding="utf-8")):
            assert language in SHOWN, f"{name_of(path)}: nobody runs {language}"


_LINK = re.compile(r'(?:\]\(|(?:src|srcset)=")([^)\s"]+)')
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def links(path: Path) -> list[str]:
    return [str(found) for found in _LINK.findall(_BLOCK.sub("", path.read_text("utf-8")))]


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = _HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_links_to_what_exists(path: Path) -> None:
    for target in links(path):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        to = (path.parent / name).resolve() if name else path
        assert to.exists(), f"{name_of(path)}: {target}"
        if anchor and to.suffix == ".md":
            assert anchor in anchors(to), f"{name_of(path)}: {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        for target in links(page):
            to = (page.parent / target.partition("#")[0]).resolve()
            if to.suffix == ".md" and to.exists() and to not in reached:
                reached.add(to)
                waiting.append(to)
    assert {name_of(path) for path in PAGES} <= {name_of(path) for path in reached}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_page_is_a_stub(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.split()) >= 60
    assert not re.search(r"\b(TODO|TBD|FIXME|coming soon|to be written)\b", text)


def test_the_examples_runner_notices_a_wrong_page(tmp_path: Path) -> None:
    assert console.same("a\n...\nd", "a\nb\nc\nd")
    assert console.same("a\n...", "a\nb\nc")
    assert not console.same("a\n...\nd", "a\nb\nc")
    assert not console.same("a\nb", "a\nb\nc")
    for wrong in (
        "```console\n$ calledvia --version\ncalledvia 7\n```\n",
        "```console\n$ calledvia rule nonsense\n```\n",
        "```python\n>>> 1 + 1\n3\n\n```\n",
        "```python\nassert False\n```\n",
    ):
        page = tmp_path / "page.md"
        page.write_text(wrong, encoding="utf-8")
        with console.opened(page) as document:
            (example,) = document.examples()
            with pytest.raises(AssertionError):
                example.evaluate()


def test_a_page_is_written_anew_where_its_commands_print_otherwise(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ calledvia rule x\nold\n$ echo $?\n0\n```\n", encoding="utf-8")
    assert console.rewritten(page) == "```console\n$ calledvia rule x\n$ echo $?\n2\n```\n"


def test_the_diagnostics_page_has_every_code() -> None:
    text = generate.page("diagnostics.md")
    assert [code for code in DIAGNOSTICS if f"### {code}\n" not in text] == []


@pytest.mark.parametrize("code", DIAGNOSTICS)
def test_a_diagnostic_says_what_to_do_and_where_the_rule_comes_from(code: str) -> None:
    row = DIAGNOSTICS[code]
    assert row.title
    assert not row.title.endswith(".")
    assert row.help.endswith((".", "?", ")", "'"))
    assert row.source
    if row.source.startswith("docs/"):
        assert (ROOT / row.source.partition("#")[0]).exists(), row.source


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_who_says_so_and_an_open_one_what_would_change_it(rule: str) -> None:
    row = RULES[rule]
    assert row.question.endswith("?")
    assert row.choice
    assert row.source
    assert (row.ground is Ground.DATED) == (not row.would_change)


@pytest.mark.parametrize("rule", LINT_RULES)
def test_a_lint_rule_says_what_to_avoid_what_to_prefer_and_why(rule: str) -> None:
    row = LINT_RULES[rule]
    assert row.why
    assert row.fix
    assert row.source
    assert bool(row.avoid) == bool(row.prefer)
    if rule.startswith("SIZ"):
        return  # a document that is too large is no example
    assert row.avoid


def test_every_command_has_its_section() -> None:
    text = (generate.REFERENCE / "command-line.md").read_text(encoding="utf-8")
    assert [name for name in parsers() if f"`calledvia {name}" not in text] == []


class _Loads(HTMLParser):
    """What a browser fetches to show a page, and what it could follow from there."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.followed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "link"):
            found = (given.get("src"), given.get("srcset"), given.get("href"))
            if given.get("rel") not in ("canonical", "next", "prev"):
                self.fetched += [value for value in found if value]
        elif tag == "a" and given.get("href"):
            self.followed.append(given["href"] or "")


@pytest.fixture(scope="module")
def site() -> Path:
    if importlib.util.find_spec("zensical") is None:
        pytest.skip("zensical is not installed: pip install 'calledvia[docs]'")
    built = subprocess.run(
        [sys.executable, build_site.__file__], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return build_site.SITE


def test_the_site_asks_no_other_host_and_leads_nowhere_dead(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(PAGES) - 2
    for page in pages:
        if page.name == "404.html":
            continue
        loads = _Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        for target in (*loads.fetched, *loads.followed):
            if target in loads.followed and target.startswith("https://"):
                continue
            assert "//" not in target, f"{page}: {target}"
            name = target.partition("#")[0]
            assert not name or (page.parent / name).exists(), f"{page}: {target}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", sheet.read_text(encoding="utf-8"))
