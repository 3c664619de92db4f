"""Which world does a Terraform plan, or a state, describe?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.formats.declared.account import imported
from simulator.formats.declared.declaration import Declaration, Surroundings, filled
from simulator.formats.declared.values import Items, Members, Unresolved, Value
from simulator.formats.documents import Scalar
from simulator.formats.imports.imported import Imported
from simulator.formats.loading import Findings
from simulator.formats.terraform.documents import document_of
from simulator.formats.terraform.kinds import KIND_OF, KINDS
from simulator.formats.terraform.opening import Plan, Resource, open_plan
from simulator.formats.terraform.references import References
from simulator.formats.terraform.rows import ROWS
from simulator.formats.terraform.values import value_of

_REGION = "us-east-1"
_ACCOUNT = re.compile(r"arn:[a-z-]+:(?:iam|sqs|sns|kms|lambda)::?[a-z0-9-]*:?(?P<id>[0-9]{12}):")
_TYPES = ROWS.types() | KIND_OF.keys()

_READ = ROWS.types() | {kind.type for kind in KINDS if kind.policy}
"""Types whose policies are read."""

_COMPUTED = frozenset(
    [
        ("aws_iam_role", "inline_policy"),
        ("aws_iam_role", "managed_policy_arns"),
        ("aws_vpc_endpoint", "policy"),
        *((kind.type, kind.policy) for kind in KINDS if kind.policy),
    ]
)
"""Types and attributes that hold what other resources gave, unless they are written."""

_DATA = frozenset(["aws_iam_policy"])
"""Data sources that are what a resource of the same type is, declared elsewhere."""


def read_plan(
    path: str | Path,
    *,
    account: str | None = None,
    default: str | None = None,
    planned: bool = True,
) -> Imported:
    """Read what ``terraform show -json`` prints of a plan, or of a state, as a world.

    What is known only after the plan is applied is unknown: a policy's statements that hang on it
    are left out and the policy counts as unread. References within the plan are followed.

    Args:
        path: the file.
        account: the account that it is for; without it the one that the file names, as the caller's
            or in an ARN.
        default: the account where the file names none.
        planned: the world after the plan; else the one before it.
    """
    findings = Findings()
    plan = open_plan(Path(path), findings, planned=planned)
    if plan is None:
        return Imported(diagnostics=findings.loaded(None).diagnostics)
    id_ = account or _account_in(plan) or default
    if id_ is None:
        findings.report("TFM003", plan.start)
        return Imported(diagnostics=findings.loaded(None).diagnostics)
    if len([key for key in plan.providers if key.partition(".")[0] == "aws"]) > 1:
        findings.report("TFM004", plan.start, got=", ".join(sorted(plan.providers)))
    where = Surroundings(id_, _region_in(plan))
    links = References(plan, where)
    for one in plan.resources.values():
        if not one.data and one.type not in _READ and _holds_policy(one):
            findings.report("DCL012", one.span, got=one.address)
    declarations = tuple(
        _declaration(one, links, where)
        for one in plan.resources.values()
        if not one.data or one.type in _DATA
    )
    _report_made_up(plan, links, findings)
    return imported(declarations, KINDS, ROWS, where, plan.start, findings)


def _account_in(plan: Plan) -> str | None:
    """The account that the caller's identity, else the first ARN of a resource, names."""
    for one in plan.resources.values():
        id_ = one.values.get("account_id")
        if one.type == "aws_caller_identity" and isinstance(id_, str):
            return id_
    for one in plan.resources.values():
        found = _ACCOUNT.match(str(one.values.get("arn")))
        if found is not None and not one.data:
            return found["id"]
    return None


def _region_in(plan: Plan) -> str:
    """The Region that the provider's configuration names."""
    provider: Any = plan.providers.get("aws")
    for name in ("expressions", "region", "constant_value"):
        provider = provider.get(name) if isinstance(provider, dict) else None
    return provider if isinstance(provider, str) else _REGION


