"""The reference pages name every command, option, exit code and field that there is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from simulator.cli.arguments import EXPECTATIONS, FORMATS, POLICY_TYPES, build_parser
from simulator.cli.command_parser import CI_FORMATS
from simulator.cli.exits import Exit
from simulator.report import as_json

REPOSITORY = Path(__file__).parents[2]
COMMAND_LINE = (REPOSITORY / "docs/reference/command-line.md").read_text("utf-8")
JSON = (REPOSITORY / "docs/reference/json.md").read_text("utf-8")
SCHEMAS = Path(as_json.__file__).parents[1] / "schemas"


def test_every_command_and_option_is_there() -> None:
    parser = build_parser()
    commands = next(
        action.choices
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    for name, command in commands.items():
        assert f"`calledvia {name}" in COMMAND_LINE
        for action in command._actions:
            for option in action.option_strings:
                if option not in ("-h", "--help"):
                    assert f"`{option}" in COMMAND_LINE, f"{name} {option}"


def test_every_choice_is_there() -> None:
    for choice in (*FORMATS, *CI_FORMATS, *EXPECTATIONS, *POLICY_TYPES):
        assert f"`{choice}`" in COMMAND_LINE, choice


def test_every_exit_code_is_there() -> None:
    for code in Exit:
        assert f"| {code:d} | {code.reason} |" in COMMAND_LINE


def test_the_top_fields_of_every_document_are_there() -> None:
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        described = schema.get("properties", {})
        for name in ("result", "hop", "decision", "diagnostic"):
            described = {**described, **schema.get("$defs", {}).get(name, {}).get("properties", {})}
        for field in described:
            assert f"`{field}`" in JSON, f"{path.name}: {field}"
