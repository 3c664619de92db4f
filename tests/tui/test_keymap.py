"""Keys of the user's own: they work and are shown; a file with a mistake changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.tui.keymap import Keymap, keymap_path, load
from simulator.tui.keys import KEYS
from simulator.tui.screens.sheets import Picker
from simulator.tui.widgets.source_pane import SourcePane
from tests.tui.conftest import NARROW, WIDE, NewApp
from tests.tui.driving import press, running, settled, shown, write


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    """Where the app under test looks for the user's keys."""
    path = tmp_path / "state" / "keys.toml"
    path.parent.mkdir()
    return path


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.asyncio
async def test_the_new_key_works_and_the_old_one_does_not(new_app: NewApp, keys_file: Path) -> None:
    _written(keys_file, '[keys]\nforwarding = "f6, %"\n')
    app = new_app()
    async with running(app, NARROW) as (pilot, explorer):
        await press(pilot, "f")
        assert "forwarding" not in explorer.state.edits
        await press(pilot, "f6")
        assert "forwarding" in explorer.state.edits
        await press(pilot, "percent_sign")
        assert "forwarding" not in explorer.state.edits


@pytest.mark.asyncio
async def test_a_key_of_the_tree_can_be_another(new_app: NewApp, keys_file: Path) -> None:
    _written(keys_file, '[keys]\nopen = "f7"\n')
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "1")
        await press(pilot, "j", "enter")
        assert explorer.pane == "scenarios"
        await press(pilot, "f7")
        assert explorer.pane == "chain"


@pytest.mark.asyncio
async def test_two_actions_can_swap_their_keys(new_app: NewApp, keys_file: Path) -> None:
    _written(keys_file, '[keys]\nhelp = "q"\nquit = "?"\n')
    app = new_app()
    async with running(app, NARROW) as (pilot, _):
        await press(pilot, "q")
        assert isinstance(app.screen, Picker)


@pytest.mark.asyncio
async def test_the_editor_is_left_by_the_key_that_was_chosen(
    new_app: NewApp, keys_file: Path
) -> None:
    _written(keys_file, '[keys]\nedit-done = "f2"\n')
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "e")
        source = explorer.query_one(SourcePane)
        await press(pilot, "escape")
        assert source.editing
        await press(pilot, "f2")
        assert not source.editing


@pytest.mark.asyncio
async def test_footer_help_and_palette_show_the_new_key(new_app: NewApp, keys_file: Path) -> None:
    _written(keys_file, '[keys]\nhelp = "f1"\nforwarding = "f6"\n')
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        assert "f1 all keys" in shown(app)
        assert "? all keys" not in shown(app)
        assert "(press f6)" in shown(app)
        assert "(press f)" not in shown(app)
        for opening in ("f1", "colon"):
            await press(pilot, opening)
            await write(pilot, "other network model")
            line = next(one for one in shown(app).splitlines() if "and back." in one)
            assert "f6  " in line
            await press(pilot, "escape")
        await press(pilot, "f1")
        await write(pilot, "network")
        await press(pilot, "enter")
        await pilot.pause(0.1)
        await settled(pilot)
        assert "forwarding" in explorer.state.edits


@pytest.mark.asyncio
async def test_a_file_with_a_mistake_gives_one_notice_and_our_keys(
    new_app: NewApp, keys_file: Path
) -> None:
    _written(keys_file, '[keys]\nforwarding = "f6"\n"[red]\\u001bhelq" = "f1"\n')
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        notices = [one.message for one in app._notifications]
        assert len(notices) == 1
        assert "nothing is called [red]" in notices[0]
        assert "\x1b" not in notices[0]
        assert "[red]" in shown(app)
        await press(pilot, "f6")
        assert "forwarding" not in explorer.state.edits
        await press(pilot, "f")
        assert "forwarding" in explorer.state.edits


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[keys", "it is not TOML"),
        ("keys = 1", "only [keys]"),
        ("[key]\nhelp = 'f1'", "only [keys]"),
        ("[keys]\nhelq = 'f1'", "nothing is called helq (did you mean help?)."),
        ("[keys]\nhelp = 1", "help: expected a key in quotes"),
        ("[keys]\nhelp = ''", "help: no key before or after a comma"),
        ("[keys]\nhelp = 'escpe'", "help: there is no key escpe (did you mean escape?)."),
        ("[keys]\nhelp = 'control+f'", "help: there is no key control+f"),
        ("[keys]\ncell-why = 'f1'", "the key of cell-why is fixed."),
        ("[keys]\nfilter = 'f1,y'", "y would be both copy and filter (explorer)."),
        ("[keys]\nfilter = 'f1'\nask = 'f1'", "f1 would be both filter and ask (explorer)."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_changed(
    keys_file: Path, text: str, complaint: str
) -> None:
    found = load(_written(keys_file, text))
    assert found.keys == {}
    assert len(found.complaints) == 1
    assert complaint in found.complaints[0]


def test_what_cannot_be_read_is_told_and_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Keymap()
    assert load(tmp_path).complaints[0].startswith("it cannot be read")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"\xff\xfe")
    assert load(latin).complaints[0].startswith("it is not TOML")


def test_a_file_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b'\xef\xbb\xbf[keys]\r\nhelp = "?, f1,f1"\r\n')
    assert load(path) == Keymap({"help": "question_mark,f1"})


def test_every_row_keeps_its_keys_unless_it_is_named() -> None:
    assert all(Keymap({}).applied(key) == key for key in KEYS)


def test_it_is_looked_for_in_the_users_config_folder() -> None:
    assert keymap_path().name == "keys.toml"
    assert keymap_path().parent.name == "calledvia"
