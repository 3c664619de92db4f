"""Rendered output held against files in ``golden/``; ``WRITE_GOLDEN=1 pytest`` writes them anew."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, lines: Iterable[str]) -> None:
    path = _FOLDER / name
    rendered = "".join(f"{line}\n" for line in lines)
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(rendered, encoding="utf-8", newline="\n")
    assert rendered == path.read_text(encoding="utf-8")
