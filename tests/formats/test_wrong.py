"""Each wrong file gives the diagnostics listed beside it, at these places."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.diagnostics import DIAGNOSTICS
from simulator.formats.check import check_file
from simulator.source import Diagnostic

WRONG = Path(__file__).parent / "wrong"
FILES = sorted(path.name for path in WRONG.glob("*.yaml"))
ELSEWHERE = {
    "FIL006": "test_check.py: it takes a large file",
    "FIL013": "test_world.py: it takes many mistakes",
    "YML003": "test_documents.py: it takes a deep one",
    "YML013": "test_documents.py: it takes a large one",
    "REQ018": "test_one_line.py: no scenario has `via`",
}

OURS = ("FIL", "YML", "WLD", "REQ", "CLM", "LSN")
"""Codes about files of our own formats; policies and what is imported have tests of their own."""


def shown(diagnostic: Diagnostic) -> str:
    hint = f" -> {diagnostic.nearest}" if diagnostic.nearest is not None else ""
    return f"{diagnostic.span.location} {diagnostic.code} {diagnostic.got!r}{hint}"


@pytest.mark.parametrize("name", FILES)
def test_diagnostics(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    _, found = check_file(name)
    listed = Path(name).with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert [shown(diagnostic) for diagnostic in found] == listed


def test_every_code_is_in_the_corpus() -> None:
    listed = "".join(path.read_text(encoding="utf-8") for path in WRONG.glob("*.expected"))
    ours = [code for code in DIAGNOSTICS if code[:3] in OURS]
    missing = {code for code in ours if f" {code} " not in listed}
    assert missing == set(ELSEWHERE)


@pytest.mark.parametrize("name", FILES)
def test_spans_lie_in_their_texts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    for diagnostic in check_file(name)[1]:
        for span in (diagnostic.span, diagnostic.related):
            if span is not None:
                assert 0 <= span.start <= span.end <= len(span.source.text)
                assert span.source.line(span.line) is not None
