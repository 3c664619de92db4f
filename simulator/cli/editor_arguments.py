"""Which options have the commands that help editors and shells?"""

from __future__ import annotations

import argparse
from typing import Final

from simulator.cli.command_parser import Commands, add_appearance, command
from simulator.cli.exits import Exit

SHELLS: Final = ("bash", "zsh", "tcsh", "fish", "powershell")
"""Those that shtab knows, which is not imported here so that help stays quick."""


def add_editors(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    schema = command(
        commands,
        "schema",
        "print the JSON Schema of a file or of JSON output",
        "Print a JSON Schema: of the files that people write, for editors that complete and check "
        "them, or of what a command prints under --format json. Without NAME, which there are.",
        "calledvia schema scenario > scenario.schema.json",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    schema.add_argument("name", nargs="?", metavar="NAME", help="such as world or scenario")
    add_appearance(schema)
    completion = command(
        commands,
        "completion",
        "print what a shell needs to complete commands and options",
        "Print what a shell needs to complete commands and options (needs shtab: pip install "
        "'calledvia[completion]').",
        "calledvia completion bash > ~/.local/share/bash-completion/completions/calledvia",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    completion.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
    add_appearance(completion)
