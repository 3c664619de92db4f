"""How is a text written in YAML so that it reads back as the same text?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from simulator.source import printable

_PLAIN = re.compile(
    r"(?!(?:true|false|null|yes|no|on|off|~)\Z)[A-Za-z][A-Za-z0-9_./ ()-]*[A-Za-z0-9_/)]|[A-Za-z]",
    re.IGNORECASE,
)


def scalar(text: str) -> str:
    """The text in quotes, unless it is plainly words."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes, as YAML and JSON read them alike."""
    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(character: str) -> str:
    if printable(character) == character:
        return character
    point = ord(character)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def listed(texts: Iterable[str]) -> str:
    """Texts as the entries of a YAML list, quoted."""
    return ", ".join(map(quoted, texts))
