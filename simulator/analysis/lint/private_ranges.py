"""Is a range of aws:SourceIp one from which no request can reach AWS?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, is_key
from simulator.language.addresses import Network, read_network

_RESERVED = (
    ("10.0.0.0/8", "a private range"),
    ("172.16.0.0/12", "a private range"),
    ("192.168.0.0/16", "a private range"),
    ("100.64.0.0/10", "a range of providers' own networks"),
    ("127.0.0.0/8", "the machine itself"),
    ("169.254.0.0/16", "a link-local range"),
    ("192.0.2.0/24", "a range of documentation"),
    ("198.51.100.0/24", "a range of documentation"),
    ("203.0.113.0/24", "a range of documentation"),
    ("198.18.0.0/15", "a range of benchmarks"),
    ("0.0.0.0/8", "a range that names no host"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "a reserved range"),
    ("::1/128", "the machine itself"),
    ("::/128", "an address that names no host"),
    ("fc00::/7", "a private range"),
    ("fe80::/10", "a link-local range"),
    ("ff00::/8", "multicast"),
    ("2001:db8::/32", "a range of documentation"),
)
"""Source: IANA's registries of special-purpose addresses (RFC 6890), and RFC 1918."""

_OPERATORS = ("IpAddress", "NotIpAddress")


def _checks(stage: Stage) -> Iterator[Finding]:
    reserved = [(network, what) for text, what in _RESERVED if (network := read_network(text))]
    for subject, statement, condition in stage.conditions():
        if condition.base not in _OPERATORS or not is_key(condition, "aws:SourceIp"):
            continue
        for value in condition.values:
            network = read_network(value.value)
            what = next((it for range_, it in reserved if _holds(range_, network)), None)
            if what is not None:
                yield Finding(RULE.id, value.span, subject, statement, value.value, detail=what)


def _holds(outer: Network, inner: Network | None) -> bool:
    """Whether a range lies wholly in another; 0.0.0.0/0 lies in none of the table."""
    if inner is None or outer.version != inner.version:
        return False
    return outer.first <= inner.first and inner.last <= outer.last


RULE = Rule(
    "SRC103",
    "private-source-address",
    Severity.WARNING,
    "a range from which no request reaches AWS",
    "aws:SourceIp is the public address from which a request reaches AWS. Ranges that are private, "
    "reserved or set aside for documentation never are: the value matches nothing, and behind a "
    "NAT gateway the request has the gateway's address.",
    "Name the public address (of the NAT gateway, of the proxy); for requests through a VPC "
    "endpoint ask for aws:VpcSourceIp together with aws:SourceVpc.",
    "UG access-analyzer-reference-policy-checks; UG reference_policies_condition-keys "
    "(aws:SourceIp)",
    """{
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
}""",
    """{
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {
    "IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"},
    "StringEquals": {"aws:SourceVpc": "vpc-3c4d"}
  }
}""",
    _checks,
    analyzer_ids=(
        "PRIVATE_IP_ADDRESS",
        "PRIVATE_NOT_IP_ADDRESS",
        "PRIVATE_IP_ADDRESS_SUBSET",
        "PRIVATE_NOT_IP_ADDRESS_SUBSET",
    ),
)
