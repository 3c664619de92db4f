"""Which screens of the terminal app do the pages show? Draws them into docs/images.

python docs/screens.py        # or: make docs
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from textual.pilot import Pilot  # noqa: E402

from simulator.tui import app as tui  # noqa: E402
from simulator.tui.exporting import standalone  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SCENARIOS = Path("scenarios")
LIGHT = "calledvia-light"

SCREENS: dict[str, tuple[tuple[int, int], dict[str, str], tuple[str, ...]]] = {
    "app-explore.svg": ((140, 40), {}, ("3",)),
    "app-compare.svg": ((100, 28), {"screen": "compare"}, ()),
    "app-lesson.svg": ((90, 30), {"screen": "lessons"}, ("d",)),
    "app-explore-light.svg": ((140, 40), {"theme": LIGHT}, ("3",)),
    "app-compare-light.svg": ((100, 28), {"screen": "compare", "theme": LIGHT}, ()),
    "app-lesson-light.svg": ((90, 30), {"screen": "lessons", "theme": LIGHT}, ("d",)),
}
"""Size, what to open and which keys to press."""


async def draw(name: str) -> str:
    """One screen as SVG."""
    size, options, keys = SCREENS[name]
    app = tui.CalledVia([SCENARIOS], **options)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await _settled(pilot)
        for key in keys:
            await pilot.press(key)
            await _settled(pilot)
        return standalone(app.export_screenshot())


async def _settled(pilot: Pilot[None]) -> None:
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def main() -> None:
    """Draw every screen anew."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tui.progress_path = lambda: Path(folder) / "lessons.json"
        tui.keymap_path = lambda: Path(folder) / "keys.toml"
        for name in SCREENS:
            (IMAGES / name).write_text(
                asyncio.run(draw(name)) + "\n", encoding="utf-8", newline="\n"
            )
            print(f"docs/images/{name}")


if __name__ == "__main__":
    main()
