"""How the screens look, at both sizes and in every theme; `--snapshot-update` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from .conftest import DIRECT, NARROW, SHIPPED, STORY, WIDE, NewApp
from .driving import settled

Compare = Callable[..., bool]

SCREENS: dict[str, tuple[Path, list[str], dict[str, str]]] = {
    "explorer": (SHIPPED, [], {}),
    "why": (DIRECT, ["3"], {}),
    "whatif": (DIRECT, ["4", "x"], {}),
    "compare": (STORY, [], {"screen": "compare"}),
    "lesson": (SHIPPED, ["a"], {"screen": "lessons"}),
    "help": (DIRECT, ["question_mark"], {}),
}


def pressing(keys: list[str]) -> Callable[[Pilot[None]], object]:
    async def run_before(pilot: Pilot[None]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        # A blinking cursor would be there or not.
        for field in pilot.app.screen.query("Input, TextArea"):
            field.cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()

    return run_before


def make(new_app: NewApp, name: str, theme: str) -> tuple[App[None], list[str]]:
    path, keys, options = SCREENS[name]
    return new_app(path, theme=f"calledvia-{theme}", **options), keys


# At 140×45 the main screen shows what these two are about.
_NARROW_ONLY = {"why", "help"}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, id=f"{size[0]}x{size[1]}-{name}")
        for name in SCREENS
        for size in (NARROW, WIDE)
        if size == NARROW or name not in _NARROW_ONLY
    ],
)
def test_each_screen(
    snap_compare: Compare, new_app: NewApp, name: str, size: tuple[int, int]
) -> None:
    app, keys = make(new_app, name, "dark")
    assert snap_compare(app, terminal_size=size, run_before=pressing(keys))


@pytest.mark.parametrize("theme", ["light", "contrast"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "140x45"])
def test_each_theme(
    snap_compare: Compare, new_app: NewApp, theme: str, size: tuple[int, int]
) -> None:
    app, keys = make(new_app, "explorer", theme)
    assert snap_compare(app, terminal_size=size, run_before=pressing(keys))


def test_without_colours(
    snap_compare: Compare, new_app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = new_app(DIRECT, colour=False)
    assert snap_compare(app, terminal_size=NARROW, run_before=pressing(["3"]))
