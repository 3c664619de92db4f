"""Does the program decide every compliance case as AWS's documentation says?

The cases are the YAML files in this folder; README.md says how to read them, schema.json holds
their shape. Each case is one test, called ``suite::name``.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import (
    Because,
    ConditionResult,
    Decision,
    StatementResult,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import UNKNOWN, PolicySet, Request
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.rules import RULES, TODAY, Forwarding, Rules

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.yaml"))
SCHEMA = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))
EDGE_CASES = range(1, 70)
TRUST_ACTIONS = ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")

# The table of UG reference_policies_elements_condition_operators.
OPERATORS = {
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
}

ALLOW_ALL = """
{"Version": "2012-10-17",
 "Statement": [{"Sid": "Everything", "Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""


class TextLoader(yaml.BaseLoader):
    """YAML whose scalars are text, and in which no key may come twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        twice = [k for k, n in Counter(key.value for key, _ in node.value).items() if n > 1]
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"keys given twice: {', '.join(twice)}", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=TextLoader)
    return document


@dataclass(frozen=True)
class Case:
    """One case, with what its suite gives already filled in."""

    file: Path
    suite: str
    given: dict[str, Any]
    policies: dict[str, str]

    @property
    def id(self) -> str:
        return f"{self.suite}::{self.given['name']}"

    @property
    def expect(self) -> dict[str, Any]:
        expect = self.given["expect"]
        return {"verdict": expect} if isinstance(expect, str) else expect


def cases(path: Path) -> Iterator[Case]:
    document = read(path)
    shared = document.get("given", {})
    if "source" in document:
        shared = {"source": document["source"], **shared}
    for case in document["cases"]:
        merged = {**shared, **case}
        for mapping in ("request", "context"):
            merged[mapping] = {**shared.get(mapping, {}), **case.get(mapping, {})}
        yield Case(path, document["suite"], merged, document.get("policies", {}))


CASES = [case for path in FILES for case in cases(path)]


def policy_set(case: Case, *, typed: bool) -> PolicySet:
    """The policies of a case; typed: as if stored in their place, where IAM may refuse them."""
    action = case.given["request"]["action"].lower()
    places = {"resource": "trust"} if action.startswith(TRUST_ACTIONS) else {}

    def policy(name: str, place: str) -> Policy:
        text = case.policies.get(name)
        if text is None:
            text = (case.file.parent / name).read_text(encoding="utf-8")
        return Policy.parse(
            text, name, type=PolicyType(places.get(place, place)) if typed else None
        )

    def policies(place: str) -> list[Policy] | None:
        names = case.given.get(place)
        return None if names is None else [policy(name, place) for name in names]

    def levels(key: str, place: str) -> list[list[Policy]] | None:
        names = case.given.get(key)
        return None if names is None else [[policy(n, place) for n in level] for level in names]

    return PolicySet(
        identity=[*from_condition(case), *(policies("identity") or [])],
        resource=policies("resource"),
        boundary=policies("boundary"),
        session=policies("session"),
        scps=levels("scps", "scp"),
        rcps=levels("rcps", "rcp"),
        endpoint=policies("endpoint"),
    )


def from_condition(case: Case) -> list[Policy]:
    """The identity policies that `condition` and `effect` stand for."""
    if "condition" not in case.given:
        return []
    effect = case.given.get("effect", "Allow")
    text = (
        '{"Version": "2012-10-17", "Statement": [{"Sid": "Tested", '
        f'"Effect": "{effect}", "Action": "*", "Resource": "*", '
        f'"Condition": {case.given["condition"]}}}]}}'
    )
    policies = [Policy.parse(text, "tested.json")]
    if effect == "Deny":
        policies.append(Policy.parse(ALLOW_ALL, "allow-all.json"))
    return policies


def request(case: Case) -> Request:
    unknown = dict.fromkeys(case.given.get("unknown", []), UNKNOWN)
    return Request(**case.given["request"], context={**case.given["context"], **unknown})


def rules(case: Case) -> Rules:
    given = case.given.get("rules", {})
    as_of = given.get("as_of")
    return Rules(
        as_of=TODAY.as_of if as_of is None else datetime.date.fromisoformat(as_of),
        forwarding=Forwarding(given.get("forwarding", TODAY.forwarding)),
    )


def statements(decision: Decision, key: str | None) -> tuple[StatementResult, ...]:
    """Those that an expectation can mean: what decided, or came nearest, or waits for a key."""
    if decision.verdict is Verdict.DEPENDS:
        return tuple(
            statement
            for unknown in decision.unknown
            if key is None or unknown.key.lower() == key.lower()
            for statement in unknown.statements
        )
    if decision.verdict is Verdict.IMPLICIT_DENY:
        return decision.nearest[:1]
    return decision.deciding


def conditions(
    decision: Decision, statement: StatementResult, key: str | None
) -> list[ConditionResult]:
    """The statement's conditions on the key that bear on the verdict.

    A key on which the verdict depends may stand in a variable instead: then there is none.
    """
    bears: dict[Verdict, Callable[[Truth], bool]] = {
        Verdict.IMPLICIT_DENY: lambda holds: holds is not Truth.YES,
        Verdict.DEPENDS: lambda holds: True,
    }
    holds = bears.get(decision.verdict, lambda holds: holds is Truth.YES)
    return [
        condition
        for condition in statement.conditions
        if (key is None or condition.key.lower() == key.lower()) and holds(condition.holds)
    ]


def fits(decision: Decision, statement: StatementResult, expect: dict[str, Any]) -> bool:
    key = expect.get("key")
    found = conditions(decision, statement, key)
    reasons = {condition.because for condition in found}
    reasons |= {value.because for condition in found for value in condition.tried}
    if key is None:
        reasons |= {element.because for element in statement.elements}
        reasons |= {value.because for element in statement.elements for value in element.tried}
    sid = expect.get("sid")
    sids = {statement.label, str(statement.statement.index)}
    return (
        ("policy" not in expect or statement.policy.name == expect["policy"])
        and (sid is None or sid in sids)
        and (key is None or bool(found) or decision.verdict is Verdict.DEPENDS)
        and ("because" not in expect or Because(expect["because"]) in reasons)
    )


def differences(decision: Decision, expect: dict[str, Any]) -> list[str]:
    """What of the expectation does not hold: the names of its parts."""
    denials = {Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY}
    verdict = expect.get("verdict")
    wrong = []
    if verdict == "deny":
        if decision.verdict not in denials:
            wrong.append("verdict")
    elif verdict is not None and decision.verdict != Verdict(verdict):
        wrong.append("verdict")
    if "possible" in expect and decision.possible != {Verdict(v) for v in expect["possible"]}:
        wrong.append("possible")
    if "type" in expect and decision.settled_by != PolicyType(expect["type"]):
        wrong.append("type")
    if not set(expect.get("rests_on", ())) <= set(decision.rests_on):
        wrong.append("rests_on")
    parts = [part for part in ("policy", "sid", "key", "because") if part in expect]
    candidates = statements(decision, expect.get("key"))
    if parts and not any(fits(decision, statement, expect) for statement in candidates):
        wrong.append(" + ".join(parts))
    return wrong


def got(decision: Decision) -> str:
    """The decision in one paragraph, for whoever reads the failure."""
    lines = [
        f"{decision.verdict.value}, possible {sorted(v.value for v in decision.possible)}, "
        f"settled by {decision.settled_by}, basis {decision.basis.value}, "
        f"rests on {list(decision.rests_on)}"
    ]
    for statement in statements(decision, None):
        lines.append(f"  {statement.policy.name} {statement.label}: {statement.applies.name}")
        for element in statement.elements:
            lines.append(f"    {element.element}: {element.holds.name}, {element.because.value}")
        for condition in statement.conditions:
            values = [value.because.value for value in condition.tried]
            lines.append(
                f"    {condition.operator} {condition.key}: {condition.holds.name}, "
                f"{condition.because.value} {values}"
            )
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    if case.expect["verdict"] == "refused":
        with pytest.raises(PolicyError):
            policy_set(case, typed=True)
        return
    decision = evaluate(request(case), policy_set(case, typed=False), rules(case))
    wrong = differences(decision, case.expect)
    if wrong:
        pytest.fail(
            f"{case.id} ({case.file.name}) differs in: {', '.join(wrong)}\n"
            f"expected: {case.given['expect']}\n"
            f"got: {got(decision)}\n"
            f"source: {case.given['source']}",
            pytrace=False,
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_has_the_shape_of_the_schema(path: Path) -> None:
    jsonschema.validate(read(path), SCHEMA, cls=jsonschema.Draft202012Validator)
    for case in cases(path):
        assert {"principal", "action", "resource"} <= set(case.given["request"]), case.id
        assert "source" in case.given, case.id
        assert set(case.expect.get("rests_on", ())) <= set(RULES), case.id


def test_names_are_unique() -> None:
    assert [name for name, n in Counter(case.id for case in CASES).items() if n > 1] == []
    assert len({case.suite for case in CASES}) == len(FILES)


def test_every_policy_is_used() -> None:
    def names(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        else:
            for item in value:
                yield from names(item)

    places = ("identity", "resource", "boundary", "session", "endpoint", "scps", "rcps")
    used: set[tuple[Path, str]] = set()
    for case in CASES:
        for place in places:
            used |= {(case.file, name) for name in names(case.given.get(place, ()))}
    written = {(path, name) for path in FILES for name in read(path).get("policies", {})}
    assert {(path.name, name) for path, name in written - used} == set()


def test_every_operator_has_a_file() -> None:
    assert {path.stem for path in (HERE / "operators").glob("*.yaml")} == OPERATORS


def test_the_reasons_of_the_schema_are_the_programs() -> None:
    because = SCHEMA["$defs"]["expectation"]["properties"]["because"]["enum"]
    assert set(because) == {reason.value for reason in Because}


def test_every_edge_case_has_a_case_or_another_home() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    elsewhere = {int(n) for n in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    numbered = {
        int(found[1]) for case in CASES if (found := re.match(r"#(\d+) ", case.given["name"]))
    }
    assert set(EDGE_CASES) - elsewhere - numbered == set()
    assert numbered <= set(EDGE_CASES)
    assert elsewhere & numbered == set()
