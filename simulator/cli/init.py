"""``calledvia init``: a small world, scenario and policies that run as they are."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.source import printable

_STARTER = Path(__file__).parent / "starter"
_SCENARIO = "office.yaml"


def execute(arguments: Namespace) -> int:
    """Write the files, unless one of their names is taken."""
    console = Console(arguments)
    folder = Path(arguments.folder)
    texts = {file.name: file.read_bytes() for file in sorted(_STARTER.iterdir()) if file.is_file()}
    taken = [name for name in texts if (folder / name).exists()]
    if taken:
        console.tell(
            [f"not written: {printable(str(folder / name))} is there already" for name in taken]
        )
        return Exit.BAD_INPUT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            # "x": what appeared in the meantime is not overwritten either.
            with open(folder / name, "xb") as stream:
                stream.write(text)
    except OSError as error:
        reason = error.strerror or str(error)
        console.tell([f"cannot write to {printable(str(folder))}: {reason}"])
        return Exit.BAD_INPUT
    console.print(_written(folder, list(texts)))
    return Exit.OK


def _written(folder: Path, names: list[str]) -> Iterator[str]:
    for name in names:
        yield f"wrote {printable((folder / name).as_posix())}"
    scenario = printable((folder / _SCENARIO).as_posix())
    yield ""
    yield "next:"
    yield f"  calledvia run {scenario}"
    yield f'  calledvia explain {scenario} "by hand, from home"'
    yield f"  calledvia check {scenario}"
