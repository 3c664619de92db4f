"""Is there such an action, does it act on such a resource, and is this all that the call needs?

The answers are notes on a decision: they never change its verdict.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from simulator import services
from simulator.evaluation.decision import Decision, Note
from simulator.evaluation.facts import NO_RESOURCE, Facts
from simulator.evaluation.further import FURTHER, PASS_ROLE, further_needs
from simulator.evaluation.needs import ActionCheck, When


def with_action_check(decision: Decision, facts: Facts) -> Decision:
    """The decision with what the service data has to say about its action and resource."""
    request = facts.request
    notes, check = _check(request.action, request.resource)
    needs = further_needs(facts)
    if needs:
        notes = (*notes, Note.MORE_AUTHORIZATIONS)
        check = replace(check, needs=needs)
    if not notes:
        return decision
    return replace(decision, notes=(*decision.notes, *notes), check=check)


def without_role_passing(decision: Decision, *, asked: bool) -> Decision:
    """The decision of a call of which it is known whether it passes a role.

    Args:
        asked: it passes one, and `iam:PassRole` has a decision of its own.
    """
    left = tuple(
        need
        for need in decision.check.needs
        if need.when is not When.WITH_ROLE and not (asked and need.action == PASS_ROLE)
    )
    if left == decision.check.needs:
        return decision
    notes = tuple(it for it in decision.notes if left or it is not Note.MORE_AUTHORIZATIONS)
    return replace(decision, notes=notes, check=replace(decision.check, needs=left))


@lru_cache(maxsize=4096)
def _check(action: str, resource: str) -> tuple[tuple[Note, ...], ActionCheck]:
    if not services.available():
        return (Note.ACTION_NOT_CHECKED,), ActionCheck()
    found = services.action(action)
    if found is None:
        known = services.service(action.partition(":")[0]) is not None
        note = Note.UNKNOWN_ACTION if known else Note.UNKNOWN_SERVICE
        # An API call that is no action is no misspelling: the table says what it needs instead.
        nearest = None if action.lower() in FURTHER else services.nearest_action(action)
        return (note,), ActionCheck(nearest=nearest)
    acts_on = tuple(one.type for one in sorted(found.resources, key=lambda it: not it.required))
    if not acts_on:
        notes = () if resource == NO_RESOURCE else (Note.ACTION_WITHOUT_RESOURCE,)
        return notes, ActionCheck()
    required = any(one.required for one in found.resources)
    if resource == NO_RESOURCE:
        fits = not required
    else:
        types = services.resource_types_of_arn(action.partition(":")[0], resource)
        fits = not set(types).isdisjoint(acts_on)
    return () if fits else (Note.OTHER_RESOURCE_TYPE,), ActionCheck(acts_on=acts_on)
