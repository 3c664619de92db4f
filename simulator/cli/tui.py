"""``calledvia tui``: the terminal app, in this terminal or served to a browser."""

from __future__ import annotations

import os
import shlex
import sys
from argparse import Namespace
from pathlib import Path

from simulator.cli.exits import Exit
from simulator.source import printable

_NO_TERMINAL = "calledvia tui needs a terminal; calledvia run prints the same without one"


def execute(arguments: Namespace) -> int:
    """Open the app, or serve it."""
    missing = [path for path in arguments.paths if not Path(path).exists()]
    if missing:
        print(f"no such file or folder: {printable(missing[0])}", file=sys.stderr)
        return Exit.BAD_INPUT
    if arguments.web:
        return _serve(arguments)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        print(_NO_TERMINAL, file=sys.stderr)
        return Exit.BAD_INPUT
    from simulator.shipped import shipped
    from simulator.tui.app import CalledVia

    roots = [Path(path) for path in arguments.paths] or [shipped("scenarios")]
    # An empty NO_COLOR asks for nothing (no-color.org); Textual takes it for a wish.
    colour = not os.environ.get("NO_COLOR")
    if colour:
        os.environ.pop("NO_COLOR", None)
    app = CalledVia(
        roots,
        request=arguments.request,
        screen=arguments.screen,
        theme=f"calledvia-{arguments.theme}",
        colour=colour,
    )
    app.run()
    return app.return_code or Exit.OK


def _serve(arguments: Namespace) -> int:
    try:
        from simulator.tui.web import serve
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("textual_serve", "aiohttp")):
            raise
        print("calledvia tui --web needs: pip install 'calledvia[web]'", file=sys.stderr)
        return Exit.BAD_INPUT
    options = ["--screen", arguments.screen, "--theme", arguments.theme]
    if arguments.request:
        options += ["--request", arguments.request]
    command = [sys.executable, "-m", "simulator", "tui", *options, "--", *arguments.paths]
    serve(shlex.join(command), arguments.host, arguments.port)
    return Exit.OK
