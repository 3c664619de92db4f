"""What does a scenario expect of a call?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.evaluation.decision import Basis, Because, Verdict
from simulator.formats import shapes
from simulator.formats.documents import Scalar
from simulator.formats.files import openable
from simulator.formats.reading import Reading
from simulator.formats.schema import Again, Choice, Field, Fields, ListOf, OneOf, Record, Written
from simulator.language.model import PolicyType
from simulator.rules import RULES, Forwarding
from simulator.source import Span, Text
from simulator.world.replayed import InvalidParameter, NotMade
from simulator.world.scenario import Expectation


def _words(*words: str) -> Choice[str]:
    return Choice({str(word): str(word) for word in words})


_VERDICT = _words(*Verdict, "deny", "not_made")
_AGAIN = Again("expectation", lambda: EXPECTATION)

EXPECTATION: OneOf = OneOf(
    text=_VERDICT,
    mapping=Record(
        "expectation",
        (
            Field("verdict", _VERDICT),
            Field("type", _words(*PolicyType)),
            Field("policy", shapes.PATH),
            Field("sid", Written("Sid or number")),
            Field("key", shapes.KEY),
            Field("because", _words(*Because, *NotMade, *InvalidParameter, *Basis)),
            Field("rests_on", ListOf(_words(*RULES)), default=()),
            Field("under", Record("under", tuple(Field(it.value, _AGAIN) for it in Forwarding))),
        ),
    ),
)


def expectation_of(value: str | Fields | None, span: Span, reading: Reading) -> Expectation | None:
    """The expectation that was read with `EXPECTATION`.

    Args:
        value: what was read; None: nothing is expected.
        span: where it is written.
        reading: of the file; a policy's path is relative to it.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return Expectation(verdict=value, span=span)
    policy: Text | None = value["policy"]
    under: Fields | None = value["under"]
    return Expectation(
        verdict=value["verdict"],
        type=value["type"],
        policy=policy.value if policy is not None else None,
        policy_path=_policy_path(policy, reading) if policy is not None else None,
        sid=_sid(value["sid"]),
        key=value["key"].value if value["key"] is not None else None,
        because=value["because"],
        rests_on=value["rests_on"],
        under=_under(under, reading) if under is not None else {},
        span=span,
    )


def _sid(scalar: Scalar | None) -> str | int | None:
    """A number is a statement's place; in quotes it is a Sid."""
    if scalar is None:
        return None
    number = scalar.plain and scalar.value.isascii() and scalar.value.isdecimal()
    return int(scalar.value) if number and len(scalar.value) < 10 else scalar.value


def _policy_path(policy: Text, reading: Reading) -> str:
    path = reading.beside(policy.value)
    if not _is_file(path):
        reading.findings.report("WLD022", policy.span, got=policy.value)
    return openable(path)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _under(fields: Fields, reading: Reading) -> dict[Forwarding, Expectation]:
    found: dict[Forwarding, Expectation] = {}
    for forwarding in Forwarding:
        value: Any = fields[forwarding.value]
        expectation = expectation_of(value, fields.span_of(forwarding.value), reading)
        if expectation is not None:
            found[forwarding] = expectation
    return found
