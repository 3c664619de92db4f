"""Which unknown keys do the open statements ask for, and into which cells do they split them?

Open is a statement that three-valued logic could not settle. What it compares an unknown key with,
and what the key would have to be inside a variable, are all that can tell its values apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simulator.evaluation.cells import OTHER, Cells, Comparison, cells, comparison
from simulator.evaluation.decision import (
    Decision,
    StatementResult,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Glob, has_wildcard
from simulator.evaluation.logic import Truth
from simulator.evaluation.operators import NULL, OPERATORS
from simulator.evaluation.request import UNKNOWN, ServiceAddress, is_open
from simulator.evaluation.service_address import cells_within
from simulator.evaluation.special import keys_asked
from simulator.evaluation.variables import VERSION_WITH_VARIABLES, merged
from simulator.keys import is_many
from simulator.language.model import Condition, Statement
from simulator.language.pattern import Variable, Wildcard, parse_pattern


@dataclass(frozen=True, slots=True)
class Asked:
    """An unknown key, and all that is asked of it."""

    key: str
    statements: tuple[StatementResult, ...]
    cells: Cells


def asked_for(decision: Decision, facts: Facts) -> list[Asked]:
    """The unknown keys that open statements ask for, with their cells."""
    uses: dict[str, _Uses] = {}
    for result in decision.results:
        for statement in result.statements:
            if statement.applies is Truth.UNKNOWN:
                _collect(statement, facts, uses)
    for key in keys_asked(facts):
        uses.setdefault(key.lower(), _Uses(key)).points.append("true")
    _link(uses)
    return [
        Asked(
            use.key,
            tuple(use.statements),
            _cells_of(use, facts),
        )
        for use in uses.values()
    ]


_MOST_TEMPLATES = 8
"""How many values of a variable are put into a string that another unknown key is compared with."""


class _Uses:
    """What is asked of one unknown key."""

    __slots__ = (
        "comparisons",
        "key",
        "linked",
        "points",
        "quantified",
        "statements",
        "templates",
    )

    def __init__(self, key: str) -> None:
        self.key = key
        self.statements: list[StatementResult] = []
        self.comparisons: list[Comparison] = []
        self.points: list[str] = []
        self.linked: set[str] = set()
        self.templates: list[tuple[str | Wildcard | Variable, ...]] = []
        self.quantified = False

    @property
    def many(self) -> bool:
        known = is_many(self.key)
        return self.quantified if known is None else known


def _use(uses: dict[str, _Uses], key: str, statement: StatementResult) -> _Uses:
    use = uses.setdefault(key.lower(), _Uses(key))
    if statement not in use.statements:
        use.statements.append(statement)
    return use


def _collect(statement: StatementResult, facts: Facts, uses: dict[str, _Uses]) -> None:
    written = statement.statement
    version = statement.policy.version
    for condition in written.conditions:
        _collect_condition(condition, version, statement, facts, uses)
    if written.resources is not None:
        for value in written.resources.values:
            for key, points in _variables(value.value, version, facts, [facts.resource]):
                _use(uses, key, statement).points.extend(points)
    _collect_principals(written, statement, facts, uses)


def _collect_condition(
    condition: Condition,
    version: str,
    statement: StatementResult,
    facts: Facts,
    uses: dict[str, _Uses],
) -> None:
    key = condition.key.value
    unknown = is_open(facts.context.get(key.lower()))
    if unknown:
        use = _use(uses, key, statement)
        use.quantified = use.quantified or condition.quantifier is not None
    if condition.base == NULL:
        return
    known = [value for value in facts.values(key) if isinstance(value, str)]
    for value in condition.values:
        takes_variables = OPERATORS[condition.base].variables
        inside = list(_variables(value.value, version, facts, known)) if takes_variables else []
        for other, points in inside:
            other_use = _use(uses, other, statement)
            other_use.points.extend(points)
            if unknown:
                other_use.linked.add(key.lower())
        if unknown:
            found = (
                Comparison(condition.base, _with_known(condition.base, value.value, version, facts))
                if takes_variables
                else comparison(condition.base, value.value)
            )
            uses[key.lower()].comparisons.append(found)
            uses[key.lower()].linked.update(other.lower() for other, _ in inside)
            if inside:
                uses[key.lower()].templates.append(_pieces(value.value, version))


def _cells_of(use: _Uses, facts: Facts) -> Cells:
    value = facts.context.get(use.key.lower())
    if isinstance(value, ServiceAddress):
        return cells_within(value, [one.text for one in use.comparisons])
    return cells(use.comparisons, use.points, many=use.many)


def _collect_principals(
    written: Statement, statement: StatementResult, facts: Facts, uses: dict[str, _Uses]
) -> None:
    """Unique ids are compared with aws:userid, a role's ARN with aws:PrincipalArn."""
    if written.principals is None:
        return
    for entry in written.principals.values:
        value = entry.value.value
        if value.startswith(("AIDA", "AROA")):
            key, points = "aws:userid", [value, f"{value}:session"]
        elif ":role/" in value:
            key, points = "aws:PrincipalArn", [value]
        else:
            continue
        if facts.context.get(key.lower()) is UNKNOWN:
            _use(uses, key, statement).points.extend(points)


