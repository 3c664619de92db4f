"""Which options has ``calledvia import``?"""

from __future__ import annotations

import argparse

from simulator.cli.command_parser import Commands, add_appearance, command
from simulator.cli.exits import Exit
from simulator.cli.source_arguments import add_sources


def add_import(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    import_ = command(
        commands,
        "import",
        "write a world from account dumps, organizations, templates, plans and policies",
        "Write a world that a person can read and edit: a YAML file, and the policies beside it, a "
        "JSON file each. Everything that was not understood is listed; a policy that could not be "
        "read stays in the world as unread, and what it could touch comes out as DEPENDS.",
        "calledvia import --account-details details.json -o world.yaml",
        "calledvia import --account-details accounts/ --organization org/ -o world.yaml",
        codes=(Exit.OK, Exit.BAD_INPUT, Exit.PARTLY_READ),
    )
    add_sources(import_)
    import_.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="the world's file, ending in .yaml"
    )
    add_appearance(import_)
    import_.set_defaults(command="import-world", world=None)
