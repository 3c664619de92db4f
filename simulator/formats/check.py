"""What is in a file, and is anything wrong with it or with what it names?"""

from __future__ import annotations

import re
from pathlib import Path

from simulator.formats.claims import read_claims
from simulator.formats.documents import first_key
from simulator.formats.files import decode, openable, read_bytes
from simulator.formats.finding import YAML_NAMES
from simulator.formats.kinds import VERSION_KEY, Kind, kind_of, open_source
from simulator.formats.lessons import read_lesson
from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles
from simulator.formats.scenario import read_scenario
from simulator.formats.world import read_world
from simulator.language.model import PolicyType
from simulator.source import Diagnostic

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
    if path.suffix.lower() in YAML_NAMES:
        return True
    return first_key(data.decode("utf-8", "replace")) == VERSION_KEY
