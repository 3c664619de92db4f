"""Whatever is pressed, in whatever order: no exception, and the app still answers."""

from __future__ import annotations

import random

import pytest

from simulator.tui.keys import KEYS

from .conftest import NARROW, SHIPPED, WIDE, NewApp
from .driving import running, settled, shown

# Quitting ends the walk, exporting asks for file names: both have tests of their own.
_LEFT_OUT = {"q", "w", "E", "s"}
PRESSED = sorted(
    {key for row in KEYS for key in row.keys.split(",")} - _LEFT_OUT
    | {"tab", "shift+tab", "backspace", "delete", "home", "end", "pagedown", "x", "[", "é", "9"}
)


@pytest.mark.asyncio
async def test_a_random_walk(new_app: NewApp) -> None:
    await walk(new_app, steps=100, seed=1, size=NARROW)


@pytest.mark.fuzz
@pytest.mark.asyncio
@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("seed", range(2, 5))
async def test_a_long_random_walk(new_app: NewApp, seed: int, size: tuple[int, int]) -> None:
    await walk(new_app, steps=2000, seed=seed, size=size)


async def walk(new_app: NewApp, *, steps: int, seed: int, size: tuple[int, int]) -> None:
    chance = random.Random(seed)
    app = new_app(SHIPPED)
    walked: list[str] = []
    async with running(app, size) as (pilot, _):
        for _ in range(steps):
            key = chance.choice(PRESSED)
            walked.append(key)
            app.simulate_key(key)
            if chance.random() < 0.3:
                await pilot.pause()
            assert app.is_running, walked[-20:]
        await settled(pilot)
        assert shown(app).strip(), walked[-20:]
