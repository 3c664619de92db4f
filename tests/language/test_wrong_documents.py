"""The corpus of wrong documents: `wrong/NAME.json`, and what is found beside it in `NAME.expected`.

A folder below `wrong` is the type of its policies. A line is `CODE line:column got (nearest?)`; the
first says whether the document is refused. To write a new one, add the document, run the test, and
check what it prints line by line before you keep it.
"""

import pathlib

import pytest

from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.language.problems import Problem
from simulator.language.syntax import check_policy
from simulator.source import Diagnostic, printable

WRONG = pathlib.Path(__file__).parent / "wrong"
DOCUMENTS = sorted(WRONG.rglob("*.json"))

# These need a document that is too large to keep, or a thousand mistakes; `test_text.py` and
# `test_hostile_documents.py` make them.
MADE_ELSEWHERE = {Problem.SCP_TOO_EARLY, Problem.TOO_LARGE, Problem.TOO_MANY}

# Parsing does not ask the service data; `test_catalogue.py` has documents for these.
FOUND_BY_SERVICES = {problem for problem in Problem if "POL121" <= problem <= "POL129"}


def name_of(path: pathlib.Path) -> str:
    return path.relative_to(WRONG).with_suffix("").as_posix()


def found_in(path: pathlib.Path) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    folder = path.parent.name
    type_ = None if path.parent == WRONG else PolicyType(folder)
    return check_policy(path.read_bytes(), path.name, type=type_)


def rendered(found: Diagnostic) -> str:
    line = f"{found.code} {found.span.line}:{found.span.column}"
    if found.got:
        line += f" {printable(found.got)}"
    return f"{line} ({found.nearest}?)" if found.nearest else line


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_everything_wrong_is_found_at_its_place(path: pathlib.Path) -> None:
    policy, diagnostics = found_in(path)
    first = "stored" if policy is not None else "refused"
    lines = [first, *map(rendered, diagnostics)]
    assert "\n".join(lines) + "\n" == path.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_document_is_refused_exactly_if_one_problem_is_an_error(path: pathlib.Path) -> None:
    policy, diagnostics = found_in(path)
    errors = [found for found in diagnostics if DIAGNOSTICS[found.code].severity is Severity.ERROR]
    assert diagnostics
    assert (policy is None) == bool(errors)
    if policy is not None:
        assert policy.warnings == diagnostics


def test_parse_raises_with_every_problem() -> None:
    path = WRONG / "unknown-operators.json"
    _, diagnostics = found_in(path)
    with pytest.raises(
        PolicyError, match=r"unknown-operators\.json:9:9: POL014 IpAdress"
    ) as raised:
        Policy.parse(path.read_bytes(), path.name)
    assert raised.value.diagnostics == diagnostics


def test_every_row_is_produced_by_a_document() -> None:
    produced = {found.code for path in DOCUMENTS for found in found_in(path)[1]}
    assert produced | MADE_ELSEWHERE | FOUND_BY_SERVICES == set(Problem)


def test_every_problem_has_its_row_and_every_row_its_problem() -> None:
    assert {code for code in DIAGNOSTICS if code.startswith("POL")} == set(Problem)
