"""Which files in a folder are scenarios, claims, lessons, worlds?

Their first key tells; nothing is read further, so that a run loads no reader that it does not need.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from simulator.formats.documents import Mapping, first_key, read_document
from simulator.formats.files import decode, openable, read_bytes
from simulator.formats.kinds import VERSION_KEY, Kind, kind_of
from simulator.formats.loading import Findings

YAML_NAMES = (".yaml", ".yml")


def find_scenarios(path: str | Path) -> list[Path]:
    """The scenario files in a folder and the folders below it, sorted.

    Worlds are left out, and files that do not open with ``calledvia``; a file that does and cannot
    be read further is listed, so that its mistakes come to light. A path that is no folder is
    taken as it is.
    """
    path = Path(path)
    if not path.is_dir():
        return [path]
    return [found for found in sorted(_yaml_files(path)) if _may_be(found, Kind.SCENARIO)]


def find_claims(path: str | Path) -> list[Path]:
    """The files of claims in a folder and the folders below it, sorted; a file if it is one."""
    path = Path(path)
    files = sorted(_yaml_files(path)) if path.is_dir() else [path] if path.is_file() else []
    return [found for found in files if _may_be(found, Kind.CLAIMS)]


def find_lessons(path: str | Path) -> list[Path]:
    """The lesson files in a folder and the folders below it, sorted; none if it is no folder."""
    path = Path(path)
    return [found for found in sorted(_yaml_files(path)) if _may_be(found, Kind.LESSON)]


def find_worlds(path: str | Path) -> list[Path]:
    """The world files in a folder and the folders below it, sorted; none if it is no folder."""
    path = Path(path)
    return [found for found in sorted(_yaml_files(path)) if _may_be(found, Kind.WORLD)]


def _yaml_files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(YAML_NAMES):
                yield Path(parent, name)


def _may_be(path: Path, kind: Kind) -> bool:
    findings = Findings()
    data = read_bytes(path, findings)
    source = decode(data, openable(path), findings) if data is not None else None
    if source is None or first_key(source.text) != VERSION_KEY:
        return False
    document = read_document(source, findings)
    if not isinstance(document, Mapping):
        return kind is Kind.SCENARIO
    return kind_of(document) is kind
