"""Where are the files that ship with the program: grammars and scenarios?

In a wheel they lie inside the package, in the repository (and so in an editable install) beside it.
"""

from __future__ import annotations

import pathlib

_PACKAGE = pathlib.Path(__file__).resolve().parent


def shipped(name: str) -> pathlib.Path:
    """The folder of this name, ``grammar`` or ``scenarios``.

    Raises:
        FileNotFoundError: the folder is neither in the package nor beside it.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"calledvia is not installed completely: no folder {name!r} in {_PACKAGE} or beside it"
    )
