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
from simulator.evaluation.needs import NOTHING_TO_SAY, ActionCheck, Needed, When

Told = tuple[tuple[Note, ...], ActionCheck]


def check_action(facts: Facts) -> Told:
    """What the service data has to say about a request's action and resource."""
    request = facts.request
    types = services.resource_types_of_arn(facts.service, request.resource)
    without_tags, with_tags = _told(request.action, types, request.resource == NO_RESOURCE)
    if without_tags is with_tags:
        return without_tags
    return with_tags if _passes_tags(facts) else without_tags


def _passes_tags(facts: Facts) -> bool:
    """Whether the call passes tags, or may."""
    tags = facts.context.get("aws:tagkeys")
    return bool(tags) or any(key.startswith("aws:requesttag/") for key in facts.context)


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
def _told(action: str, types: tuple[str, ...], on_nothing: bool) -> tuple[Told, Told]:
    """What is told of a call without tags and with tags; one object where that is the same.

    Args:
        types: those of the action's service to which the resource's ARN belongs.
        on_nothing: whether the resource is ``*``.
    """
    notes, check = _check(action, types, on_nothing)
    own = {one.type for one in services.resource_types_of(action) or ()}
    type_ = next((one for one in types if one in own), None)
    without, with_ = (further_needs(action, type_, tags=tags) for tags in (False, True))
    without_tags = _with_needs(notes, check, without)
    return without_tags, without_tags if with_ == without else _with_needs(notes, check, with_)


def _with_needs(notes: tuple[Note, ...], check: ActionCheck, needs: tuple[Needed, ...]) -> Told:
    if not needs:
        return notes, check if notes else NOTHING_TO_SAY
    return (*notes, Note.MORE_AUTHORIZATIONS), replace(check, needs=needs)


def _check(action: str, types: tuple[str, ...], on_nothing: bool) -> Told:
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
        return () if on_nothing else (Note.ACTION_WITHOUT_RESOURCE,), ActionCheck()
    required = any(one.required for one in found.resources)
    fits = not required if on_nothing else not set(types).isdisjoint(acts_on)
    return () if fits else (Note.OTHER_RESOURCE_TYPE,), ActionCheck(acts_on=acts_on)
