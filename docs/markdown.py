"""How is text of a table written in Markdown?"""

from __future__ import annotations


def plain(text: str) -> str:
    """Text of a table as Markdown that shows it letter for letter."""
    for character in "\\`*<>|":
        text = text.replace(character, "\\" + character)
    return text
