"""Does a test fail when a row of a table says something else?

Tools that mutate code do not see tables of a module, so this changes the rows itself: of the
operators, of the kinds of calls, of the special rules. Each change must be noticed by the
compliance cases or by scenarios. All changes under the marker `fuzz`, a few of each table always.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulator.evaluation import operators, principals, special, statements
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import Verdict
from simulator.evaluation.own_account import OWN_ACCOUNT_ONLY
from simulator.formats.finding import find_scenarios
from simulator.formats.scenario import load_scenario
from simulator.rules import Forwarding
from simulator.shipped import shipped
from simulator.world import calls, parameters
from simulator.world.replay import replay
from tests.compliance import test_compliance as compliance


@dataclass(frozen=True)
class Mutation:
    """One change of one row, and where it should be noticed first."""

    name: str
    apply: Callable[[pytest.MonkeyPatch], None]
    noticed: Callable[[], bool]


def a_case_fails(*stems: str) -> Callable[[], bool]:
    """Whether some compliance case fails, those of the named files first, then all others."""

    def noticed() -> bool:
        named = [case for case in compliance.CASES if case.file.stem in stems]
        others = [case for case in compliance.CASES if case.file.stem not in stems]
        return any(map(fails, named)) or any(map(fails, others))

    return noticed


def fails(case: compliance.Case) -> bool:
    if case.expect["verdict"] == "refused":
        return False
    try:
        decision = evaluate(
            compliance.request(case),
            compliance.policy_set(case, typed=False),
            compliance.rules(case),
        )
    except Exception:  # a row that breaks the evaluation is noticed as well
        return True
    return bool(compliance.differences(decision, case.expect))


def a_scenario_fails() -> bool:
    """Whether some shipped scenario, or some scenario beside this file, is not as expected."""
    folders = (shipped("scenarios") / "source-ip", Path(__file__).parent / "scenarios")
    for folder in folders:
        for path in find_scenarios(folder):
            try:
                if not replay(load_scenario(path)).as_expected:
                    return True
            except Exception:
                return True
    return False


def _row(table: dict[Any, Any], key: Any, **changes: Any) -> Callable[[pytest.MonkeyPatch], None]:
    changed = dataclasses.replace(table[key], **changes)
    return lambda patch: patch.setitem(table, key, changed)


def _operator_mutations() -> Iterator[Mutation]:
    for name, row in operators.OPERATORS.items():
        noticed = a_case_fails(name)
        table = operators.OPERATORS
        yield Mutation(f"{name} negated", _row(table, name, negated=not row.negated), noticed)
        yield Mutation(f"{name} always", _row(table, name, holds=lambda p, r: True), noticed)
        yield Mutation(f"{name} never", _row(table, name, holds=lambda p, r: False), noticed)
        yield Mutation(
            f"{name} reads no request", _row(table, name, read_request=lambda text: None), noticed
        )
        yield Mutation(
            f"{name} reads no policy", _row(table, name, read_policy=lambda glob: None), noticed
        )
        if row.wildcards:  # elsewhere wildcards are read as the characters that they are
            yield Mutation(f"{name} wildcards", _row(table, name, wildcards=False), noticed)
        yield Mutation(f"{name} variables", _row(table, name, variables=not row.variables), noticed)
        if "LessThan" in name or "GreaterThan" in name:
            yield Mutation(f"{name} turned", _row(table, name, holds=_turned(row.holds)), noticed)


def _turned(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda policy, request: holds(request, policy)


def _call_mutations() -> Iterator[Mutation]:
    table = calls.CALL_KINDS
    for kind, row in table.items():
        via = "false" if row.via_aws_service == "true" else "true"
        yield Mutation(f"{kind} via", _row(table, kind, via_aws_service=via), a_scenario_fails)
        yield Mutation(
            f"{kind} called via", _row(table, kind, called_via=not row.called_via), a_scenario_fails
        )
        yield Mutation(
            f"{kind} address",
            _row(table, kind, source_ip=lambda site: ("192.0.2.1", ())),
            a_scenario_fails,
        )


def _special_mutations() -> Iterator[Mutation]:
    rows = special.OUTRIGHT
    for number, row in enumerate(rows):
        without = rows[:number] + rows[number + 1 :]
        turned = Verdict.ALLOW if row.verdict is not Verdict.ALLOW else Verdict.IMPLICIT_DENY
        other = (*rows[:number], dataclasses.replace(row, verdict=turned), *rows[number + 1 :])
        for name, changed in (("gone", without), ("turned", other)):
            yield Mutation(
                f"{row.basis} {number} {name}",
                lambda patch, changed=changed: patch.setattr(special, "OUTRIGHT", changed),
                a_case_fails("sts", "trust", "anonymous", "statements"),
            )
    for type in tuple(special._EXEMPTIONS):
        yield Mutation(
            f"no exemption from {type}",
            lambda patch, type=type: patch.delitem(special._EXEMPTIONS, type),
            a_case_fails("scp", "rcp", "root", "service-principals", "anonymous"),
        )
    for action in sorted(special.ROOT_KEEPS):
        yield Mutation(
            f"root does not keep {action}",
            lambda patch, action=action: patch.setattr(
                special, "ROOT_KEEPS", special.ROOT_KEEPS - {action}
            ),
            a_case_fails("root"),
        )
    for action in sorted(special.TRUST_ACTIONS - special.UNSIGNED):
        yield Mutation(
            f"{action} asks no trust policy",
            lambda patch, action=action: patch.setattr(
                special, "TRUST_ACTIONS", special.TRUST_ACTIONS - {action}
            ),
            a_case_fails("trust", "sts"),
        )
    for action in OWN_ACCOUNT_ONLY:
        yield Mutation(
            f"{action} is granted across accounts",
            lambda patch, action=action: patch.delitem(OWN_ACCOUNT_ONLY, action),
            a_case_fails("own-account"),
        )
    for pair, escaped in tuple(principals.ESCAPES.items()):
        for type in sorted(escaped):
            yield Mutation(
                f"{pair[0]} for {pair[1]} does not escape {type}",
                lambda patch, pair=pair, type=type: patch.setitem(
                    principals.ESCAPES, pair, principals.ESCAPES[pair] - {type}
                ),
                a_case_fails("matrix", "service-principals", "anonymous", "root", "trust"),
            )


def _session_mutations() -> Iterator[Mutation]:
    for name in tuple(parameters._REFUSED):
        yield Mutation(
            f"{name} is not refused",
            lambda patch, name=name: patch.delitem(parameters._REFUSED, name),
            a_scenario_fails,
        )


MUTATIONS = [
    *_operator_mutations(),
    *_call_mutations(),
    *_special_mutations(),
    *_session_mutations(),
]
ALWAYS = [mutation for mutation in MUTATIONS if mutation.name.endswith((" never", " gone", " via"))]


def check(mutation: Mutation) -> None:
    with pytest.MonkeyPatch.context() as patch:
        mutation.apply(patch)
        statements._prepared.cache_clear()  # what stands in there was read before the change
        try:
            assert mutation.noticed(), f"nothing notices: {mutation.name}"
        finally:
            statements._prepared.cache_clear()


@pytest.mark.parametrize("mutation", ALWAYS, ids=lambda mutation: mutation.name)
def test_a_changed_row_is_noticed(mutation: Mutation) -> None:
    check(mutation)


@pytest.mark.fuzz
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_every_changed_row_is_noticed(mutation: Mutation) -> None:
    check(mutation)


def test_unchanged_rows_are_not_noticed() -> None:
    assert not any(map(fails, compliance.CASES[:200]))
    assert not a_scenario_fails()


def test_both_models_are_known() -> None:
    assert set(Forwarding) == {Forwarding.REPLACED, Forwarding.PRESERVED}
