"""What holds for every test: the surroundings do not matter, and slow machines are no failures."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A shared machine is slow at times; how long things may take is asserted where it matters.
settings.register_profile("calledvia", deadline=None)
settings.load_profile("calledvia")


@pytest.fixture(autouse=True)
def no_say_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Width and colours are what a test sets, not what its terminal has."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
