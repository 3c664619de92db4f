from __future__ import annotations

from simulator.evaluation.logic import Truth
from simulator.report.outline import Branch, Node, outline
from tests.report import builders


def _walk(nodes: tuple[Node, ...]) -> list[Node]:
    return [one for node in nodes for one in (node, *_walk(node.children))]


def test_tree_goes_from_type_to_value() -> None:
    nodes = _walk(outline(builders.implicitly_denied()))
    assert [node.branch for node in nodes] == [
        Branch.TYPE,
        Branch.POLICY,
        Branch.STATEMENT,
        Branch.ELEMENT,
        Branch.VALUE,
        Branch.VALUE,
        Branch.ELEMENT,
        Branch.VALUE,
        Branch.CONDITION,
        Branch.REQUEST,
        Branch.VALUE,
        Branch.VALUE,
    ]
    condition = nodes[8]
    assert condition.mark is Truth.NO
    assert condition.text == "IpAddress aws:SourceIp"
    assert condition.span is not None
    assert condition.span.location == "office-only.json:10:9"
    assert nodes[9].text == "CloudFormation's address"


def test_an_absent_key_still_shows_what_the_policy_asks_for() -> None:
    values = [
        node
        for node in _walk(outline(builders.denied_without_key()))
        if node.branch is Branch.VALUE and node.mark is None
    ]
    assert [node.label for node in values] == ['"103.15.250.0/24"', '"12.148.72.0/23"']


def test_everything_has_all_types_in_play() -> None:
    decision = builders.allowed()
    assert len(outline(decision, everything=True)) == 1
    assert outline(decision, everything=True) == outline(decision)
