"""What are the parts of an Amazon Resource Name?

An ARN has six parts with colons between them, and only the sixth may hold further colons
(UG reference-arns). Nothing here says whether the parts name something that exists.
"""

from __future__ import annotations

from dataclasses import dataclass

_PARTS = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """A whole ARN, its parts as written; region and account may be empty."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return ":".join(
            ("arn", self.partition, self.service, self.region, self.account, self.resource)
        )


def split_arn(text: str) -> tuple[str, ...] | None:
    """The parts of an ARN or of an ARN pattern, the word ``arn`` first.

    Fewer than six where the text is an incomplete ARN; None if its first part is not ``arn`` or
    there is no second.
    """
    parts = tuple(text.split(":", _PARTS - 1))
    return parts if len(parts) > 1 and parts[0] == "arn" else None


def partition_of(arn: str) -> str:
    """The partition of a text that is an ARN, such as ``aws-cn``."""
    return arn.split(":", 2)[1]


def partition_named(text: str) -> str:
    """The partition of an ARN, and AWS's first for a text that is none."""
    arn = parse_arn(text)
    return "aws" if arn is None else arn.partition


def partition_of_region(region: str) -> str:
    """The partition that a Region lies in (UG reference-arns)."""
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws")


_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def parse_arn(text: str) -> Arn | None:
    """The ARN that the text is, None if it is none or an incomplete one."""
    parts = text.split(":", _PARTS - 1)
    if len(parts) < _PARTS or parts[0] != "arn":
        return None
    return Arn(*parts[1:])
