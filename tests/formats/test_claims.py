from __future__ import annotations

from pathlib import Path

import pytest

from simulator.analysis.claims import Answer, Claim, Quantity, Side
from simulator.formats.claim_text import read_claim
from simulator.formats.claims import read_claims, state_claim
from simulator.formats.loading import Findings
from simulator.formats.stages import read_stage
from simulator.source import Diagnostic, Source, Span
from simulator.world.scenario import Overrides

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
HEAD = "calledvia: 1\nworld: world.yaml\nclaims:\n"
CAN = "can sts:AssumeRole on role/Bob"


def read(text: str) -> tuple[Claim | None, tuple[Diagnostic, ...]]:
    findings = Findings()
    source = Source("<claim>", text)
    claim = read_claim(text, lambda start, end: Span(source, start, end), None, findings)
    return claim, findings.loaded(None).diagnostics


def test_every_clause() -> None:
    claim, diagnostics = read(
        "no request by user/alice 'user/with space' outside 103.15.250.0/24 2001:db8::/32 directly "
        "where aws:MultiFactorAuthPresent=true ec2:InstanceType='it''s here' aws:referer=absent "
        f"{CAN}"
    )
    assert diagnostics == ()
    assert claim is not None
    assert claim.quantity is Quantity.NO
    assert claim.callers == ("user/alice", "user/with space")
    assert claim.side is Side.OUTSIDE
    assert claim.ranges == ("103.15.250.0/24", "2001:db8::/32")
    assert claim.directly
    assert claim.where == Overrides(
        given={"aws:MultiFactorAuthPresent": "true", "ec2:InstanceType": "it's here"},
        absent=("aws:referer",),
    )
    assert (claim.action, claim.resource) == ("sts:AssumeRole", "role/Bob")


def test_the_shortest() -> None:
    claim, _ = read(f"some request {CAN}")
    assert claim is not None
    assert (claim.callers, claim.side, claim.via, claim.directly) == ((), None, None, False)
    assert claim.name == f"some request {CAN}"


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "CLM002", ""),
        ("none request", "CLM001", "none"),
        (f"no requests {CAN}", "CLM001", "requests"),
        (f"no request user/alice {CAN}", "CLM001", "user/alice"),
        (f"no request by {CAN}", "CLM001", "can"),
        ("no request by user/alice", "CLM002", "e"),
        ("no request can sts:AssumeRole", "CLM002", "e"),
        (f"no request {CAN} now", "CLM001", "now"),
        ("no request can sts:* on role/Bob", "REQ003", "sts:*"),
        (f"no request outside 10.0.0.0/33 {CAN}", "WLD010", "10.0.0.0/33"),
        (f"no request via CloudFormation {CAN}", "WLD016", "CloudFormation"),
        (f"no request via a via b {CAN}", "REQ011", "via"),
        (f"no request directly via b {CAN}", "REQ011", "via"),
        (f"no request inside 10.0.0.1 outside 10.0.0.2 {CAN}", "REQ011", "outside"),
        (f"no request where mfa {CAN}", "REQ012", "mfa"),
        (f"no request where aws:referer=a aws:Referer=b {CAN}", "REQ013", "aws:Referer=b"),
        (f"no request where aws:referer=unknown {CAN}", "CLM004", "aws:referer=unknown"),
        (f"no request via a where aws:referer=a {CAN}", "CLM003", "where"),
    ],
)
def test_what_is_no_claim(text: str, code: str, at: str) -> None:
    claim, diagnostics = read(text)
    assert claim is None
    assert [(one.code, one.span.text) for one in diagnostics] == [(code, at)]


def test_a_misspelt_word_has_a_hint() -> None:
    _, diagnostics = read(f"no request form user/alice outsde 10.0.0.1 {CAN}")
    assert diagnostics[0].got == "form"
    _, diagnostics = read(f"no request by user/alice, {CAN.replace('can', 'cna')}")
    assert diagnostics


def write(folder: Path, text: str) -> Path:
    for path in STORY.glob("*"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "mine.yaml").write_text(text, "utf-8", newline="")
    return folder / "mine.yaml"


def test_a_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD + f"  - claim: no request by user/alice {CAN}\n    name: nobody\n    expect: fails\n"
        "  - claim: every request by bob can ec2:StopInstances on instance/i-0abc\n"
        '    given: "assume-role.yaml#becomes Bob, from the office"\n',
    )
    loaded = read_claims(path)
    assert loaded.diagnostics == ()
    assert loaded.value is not None
    first, second = loaded.value
    assert (first.claim.name, first.expect, first.earlier) == ("nobody", Answer.FAILS, ())
    assert second.expect is Answer.HOLDS
    assert [one.name for one in second.earlier] == ["becomes Bob, from the office"]
    assert second.stage.endswith("assume-role.yaml")
    assert first.claim.span.line == 4


def test_crlf_makes_no_difference(tmp_path: Path) -> None:
    text = HEAD + f"  - claim: >-\n      no request by user/alice\n      {CAN}\n"
    one = read_claims(write(tmp_path, text))
    other = read_claims(write(tmp_path, text.replace("\n", "\r\n")))
    assert one.value is not None
    assert other.value is not None
    assert one.value[0].claim.callers == other.value[0].claim.callers == ("user/alice",)


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (f"  - claim: no request by user/nobody {CAN}\n", "REQ006"),
        ("  - claim: no request can sts:AssumeRole on role/Nobody\n", "REQ008"),
        (f"  - claim: no request by bob {CAN}\n", "REQ006"),
        (f"  - claim: no request {CAN}\n    given: assume-role.yaml#nothing\n", "CLM005"),
        (f"  - claim: no request {CAN}\n    given: nowhere.yaml#x\n", "FIL001"),
        (f"  - claim: no request {CAN}\n    expect: maybe\n", "WLD004"),
        ("  - name: x\n", "WLD003"),
        (f"  - claims: no request {CAN}\n", "WLD001"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, claim: str, code: str) -> None:
    loaded = read_claims(write(tmp_path, HEAD + claim))
    assert loaded.value is None
    assert [one.code for one in loaded.diagnostics] == [code]


def test_a_scenario_is_no_file_of_claims() -> None:
    assert [one.code for one in read_claims(STORY / "direct.yaml").diagnostics] == ["FIL011"]


def test_one_line_in_a_scenario() -> None:
    stage = read_stage(STORY / "assume-role.yaml").value
    assert stage is not None
    text = "some request by bob can ec2:StopInstances on instance/i-0abc"
    stated = state_claim(text, stage).value
    assert stated is not None
    assert [one.tree.session.name for one in stated.earlier if one.tree.session] == ["bob"]


def test_a_stage_is_a_world_or_a_scenario() -> None:
    world = read_stage(STORY / "world.yaml").value
    assert world is not None
    assert (world.requests, world.name) == ((), "world")
    assert [one.code for one in read_stage(STORY / "claims.yaml").diagnostics] == ["FIL011"]
    assert [one.code for one in read_stage(STORY / "none.yaml").diagnostics] == ["FIL001"]
