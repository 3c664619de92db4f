"""What is in a file, and is anything wrong with it or with what it names?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from simulator.formats.claims import read_claims
from simulator.formats.documents import Mapping, first_key, read_document
from simulator.formats.files import decode, openable, read_bytes
from simulator.formats.kinds import VERSION_KEY, Kind, kind_of, open_source
from simulator.formats.lessons import read_lesson
from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles
from simulator.formats.scenario import read_scenario
from simulator.formats.world import read_world
from simulator.language.model import PolicyType
from simulator.source import Diagnostic

_YAML_NAMES = (".yaml", ".yml")
_OURS_IN_BRACES = re.compile(rb"\s*\{\s*[\"']?calledvia\b")


def check_file(
    path: str | Path, policy_type: PolicyType | None = None
) -> tuple[Kind, tuple[Diagnostic, ...]]:
    """Read a file wholly, with all that it names.

    Args:
        path: a policy, a world, a scenario or a lesson.
        policy_type: where a policy will be attached; None checks what holds for all types.
    """
    path = Path(path)
    findings = Findings()
    data = read_bytes(path, findings)
    if data is None:
        return Kind.UNKNOWN, findings.loaded(None).diagnostics
    if not _is_yaml(path, data):
        PolicyFiles(findings).file(path, policy_type)
        return Kind.POLICY, findings.loaded(None).diagnostics
    source = decode(data, openable(path), findings)
    document = open_source(source, findings) if source is not None else None
    kind = kind_of(document) if document is not None else Kind.UNKNOWN
    if kind is Kind.WORLD:
        return kind, read_world(path).diagnostics
    if kind is Kind.SCENARIO:
        return kind, read_scenario(path).diagnostics
    if kind is Kind.CLAIMS:
        return kind, read_claims(path).diagnostics
    if kind is Kind.LESSON:
        return kind, read_lesson(path).diagnostics
    return kind, findings.loaded(None).diagnostics


def _is_yaml(path: Path, data: bytes) -> bool:
    """Whether a file is one of our formats, or wants to be."""
    if data.lstrip().startswith(b"{"):
        return _OURS_IN_BRACES.match(data) is not None
    if path.suffix.lower() in _YAML_NAMES:
        return True
    return first_key(data.decode("utf-8", "replace")) == VERSION_KEY


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
            if name.lower().endswith(_YAML_NAMES):
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
