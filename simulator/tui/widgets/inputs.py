"""Fields into which anything can be typed or pasted, and in which nothing hides."""

from __future__ import annotations

from textual.widgets import Input

from simulator.source import printable


class PlainInput(Input):
    """A field whose text is always printable, wherever it comes from."""

    def validate_value(self, value: str) -> str:
        """Show what would hide or steer as its escape."""
        return printable(value)
