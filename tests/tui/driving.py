"""How a test presses keys and waits until the app has nothing more to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input

from simulator.tui.app import CalledVia
from simulator.tui.screens.explorer import Explorer

_A_FRAME = 1 / 45
"""A little longer than Textual waits between two updates of the screen."""


async def settled(pilot: Pilot[None]) -> None:
    """Wait until threads and messages are done."""
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(_A_FRAME)  # what is to happen after a refresh happens then


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, each taken in before the next."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def write(pilot: Pilot[None], text: str) -> None:
    """Put a text into the field that has the focus, and wait until it is taken in."""
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = text
    await settled(pilot)


@asynccontextmanager
async def running(
    app: CalledVia, size: tuple[int, int]
) -> AsyncIterator[tuple[Pilot[None], Explorer]]:
    """The app, its files read."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot, app.main_screen


def shown(app: CalledVia) -> str:
    """The text on the screen."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)
