"""An app to press keys in: on scenarios of its own, with progress in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.tui.app import CalledVia

ROOT = Path(__file__).resolve().parent.parent.parent
SCENARIOS = ROOT / "scenarios"
DIRECT = Path("scenarios/source-ip/direct.yaml")
"""One small scenario: most tests need no more."""

STORY = Path("scenarios/source-ip")
SHIPPED = Path("scenarios")
WIDE = (140, 45)
NARROW = (80, 24)

NewApp = Callable[..., CalledVia]


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress and keys are where nobody else looks, and files are written where the test is."""
    state = tmp_path / "state"
    monkeypatch.setattr("simulator.tui.app.progress_path", lambda: state / "lessons.json")
    monkeypatch.setattr("simulator.tui.app.keymap_path", lambda: state / "keys.toml")
    monkeypatch.chdir(ROOT)


@pytest.fixture
def new_app() -> NewApp:
    """A new app on the shipped scenarios, or on others."""

    def make(*paths: Path, **options: object) -> CalledVia:
        return CalledVia(paths or (DIRECT,), **options)  # type: ignore[arg-type]

    return make


@pytest.fixture
def own_scenarios(tmp_path: Path) -> Path:
    """A copy of the source-IP story that a test may change."""
    folder = tmp_path / "scenarios" / "source-ip"
    shutil.copytree(SCENARIOS / "source-ip", folder)
    return folder
