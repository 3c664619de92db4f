"""Which files that people write have a JSON Schema?"""

from __future__ import annotations

from typing import Any, Final

from simulator.formats.claims import CLAIMS
from simulator.formats.json_schema import DIALECT, json_schema
from simulator.formats.lessons import LESSON
from simulator.formats.lint_settings import LISTS, PER_FILE
from simulator.formats.scenario_schema import SCENARIO
from simulator.formats.schema import Record
from simulator.formats.world_schema import WORLD

Json = dict[str, Any]

_FILES: Final[dict[str, Record]] = {
    "world": WORLD,
    "scenario": SCENARIO,
    "claims": CLAIMS,
    "lesson": LESSON,
}
_SETTINGS: Final = "lint-settings"

WRITTEN: Final = (*_FILES, _SETTINGS)
"""The names of the formats."""


def written_schema(name: str) -> Json:
    """The schema of a format, by its name in `WRITTEN`."""
    return _settings() if name == _SETTINGS else json_schema(_FILES[name], name)


def _settings() -> Json:
    """Of the table that `lint_settings` reads."""
    ids = {"type": "array", "items": {"type": "string"}}
    return {
        "$schema": DIALECT,
        "$id": f"{_SETTINGS}.schema.json",
        "title": "calledvia: [lint] of .calledvia.toml, [tool.calledvia.lint] of pyproject.toml",
        "type": "object",
        "properties": {
            **dict.fromkeys(LISTS, ids),
            PER_FILE: {"type": "object", "additionalProperties": ids},
        },
        "additionalProperties": False,
    }
