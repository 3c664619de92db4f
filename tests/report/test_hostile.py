"""Nothing that came from a file can steer, style or hide on the terminal, in any format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.language.model import PolicyType
from simulator.report import as_concise, as_plain
from simulator.report.as_text import run_lines
from simulator.report.as_tree import explained_lines
from simulator.report.selection import grouped
from simulator.report.terminal import Terminal
from simulator.source import Text, printable
from simulator.world.replayed import Replay
from tests.report import builders

HOSTILE = "\x1b]0;x\x07\u202e[/]\n\u200b\x9b31m"
RAW = set("\x1b\x07\u202e\u200b\x9b")


def hostile_replay() -> Replay:
    """Every name and value that a file can set, set to something nasty."""
    plain = builders.replay()
    of = replace(plain.scenario, name=HOSTILE, title=HOSTILE)
    request = plain.requests[1]
    hop = request.hops[0]
    assert hop.decision is not None
    statement = hop.decision.deciding[0]
    written = statement.conditions[0].written
    condition = replace(
        statement.conditions[0],
        written=replace(written, key=replace(written.key, value=HOSTILE)),
        request_values=(HOSTILE,),
        tried=tuple(
            replace(one, written=Text(HOSTILE, one.span), compared=HOSTILE)
            for one in statement.conditions[0].tried
        ),
    )
    sid = statement.statement.sid
    assert sid is not None
    nasty = replace(
        statement,
        type=PolicyType.TRUST,
        policy=replace(statement.policy, name=HOSTILE),
        statement=replace(statement.statement, sid=Text(HOSTILE, sid.span)),
        conditions=(condition,),
    )
    asked = replace(hop.decision.request, principal=HOSTILE, action=HOSTILE, resource=HOSTILE)
    decision = replace(hop.decision, deciding=(nasty,), request=asked)
    entry = replace(
        builders.stack_request(of).hops[1].context[0], key=HOSTILE, value=HOSTILE, was=HOSTILE
    )
    nasty_hop = replace(
        hop,
        hop=replace(hop.hop, action=HOSTILE, resource=HOSTILE, acting=HOSTILE, service=HOSTILE),
        caller=HOSTILE,
        authorizations=(replace(hop.authorizations[0], decision=decision),),
        context=(entry,),
        trail={"userIdentity": {"type": HOSTILE, "arn": HOSTILE, "invokedBy": HOSTILE}},
    )
    written = replace(request.request, name=HOSTILE, place=HOSTILE, tree=nasty_hop.hop)
    return replace(
        plain,
        scenario=of,
        requests=(replace(request, request=written, hops=(nasty_hop, nasty_hop), scenario=of),),
    )


@pytest.mark.parametrize("ascii_", [False, True])
@pytest.mark.parametrize("width", [40, 80])
def test_text(ascii_: bool, width: int) -> None:
    groups = grouped([hostile_replay()])
    terminal = Terminal(width, ascii=ascii_)
    hop = groups[0].requests[0].hops[0]
    lines = [
        *run_lines(groups, terminal, verbose=True),
        *run_lines(groups, terminal, verbose=False),
        *explained_lines(hop, 1, groups[0].rules, terminal, everything=True),
    ]
    assert not any("\n" in line for line in lines)
    assert not RAW & set("".join(lines))
    assert printable("\x1b]0;x\x07") in "".join(lines)


def test_other_formats() -> None:
    groups = grouped([hostile_replay()])
    for lines in (as_concise.run_lines(groups), as_plain.run_lines(groups)):
        text = list(lines)
        assert not any("\n" in line for line in text)
        assert not RAW & set("".join(text))
