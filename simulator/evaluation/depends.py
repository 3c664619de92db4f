"""What can come out when a key is unknown, exactly?

Three-valued logic alone says unknown of "Allow if k = a" beside "Allow if k ≠ a". So every unknown
key that matters is split into its cells (`cells.py`) and each combination is decided. Only
statements that three-valued logic left open are asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from simulator.evaluation.authorization import Settlement, refolded, settle
from simulator.evaluation.cells import Cells, Comparison, Value, cells
from simulator.evaluation.decision import (
    Answer,
    Decision,
    Note,
    StatementResult,
    UnknownKey,
    Verdict,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.logic import Truth
from simulator.evaluation.operators import NULL, OPERATORS
from simulator.evaluation.request import UNKNOWN, ContextValue, PolicySet, ServiceAddress, is_open
from simulator.evaluation.service_address import addresses
from simulator.evaluation.special import keys_asked, outright
from simulator.evaluation.statements import evaluate_statement
from simulator.evaluation.variables import VERSION_WITH_VARIABLES
from simulator.keys import is_many
from simulator.language.model import Condition, Statement
from simulator.language.pattern import Variable, Wildcard, parse_pattern

BUDGET = 4096
"""How many combinations of cells are decided at most."""

_MOST_ANSWERS = 12


@dataclass(frozen=True, slots=True)
class _Asked:
    """An unknown key, and all that is asked of it."""

    key: str
    statements: tuple[StatementResult, ...]
    cells: Cells


def resolve(
    decision: Decision,
    facts: Facts,
    policies: PolicySet,
    decide: Callable[[Facts, PolicySet], Decision],
) -> Decision:
    """The decision with its possible verdicts made exact.

    Args:
        decision: as three-valued logic left it.
        facts: those it was made from.
        policies: those it was made from.
        decide: how one request is decided, for the statements to show where all answers agree.
    """
    asked = _asked(decision, facts)
    combinations = 1
    for one in asked:
        combinations *= len(one.cells.values)
    if not asked:
        return decision
    if combinations > BUDGET or not all(one.cells.exact for one in asked):
        unknown = tuple(UnknownKey(one.key, one.statements, ()) for one in asked)
        notes = (*decision.notes, Note.BUDGET_EXCEEDED)
        return replace(decision, unknown=unknown, notes=notes)
    outcomes = list(_outcomes(decision, facts, asked))
    possible = frozenset(verdict for _, verdicts in outcomes for verdict in verdicts)
    unknown = tuple(_unknown_keys(asked, outcomes))
    if len(possible) > 1:
        return replace(decision, possible=possible, unknown=unknown)
    # Every answer gives the same: shown with the statements of the first one.
    values = outcomes[0][0]
    told = decide(_told(facts, asked, values), policies)
    return replace(
        told, request=decision.request, results=decision.results, possible=possible, unknown=()
    )


_Outcome = tuple[tuple[Value, ...], frozenset[Verdict]]


def _outcomes(decision: Decision, facts: Facts, asked: list[_Asked]) -> Iterator[_Outcome]:
    for values in product(*(one.cells.values for one in asked)):
        told = _told(facts, asked, values)
        row = outright(told)
        if row is not None:
            yield values, frozenset({row.verdict})
        else:
            yield values, _settled(decision, told).possible


def _settled(decision: Decision, facts: Facts) -> Settlement:
    """The verdict with the open statements asked again."""
    results = {}
    for result in decision.results:
        results[result.type] = refolded(
            result,
            lambda s: (
                evaluate_statement(s.statement, s.policy, s.type, facts)
                if s.applies is Truth.UNKNOWN
                else s
            ),
        )
    return settle(results, facts)


def _told(facts: Facts, asked: list[_Asked], values: tuple[Value, ...]) -> Facts:
    """The facts with the unknown keys told."""
    context: dict[str, ContextValue] = dict(facts.context)
    for one, value in zip(asked, values, strict=True):
        context.pop(one.key.lower(), None)
        if value is not None:
            context[one.key.lower()] = value
    return replace(facts, context=context)


def _unknown_keys(asked: list[_Asked], outcomes: list[_Outcome]) -> Iterator[UnknownKey]:
    """The keys on which it depends: those whose answer makes a difference."""
    for number, one in enumerate(asked):
        by_value: dict[Value, set[Verdict]] = {}
        for values, verdicts in outcomes:
            by_value.setdefault(values[number], set()).update(verdicts)
        answers = [Answer(value, frozenset(found)) for value, found in by_value.items()]
        if len({answer.verdicts for answer in answers}) == 1 and len(asked) > 1:
            if not _matters(number, outcomes):
                continue
        elif len({answer.verdicts for answer in answers}) == 1:
            continue
        yield UnknownKey(one.key, one.statements, _shortened(answers))


def _matters(number: int, outcomes: list[_Outcome]) -> bool:
    """Whether two outcomes that differ in this key alone differ in their verdicts."""
    seen: dict[tuple[Value, ...], frozenset[Verdict]] = {}
    for values, verdicts in outcomes:
        others = values[:number] + values[number + 1 :]
        if seen.setdefault(others, verdicts) != verdicts:
            return True
    return False


def _shortened(answers: list[Answer]) -> tuple[Answer, ...]:
    """All answers, or where they are many one for each set of verdicts."""
    if len(answers) <= _MOST_ANSWERS:
        return tuple(answers)
    by_verdicts: dict[frozenset[Verdict], Answer] = {}
    for answer in answers:
        by_verdicts.setdefault(answer.verdicts, answer)
    return tuple(by_verdicts.values())


def _asked(decision: Decision, facts: Facts) -> list[_Asked]:
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
        _Asked(
            use.key,
            tuple(use.statements),
            _cells_of(use, facts),
        )
        for use in uses.values()
    ]


class _Uses:
    """What is asked of one unknown key."""

    __slots__ = ("comparisons", "key", "linked", "points", "quantified", "statements")

    def __init__(self, key: str) -> None:
        self.key = key
        self.statements: list[StatementResult] = []
        self.comparisons: list[Comparison] = []
        self.points: list[str] = []
        self.linked: set[str] = set()
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
            text = _with_known(value.value, version, facts) if takes_variables else value.value
            uses[key.lower()].comparisons.append(Comparison(condition.base, text))
            uses[key.lower()].linked.update(other.lower() for other, _ in inside)


def _cells_of(use: _Uses, facts: Facts) -> Cells:
    value = facts.context.get(use.key.lower())
    if isinstance(value, ServiceAddress):
        return Cells(addresses(value, [one.value for one in use.comparisons]), exact=True)
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


def _with_known(text: str, version: str, facts: Facts) -> str:
    """The text with known variables replaced and a star for unknown ones."""
    return "".join(
        piece
        if isinstance(piece, str)
        else piece.value
        if isinstance(piece, Wildcard)
        else _known(piece, facts) or Wildcard.ANY.value
        for piece in _pieces(text, version)
    )


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
    """Keys that are compared with each other share their points, so that they can be equal."""
    for use in uses.values():
        for other in use.linked:
            if other in uses:
                use.points.extend(c.value for c in uses[other].comparisons if "*" not in c.value)
                uses[other].points.extend(c.value for c in use.comparisons if "*" not in c.value)
                shared = dict.fromkeys((*use.points, *uses[other].points))
                use.points = list(shared)
                uses[other].points = list(shared)