def _declaration(one: Resource, links: References, where: Surroundings) -> Declaration:
    named = links.named(one)
    properties = _properties(one, links) if one.type in _TYPES else Members((), one.span)
    if named is None:
        return Declaration(
            one.address, one.type, None, one.address, "/", frozenset(), "", one.span, properties
        )
    kind = named.kind
    forms = (kind.reference, *kind.attributes.values())
    made = (filled(form, where, named.name, named.path) for form in forms)
    known = (one.values.get(name) for name in ("id", "arn", "url"))
    names = {named.arn, *made, *_roots(one), *(text for text in known if isinstance(text, str))}
    return Declaration(
        label=one.address,
        type=one.type,
        kind=kind,
        name=named.name,
        path=named.path,
        names=frozenset(names - {""}),
        arn=named.arn,
        span=one.span,
        properties=properties,
    )


def _holds_policy(one: Resource) -> bool:
    """Whether any attribute is the text of a policy."""
    return any(
        isinstance(value, str) and value.lstrip().startswith("{") and '"Statement"' in value
        for value in one.values.values()
    )


def _roots(one: Resource) -> Iterator[str]:
    """The ids of an organization's root."""
    roots = one.values.get("roots")
    for root in roots if isinstance(roots, list) else ():
        id_ = root.get("id") if isinstance(root, dict) else None
        if isinstance(id_, str):
            yield id_


def _properties(one: Resource, links: References) -> Members:
    """The attributes, with references followed where a value is not known yet."""
    whole = value_of(one.values, one.unknown, one.span, one.address)
    if not isinstance(whole, Members):
        return Members((), one.span)
    written = links.expressions(one)
    entries: list[tuple[Scalar, Value]] = []
    for key, value in whole.entries:
        expression = (written or {}).get(key.value)
        if expression is None and (
            isinstance(value, Unresolved)
            or ((one.type, key.value) in _COMPUTED and written is not None)
        ):
            continue
        name = "tags" if key.value == "tags_all" else key.value
        if name == "tags":
            entries = [entry for entry in entries if entry[0].value != "tags"]
        entries.append((Scalar(name, key.span, '"'), _followed(value, expression, one, links)))
    return Members(tuple(entries), one.span)


def _followed(value: Value, expression: Any, one: Resource, links: References) -> Value:
    """A value with what is not known in it replaced by what its expression refers to."""
    match value:
        case Unresolved():
            return _referred(value, expression, one, links)
        case Items() if isinstance(expression, list):  # blocks
            over = [*expression, *[None] * len(value.items)]
            return Items(
                tuple(_followed(item, over[i], one, links) for i, item in enumerate(value.items)),
                value.span,
            )
        case Items():
            return _filled_in(value, expression, one, links)
        case Members() if isinstance(expression, dict) and "references" not in expression:
            return Members(
                tuple(
                    (key, _followed(part, expression.get(key.value), one, links))
                    for key, part in value.entries
                ),
                value.span,
            )
    return value


def _referred(value: Unresolved, expression: Any, one: Resource, links: References) -> Value:
    documents = list({one.address: one for one in links.documents(expression, one)}.values())
    if documents:
        return document_of(documents[0]) if len(documents) == 1 else value
    texts = links.texts(expression, one)
    if texts is None:
        return value
    scalars = tuple(Scalar(text, value.span, '"') for text in texts)
    return scalars[0] if len(scalars) == 1 else Items(scalars, value.span)


def _filled_in(value: Items, expression: Any, one: Resource, links: References) -> Items:
    """A list of which some entries are not known, if as many references are left for them."""
    known = {item.value for item in value.items if isinstance(item, Scalar)}
    missing = sum(isinstance(item, Unresolved) for item in value.items)
    texts = [text for text in links.texts(expression, one) or () if text not in known]
    if not missing or len(texts) != missing:
        return value
    rest = iter(texts)
    return Items(
        tuple(
            Scalar(next(rest), item.span, '"') if isinstance(item, Unresolved) else item
            for item in value.items
        ),
        value.span,
    )


def _report_made_up(plan: Plan, links: References, findings: Findings) -> None:
    """Say which names AWS makes up when the plan is applied."""
    made_up = [
        one
        for one in plan.resources.values()
        if (named := links.named(one)) is not None and named.made_up and not one.data
    ]
    if made_up:
        addresses = ", ".join(one.address for one in made_up)
        findings.report("TFM005", made_up[0].span, got=addresses, detail=str(len(made_up)))
