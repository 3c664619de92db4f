"""Do Action, NotAction, Resource and NotResource of a statement match a request?"""

from __future__ import annotations

from . import patterns
from .patterns import Token, Wild
from .values import Context, Document, as_list

PARTS_OF_ARN = 6
MAY_CROSS_FROM = 3
"""A part-final `*` crosses colons in Region, account and resource (rule arn-crossing)."""


def action_matches(statement: Document, action: str) -> bool:
    """UG elements_action, elements_notaction: prefix and name in any case, `*` and `?`."""
    if "NotAction" in statement:
        return not _any_action(statement["NotAction"], action)
    return _any_action(statement["Action"], action)


def _any_action(written: str | list[str], action: str) -> bool:
    return any(
        patterns.glob(patterns.with_wildcards(pattern.lower()), action.lower())
        for pattern in as_list(written)
    )


def resource_matches(statement: Document, resource: str, context: Context, version: str) -> bool:
    """UG elements_resource, elements_notresource. Trust policies have neither."""
    if "NotResource" in statement:
        return not _any_resource(statement["NotResource"], resource, context, version)
    if "Resource" in statement:
        return _any_resource(statement["Resource"], resource, context, version)
    return True


def _any_resource(written: str | list[str], resource: str, context: Context, version: str) -> bool:
    return any(
        resource_pattern_matches(pattern, resource, context, version)
        for pattern in as_list(written)
    )


def resource_pattern_matches(pattern: str, resource: str, context: Context, version: str) -> bool:
    """One value of Resource against the request's resource (elements_resource).

    The pattern `*` matches all. A request without resource (`*`) matches no other pattern.
    """
    if pattern == "*":
        return True
    if resource == "*":
        return False
    tokens = _complete_arn(pattern, context, version)
    if tokens is None:
        return False
    return _matches(tuple(tokens), resource, 0)


def _complete_arn(pattern: str, context: Context, version: str) -> list[Token] | None:
    """Variables after the fifth colon, missing parts filled with `*` (UG reference-arns).

    None: a variable has no value, or there is a wildcard in the word `arn` or in the service,
    where "you can't use a wildcard" (rule arn-wildcard-place).
    """
    written = pattern.split(":")
    for place in (0, 2):
        if len(written) > place and ("*" in written[place] or "?" in written[place]):
            return None
    head = ":".join(written[: PARTS_OF_ARN - 1])
    tokens = patterns.with_wildcards(head)
    if len(written) < PARTS_OF_ARN:
        return tokens + patterns.with_wildcards(":*" * (PARTS_OF_ARN - len(written)))
    tail = patterns.read(
        ":".join(written[PARTS_OF_ARN - 1 :]),
        context,
        wildcards=True,
        variables=version == "2012-10-17",
    )
    return None if tail is None else [*tokens, ":", *tail]


def _matches(tokens: tuple[Token, ...], text: str, part: int) -> bool:
    """Part by part: wildcards stop at colons, except a `*` that ends a part (elements_resource)."""
    if not tokens:
        return not text
    head, rest = tokens[0], tokens[1:]
    if head is Wild.MANY:
        ends_its_part = not rest or rest[0] == ":"
        crosses = ends_its_part and part >= MAY_CROSS_FROM
        if crosses and not rest:
            return True
        for length in range(len(text) + 1):
            if ":" in text[:length] and not crosses:
                return False
            if _matches(rest, text[length:], part):
                return True
        return False
    if not text:
        return False
    if head is Wild.ONE:
        return text[0] != ":" and _matches(rest, text[1:], part)
    return head == text[0] and _matches(rest, text[1:], part + (head == ":"))
