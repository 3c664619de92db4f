"""Which YAML files are tests for pytest, and how does a test in Python ask a world?

pytest loads this module in every run where calledvia is installed, so it loads nothing of the
program itself: it reads the first bytes of YAML files, and the rest comes with the first that is
ours, or with the first test that uses the fixture.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from simulator.pytest_plugin.asking import Worlds

_YAML_NAMES = (".yaml", ".yml")
_PEEKED = 16 * 1024
"""Bytes within which a file must open, comments before that included."""

_BOM = b"\xef\xbb\xbf"
_BEFORE_THE_FIRST_KEY = (b"#", b"---", b"%")
_OURS = re.compile(rb"\{?\s*[\"']?calledvia[\"']?\s*:")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect YAML files that open with ``calledvia:``; leave all others alone."""
    if file_path.suffix.lower() not in _YAML_NAMES or not _is_ours(file_path):
        return None
    from simulator.pytest_plugin.collecting import DescribedFile

    return DescribedFile.from_parent(parent, path=file_path)


@pytest.fixture(scope="session")
def calledvia(request: pytest.FixtureRequest) -> Worlds:
    """Ask worlds: ``calledvia.world(path).ask("user/alice sts:AssumeRole on role/Bob").allowed``.

    Paths count from pytest's root folder.
    """
    from simulator.pytest_plugin.asking import Worlds

    return Worlds(request.config.rootpath)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            opening = stream.read(_PEEKED)
    except OSError:
        return False
    lines = map(bytes.strip, opening.removeprefix(_BOM).splitlines())
    first = next(
        (line for line in lines if line and not line.startswith(_BEFORE_THE_FIRST_KEY)), b""
    )
    return _OURS.match(first) is not None
