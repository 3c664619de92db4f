"""Compare, lessons, help, palette, copying, exporting, deep links, reloading."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from textual.widgets import DataTable, OptionList

from simulator.tui.keys import KEYS
from simulator.tui.screens.compare import Compare
from simulator.tui.screens.lesson import LessonScreen
from simulator.tui.screens.sheets import Picker
from simulator.tui.widgets.bench import FixBench
from simulator.tui.widgets.source_pane import PolicyEditor, SourcePane

from .conftest import NARROW, SHIPPED, STORY, WIDE, NewApp
from .driving import press, running, settled, shown, write


@pytest.mark.asyncio
async def test_compare_tells_the_story_at_one_look(new_app: NewApp) -> None:
    app = new_app(STORY, screen="compare")
    async with running(app, NARROW) as (pilot, explorer):
        assert isinstance(app.screen, Compare)
        text = shown(app)
        rows = {row[:20].strip(): row for row in text.split("\n")}
        assert re.search(r"✓ +✓ +✓ +✓ +✓ as Bob", rows["office"])
        assert re.search(r"implicit.*explicit.*explicit.*explicit.*AssumeRole", rows["outside"])
        assert re.search(r"≠ her stack.*✗ implicit +✗ explicit +✓ +✓ +✓ as Bob", text)
        assert "✓ exposed!" in text
        assert "f → preserved: otherwise then: her stack stops an instance" in text
        await press(pilot, "f")
        assert re.search(r"her stack stop.*✓ +✓ +✓ +✓ +✓ as Bob", shown(app))
        await press(pilot, "f", "d")
        assert app.screen.query_one(DataTable).row_count == 4
        await press(pilot, "right", "enter")
        assert app.screen is explorer
        assert explorer.state.typed["remedy"] == "deny"
        assert explorer.pane == "why"
        assert "OfficeOnly  Deny" in shown(app)


@pytest.mark.asyncio
async def test_a_lesson_asks_reveals_and_keeps_what_is_done(
    new_app: NewApp, tmp_path: Path
) -> None:
    app = new_app(SHIPPED, screen="lessons")
    async with running(app, NARROW) as (pilot, _):
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        assert "step 1 of 5" in shown(app)
        await press(pilot, "n")
        assert screen.step == 1
        await press(pilot, "d")
        text = shown(app)
        assert "✗ You said denied. ✓ ALLOW" in text
        assert "EC2 sees her own address" in text
        assert '"103.15.250.0/24"' in text
        source = screen.query_one("#source", SourcePane)
        assert source.span is not None
        assert source.span.text == '"103.15.250.0/24"'
        await press(pilot, "n", "d")
        assert "✓ You said denied. ✗ DENY (implicit)" in shown(app)
        await press(pilot, "n", "r", "n")
        assert screen.step == 4
        options = screen.query_one("#statements", OptionList)
        assert options.has_focus
        await press(pilot, "enter")
        assert "✓ You said Office. It is Office in office-only.json." in shown(app)
        await press(pilot, "n")
        editor = screen.query_one(FixBench).query_one(PolicyEditor)
        assert editor.has_focus
        assert "✗ outside" in shown(app)
        editor.text = editor.text.replace('"12.148', '"198.51.100.0/24", "12.148')
        await settled(pilot)
        assert "Every request comes out right." in shown(app)
        assert screen._done == {1, 2, 3, 4, 5}
    kept = json.loads((tmp_path / "state" / "lessons.json").read_text(encoding="utf-8"))
    steps = kept["lessons"]["1-direct-calls"]
    assert [step["right"] for step in steps] == [False, True, False, True, None]


@pytest.mark.asyncio
async def test_help_filters_and_runs_the_choice(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (pilot, explorer):
        await press(pilot, "question_mark")
        assert isinstance(app.screen, Picker)
        await write(pilot, "network")
        assert "Change to the other network model and back." in shown(app)
        await press(pilot, "enter")
        await pilot.pause(0.1)
        await settled(pilot)
        assert app.screen is explorer
        assert "forwarding" in explorer.state.edits


@pytest.mark.asyncio
async def test_the_palette_has_requests_and_actions(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (pilot, explorer):
        await press(pilot, "colon")
        await write(pilot, "outside")
        await press(pilot, "enter")
        assert explorer.state.name == "outside"
        await press(pilot, "colon")
        options = app.screen.query_one(OptionList)
        everywhere = {key.sentence for key in KEYS if key.where == "everywhere"}
        texts = {str(options.get_option_at_index(n).prompt) for n in range(options.option_count)}
        assert all(any(sentence in text for text in texts) for sentence in everywhere)


@pytest.mark.asyncio
async def test_copying(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app()
    sent: list[str] = []
    monkeypatch.setattr(type(app), "copy_to_clipboard", lambda _, text: sent.append(text))
    async with running(app, NARROW) as (pilot, _):
        await press(pilot, "y")
        await write(pilot, "one line")
        await press(pilot, "enter")
        await press(pilot, "y")
        await write(pilot, "principal")
        await press(pilot, "enter")
        await press(pilot, "y")
        await write(pilot, "command")
        await press(pilot, "enter")
        await press(pilot, "y")
        await write(pilot, "show as text")
        await press(pilot, "enter")
        assert "Copy by hand" in shown(app)
        await press(pilot, "escape")
    assert sent == [
        "user/alice ec2:StopInstances on instance/i-0abc from office"
        " via cloudformation:UpdateStack on stack/web",
        "arn:aws:iam::111122223333:user/alice",
        "calledvia explain scenarios/source-ip/direct.yaml 'her stack stops an instance'",
    ]


@pytest.mark.asyncio
async def test_exporting(
    new_app: NewApp, own_scenarios: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_scenarios)
    app = new_app(Path("direct.yaml"))
    async with running(app, NARROW) as (pilot, _):
        for choice in ("svg", "markdown", "json"):
            await press(pilot, "w")
            await write(pilot, choice)
            await press(pilot, "enter", "enter")
    stem = "calledvia-direct-her-stack-stops-an-instance"
    ElementTree.parse(own_scenarios / f"{stem}.svg")
    assert "cdnjs" not in (own_scenarios / f"{stem}.svg").read_text(encoding="utf-8")
    document = json.loads((own_scenarios / f"{stem}.json").read_text(encoding="utf-8"))
    assert document["schema"] == "calledvia/run/1"
    markdown = (own_scenarios / f"{stem}.md").read_text(encoding="utf-8")
    assert "## her stack stops an instance" in markdown


@pytest.mark.asyncio
async def test_a_deep_link_opens_its_request(new_app: NewApp) -> None:
    app = new_app(request="role, unrestricted")
    async with running(app, NARROW) as (_, explorer):
        assert explorer.state.name == "service role, unrestricted"


@pytest.mark.asyncio
async def test_a_changed_file_is_read_again_and_what_ifs_stay(
    new_app: NewApp, own_scenarios: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_scenarios)
    app = new_app(Path("direct.yaml"))
    async with running(app, NARROW) as (pilot, explorer):
        await press(pilot, "f")
        assert explorer.state.request is not None
        assert explorer.state.request.allowed is True
        policy = own_scenarios / "office-only.json"
        text = policy.read_text(encoding="utf-8").replace("103.15.250.0/24", "192.0.2.0/24")
        policy.write_text(text, encoding="utf-8")
        app._look()
        await settled(pilot)
        await settled(pilot)
        assert "forwarding" in explorer.state.edits
        assert explorer.state.request.allowed is False


@pytest.mark.asyncio
async def test_a_broken_file_is_one_line_and_the_rest_works(
    new_app: NewApp, own_scenarios: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_scenarios)
    (own_scenarios / "aaa.yaml").write_text("calledvia: 1\nrequests: [\n", encoding="utf-8")
    app = new_app(own_scenarios)
    async with running(app, NARROW) as (pilot, _):
        await press(pilot, "1", "home")
        assert "! aaa" in shown(app)
        await press(pilot, "j", "enter")
        assert "YML001" in shown(app)


@pytest.mark.asyncio
async def test_an_empty_folder_says_how_to_fill_it(new_app: NewApp, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    app = new_app(empty)
    async with running(app, NARROW) as (pilot, _):
        assert "calledvia init DIR writes one" in shown(app)
        await press(pilot, "c", "e", "y", "n", "f", "3", "4", "escape", "1", "L")


@pytest.mark.asyncio
async def test_themes_and_header(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        for name in ("light", "contrast", "dark"):
            await press(pilot, "T")
            assert app.theme == f"calledvia-{name}"
        await press(pilot, "H")
        assert not explorer.query_one("#header").display
