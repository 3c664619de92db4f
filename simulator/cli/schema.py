"""``calledvia schema``: the JSON Schema of a file, or of what a command prints."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import simulator.report as report
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.formats.json_schemas import WRITTEN, written_schema
from simulator.report.as_json.documents import print_document
from simulator.source import printable

_PRINTED = Path(report.__file__).parent / "schemas"
_ENDING = ".schema.json"


def execute(arguments: Namespace) -> int:
    """Print one schema, or the names of all."""
    console = Console(arguments)
    name = arguments.name
    printed = {path.name.removesuffix(_ENDING): path for path in _PRINTED.glob(f"*{_ENDING}")}
    if name in WRITTEN:
        console.print([print_document(written_schema(name))])
        return Exit.OK
    if name in printed:
        console.print([printed[name].read_text("utf-8").rstrip("\n")])
        return Exit.OK
    if name is None:
        console.print(["files:", *(f"  {one}" for one in WRITTEN)])
        console.print(["output of --format json:", *(f"  {one}" for one in sorted(printed))])
        return Exit.OK
    console.tell([f"there is no schema {printable(name)}; calledvia schema lists them"])
    return Exit.BAD_INPUT
