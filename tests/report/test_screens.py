"""What the terminal app alone says: every member of an enumeration has its words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.whatif import Flip
from simulator.evaluation.request import Credentials
from simulator.formats.scenario import load_scenario
from simulator.report.as_markdown import replay_lines
from simulator.report.terminal import Marks
from simulator.report.wording.screens import (
    CREDENTIALS,
    change_word,
    credentials_words,
    flip_words,
    flips_words,
    spot_words,
    verdict_words,
)
from simulator.source import Diagnostic, Source, Span
from simulator.world.replay import replay
from simulator.world.replayed import Change, ContextEntry, Origin, Replay, RequestReplay

DIRECT = Path(__file__).resolve().parents[2] / "scenarios" / "source-ip" / "direct.yaml"


@pytest.fixture(scope="module")
def played() -> Replay:
    return replay(load_scenario(DIRECT))


def request(played: Replay, name: str) -> RequestReplay:
    return next(one for one in played.requests if one.request.name == name)


def test_every_kind_of_credentials_has_its_words() -> None:
    assert set(CREDENTIALS) == set(Credentials)
    assert all(CREDENTIALS.values())


@pytest.mark.parametrize("change", list(Change))
def test_every_change_has_a_word(change: Change) -> None:
    entry = ContextEntry("aws:ViaAWSService", "true", change, "false", Origin.DERIVED)
    assert bool(change_word(entry)) is (change is not Change.SAME)
    assert change_word(replace(entry, change=Change.SAME, origin=Origin.GIVEN)) == "given"


def test_an_address_is_replaced_and_a_flag_changed(played: Replay) -> None:
    called = request(played, "her stack stops an instance").hops[1]
    words = {entry.key: change_word(entry) for entry in called.context}
    assert words["aws:SourceIp"] == "replaced"
    assert words["aws:ViaAWSService"] == "changed"
    assert words["aws:CalledVia"] == "new"


@pytest.mark.parametrize(
    ("name", "whole", "brief"),
    [
        ("her stack stops an instance", "✗ DENY (implicit) at hop 2", "✗ DENY at hop 2"),
        ("outside", "✗ DENY (implicit)", "✗ DENY"),
        ("office", "✓ ALLOW", "✓ ALLOW"),
        ("service role, unrestricted", "✓ ALLOW", "✓ ALLOW"),
    ],
)
def test_the_verdict_of_a_request(played: Replay, name: str, whole: str, brief: str) -> None:
    one = request(played, name)
    assert verdict_words(one, Marks.SYMBOL, brief=False) == whole
    assert verdict_words(one, Marks.SYMBOL, brief=True) == brief


def test_flips(played: Replay) -> None:
    flip = Flip(request(played, "outside"), request(played, "office"))
    assert flip_words(flip, Marks.SYMBOL) == "office: ✗ DENY (implicit) → ✓ ALLOW"
    assert flips_words((), edited=False) == "as in file"
    assert flips_words((), edited=True) == "nothing flips"
    assert flips_words((flip,), edited=True) == "1 request flips"
    assert flips_words((flip, flip), edited=True) == "2 requests flip"


def test_credentials_are_told_of_evaluated_calls(played: Replay) -> None:
    assert credentials_words(request(played, "office").hops[0]) == "long-term keys"


def test_a_spot_in_a_text_that_is_shown_anyway() -> None:
    source = Source("a.json", "{\n  x\x1b\n}")
    found = Diagnostic("POL014", Span(source, 4, 6), "x\x1b", nearest="IpAddress")
    assert spot_words(found) == (
        '2:3 unknown condition operator "x\\x1b" (POL014), did you mean "IpAddress"?'
    )


def test_markdown_tells_verdict_reason_and_place_letter_for_letter(played: Replay) -> None:
    text = "\n".join(replay_lines(played, "her stack stops an instance"))
    assert "## her stack stops an instance" in text
    assert "**ec2:StopInstances on instance/i-0abc for alice**: ✗ DENY \\(implicit\\)" in text
    assert "aws:SourceIp: CloudFormation's address (was 103.15.250.7)" in text
    assert "office-only.json:10:9" in text
    assert "AWS would answer: User: arn:aws:iam::111122223333:user/alice is not" in text
    assert "## office" not in text
    hostile = replace(
        played.requests[0],
        request=replace(played.requests[0].request, name="[x](http://y) <b>\x1b"),
    )
    shown = "\n".join(replay_lines(replace(played, requests=(hostile,))))
    assert "\\[x\\]\\(http://y\\) \\<b\\>\\\\x1b" in shown
