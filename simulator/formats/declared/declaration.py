"""What is one declared thing, and how does AWS call it?

A `Kind` is a row: where a type of thing has its name, and how its ARN and what refers to it are
made of that. Both formats have a table of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.formats.declared.values import Members
from simulator.language.arn import partition_of_region
from simulator.source import Span


@dataclass(frozen=True, slots=True)
class Kind:
    """How things of one type are called.

    Args:
        type: as the format names it.
        short: the word before the name in a world, such as ``bucket``; empty for what is no
            resource there.
        name: the property that holds the name; empty where AWS makes it up.
        arn: the ARN, with ``{name}`` (``{bare}`` without the slash before it), ``{path}`` and what
            the account settles; empty without one.
        reference: what a plain reference gives, made like the ARN.
        attributes: what named attributes give, made like the ARN.
        made_up: what the label is put into where AWS makes the name up; as ``{id}`` it is put the
            way AWS writes ids.
        policy: the property that holds the thing's own policy.
    """

    type: str
    short: str
    name: str
    arn: str
    reference: str = "{name}"
    attributes: Mapping[str, str] = field(default_factory=dict)
    made_up: str = "{label}"
    policy: str = ""


def regional_arn(service: str, rest: str) -> str:
    """The form of an ARN in the account and its Region."""
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{rest}"


def iam_arn(rest: str) -> str:
    """The form of an ARN of IAM in the account."""
    return f"arn:{{partition}}:iam::{{account}}:{rest}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where what is declared will be: the account, its Region, and the partition of both."""

    account: str
    region: str

    @property
    def partition(self) -> str:
        """The partition that the Region lies in (UG reference-arns)."""
        return partition_of_region(self.region)

    @property
    def suffix(self) -> str:
        """The domain of the partition's endpoints."""
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared thing, everything in it resolved as far as it can be.

    Args:
        label: what it is called in the file: a logical id, an address.
        type: as the format names it.
        kind: how things of its type are called, if the type is in the format's table.
        name: AWS's name for it, or the label where AWS makes one up.
        path: of users, groups, roles and managed policies; ``/`` of all others.
        names: everything that refers to it: its name, its ARN, its attributes' values.
        arn: empty for what has none.
        span: where it stands.
        properties: what it holds.
    """

    label: str
    type: str
    kind: Kind | None
    name: str
    path: str
    names: frozenset[str]
    arn: str
    span: Span
    properties: Members


def filled(form: str, where: Surroundings, name: str, path: str = "/") -> str:
    """An ARN or a reference: its form with a name put in."""
    return form.format(
        partition=where.partition,
        region=where.region,
        account=where.account,
        suffix=where.suffix,
        name=name,
        bare=name.lstrip("/"),
        path=path,
    )


def made_up_name(kind: Kind, label: str) -> str:
    """What stands for a name that AWS makes up."""
    id_ = re.sub("[^0-9a-z]", "", label.lower())
    return kind.made_up.format(label=label, id=id_)