def _pieces(text: str, version: str) -> tuple[str | Wildcard | Variable, ...]:
    return parse_pattern(text, wildcards=True, variables=version == VERSION_WITH_VARIABLES).pieces


def _with_known(operator: str, text: str, version: str, facts: Facts) -> Glob:
    """The value with known variables replaced and a star for unknown ones."""
    pieces = parse_pattern(
        text,
        wildcards=OPERATORS[operator].wildcards,
        variables=version == VERSION_WITH_VARIABLES,
    ).pieces
    found: list[str | Wildcard] = []
    for piece in pieces:
        value = _known(piece, facts) if isinstance(piece, Variable) else piece
        found.append(Wildcard.ANY if value is None else value)
    return merged(found)


def _known(variable: Variable, facts: Facts) -> str | None:
    values = facts.values(variable.key)
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    unknown = facts.context.get(variable.key.lower()) is UNKNOWN
    return None if unknown else variable.default


def _variables(
    text: str, version: str, facts: Facts, compared_with: Iterable[str]
) -> Iterator[tuple[str, list[str]]]:
    """The unknown keys inside a string, each with the values that would make the string match."""
    pieces = _pieces(text, version)
    unknown = [
        piece
        for piece in pieces
        if isinstance(piece, Variable) and facts.context.get(piece.key.lower()) is UNKNOWN
    ]
    for variable in unknown:
        points = [variable.default] if variable.default is not None else []
        for other in compared_with:
            points += _captures(pieces, variable, facts, other)
        yield variable.key, points


def _captures(
    pieces: tuple[str | Wildcard | Variable, ...], wanted: Variable, facts: Facts, text: str
) -> list[str]:
    """What the variable would have to be for the whole string to match a text."""
    found = []
    for lazy in ("", "?"):
        expression = "".join(_expression(piece, wanted, facts, lazy) for piece in pieces)
        match = re.fullmatch(expression, text, re.DOTALL)
        if match is not None:
            found += [group for group in match.groups() if group is not None]
    return list(dict.fromkeys(found))


def _expression(piece: str | Wildcard | Variable, wanted: Variable, facts: Facts, lazy: str) -> str:
    if isinstance(piece, str):
        return re.escape(piece)
    if piece is Wildcard.ONE:
        return "."
    if isinstance(piece, Variable):
        if piece.key.lower() == wanted.key.lower():
            return f"(.*{lazy})"
        known = _known(piece, facts)
        if known is not None:
            return re.escape(known)
    return f".*{lazy}"


def _link(uses: Mapping[str, _Uses]) -> None:
    """Keys that are compared with each other share their points, so that they can be equal.

    A key that is compared with a string with unknown variables in it gets that string's values.
    """
    for use in uses.values():
        for name in use.linked:
            if name in uses:
                other = uses[name]
                shared = dict.fromkeys((*use.points, *other.points, *_plain(use), *_plain(other)))
                use.points, other.points = list(shared), list(shared)
    for use in uses.values():
        for pieces in use.templates:
            use.points.extend(_filled(pieces, uses))


def _plain(use: _Uses) -> list[str]:
    """The values without wildcards that the key is compared with."""
    return [one.text for one in use.comparisons if not has_wildcard(one.pattern)]


def _filled(
    pieces: tuple[str | Wildcard | Variable, ...], uses: Mapping[str, _Uses]
) -> Iterator[str]:
    """The string with each value that its variables can be told to have, the same in all places."""
    keys = {piece.key.lower() for piece in pieces if isinstance(piece, Variable)}
    told = {point for key in keys if key in uses for point in uses[key].points}
    for value in (OTHER, *sorted(told)[:_MOST_TEMPLATES]):
        yield "".join(
            piece if isinstance(piece, str) else value if isinstance(piece, Variable) else OTHER
            for piece in pieces
        )
