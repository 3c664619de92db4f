"""Does a range have bits behind its prefix, which AWS does not look at?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.editing import replace_text
from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.evaluation.cells import address_text
from simulator.language.addresses import read_address, read_network

_OPERATORS = ("IpAddress", "NotIpAddress")


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions():
        if condition.base not in _OPERATORS:
            continue
        for value in condition.values:
            plain = _without_host_bits(value.value)
            if plain is not None:
                yield Finding(
                    RULE.id,
                    value.span,
                    subject,
                    statement,
                    value.value,
                    detail=plain,
                    edits=(replace_text(value.span, plain),),
                )


def _without_host_bits(text: str) -> str | None:
    """The range as it is read, None if it is written so already."""
    network = read_network(text)
    address = read_address(text.partition("/")[0])
    if network is None or address is None or address.first == network.first:
        return None
    return f"{address_text(network.version, network.first)}/{network.prefix}"


RULE = Rule(
    "SRC106",
    "range-with-host-bits",
    Severity.SUGGESTION,
    "a range with bits behind its prefix",
    "AWS ignores them: 203.0.113.7/24 is all of 203.0.113.0/24. Whoever meant the one address lets "
    "in 255 others.",
    "Write the range as it is read, or a prefix of 32 (IPv6: 128) for the one address.",
    "UG access-analyzer-reference-policy-checks",
    """{
  "Effect": "Allow",
  "Action": "sts:AssumeRole",
  "Resource": "arn:aws:iam::111122223333:role/Bob",
  "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.7/24"}}
}""",
    """{
  "Effect": "Allow",
  "Action": "sts:AssumeRole",
  "Resource": "arn:aws:iam::111122223333:role/Bob",
  "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}
}""",
    _checks,
    analyzer_ids=("IMPROVE_IP_RANGE",),
    fixes=True,
)
