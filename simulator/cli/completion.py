"""``calledvia completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Iterator

from simulator.cli.console import Console
from simulator.cli.exits import Exit

_FILES = ("FILE", "PATH", "OLD", "NEW")
_FOLDERS = ("DIR",)


def execute(arguments: Namespace) -> int:
    """Print the script for one shell."""
    from simulator.cli.arguments import build_parser

    console = Console(arguments)
    try:
        import shtab
    except ImportError:
        console.tell(["completion needs shtab: pip install 'calledvia[completion]'"])
        return Exit.BAD_INPUT
    parser = build_parser()
    for action in _actions(parser):
        if action.metavar in (*_FILES, *_FOLDERS):
            complete = shtab.FILE if action.metavar in _FILES else shtab.DIRECTORY
            action.complete = complete  # type: ignore[attr-defined]  # shtab looks for it
    console.print([shtab.complete(parser, arguments.shell)])
    return Exit.OK


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every option and argument, those of the commands too."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
