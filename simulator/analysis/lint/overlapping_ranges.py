"""Does a list of ranges name addresses that another range of the list has already?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.lint.editing import remove_item
from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.language.addresses import Network, read_network
from simulator.source import Text

_OPERATORS = ("IpAddress", "NotIpAddress")


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions():
        if condition.base not in _OPERATORS:
            continue
        for value, outer in _covered(condition.values):
            yield Finding(
                RULE.id,
                value.span,
                subject,
                statement,
                value.value,
                detail=outer.value,
                related=outer.span,
                edits=(remove_item(value.span),),
            )


def _covered(values: Sequence[Text]) -> Iterator[tuple[Text, Text]]:
    """Each range that lies in another, with that other; of equal ranges the later ones."""
    read = [(network, number) for number, it in enumerate(values) if (network := _read(it))]
    read.sort(key=lambda it: (it[0].version, it[0].first, -it[0].last, it[1]))
    found: dict[int, int] = {}
    widest: tuple[Network, int] | None = None
    for network, number in read:
        same = widest is not None and widest[0].version == network.version
        if same and widest is not None and network.last <= widest[0].last:
            found[number] = widest[1]
        else:
            widest = (network, number)
    for number in sorted(found):
        yield values[number], values[found[number]]


def _read(value: Text) -> Network | None:
    return read_network(value.value)


RULE = Rule(
    "SRC105",
    "overlapping-ranges",
    Severity.SUGGESTION,
    "a range that lies in another range of the same list",
    "It changes nothing: whoever takes it out of the list later, to shut an office, shuts nobody "
    "out.",
    "Leave it out, or narrow the wider range.",
    "UG reference_policies_elements_condition_operators",
    """{
  "Effect": "Allow",
  "Action": "sts:AssumeRole",
  "Resource": "arn:aws:iam::111122223333:role/Bob",
  "Condition": {"IpAddress": {"aws:SourceIp": ["12.148.72.0/23", "12.148.73.0/24"]}}
}""",
    """{
  "Effect": "Allow",
  "Action": "sts:AssumeRole",
  "Resource": "arn:aws:iam::111122223333:role/Bob",
  "Condition": {"IpAddress": {"aws:SourceIp": "12.148.72.0/23"}}
}""",
    _checks,
    fixes=True,
)
