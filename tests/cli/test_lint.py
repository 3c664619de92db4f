from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from simulator.analysis.lint.registry import LINT_RULES
from simulator.cli.exits import Exit
from tests.analysis.lint.looking import fixture
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
DENY = str(STORY / "deny.json")


def test_a_finding_in_a_terminal(calledvia: Run) -> None:
    ran = calledvia("lint", DENY)
    assert ran.code == Exit.UNEXPECTED
    assert "warning[SRC101]: a Deny by source address" in ran.out
    assert '"aws:SourceIp": ["103.15.250.0/24", "12.148.72.0/23"]' in ran.out
    assert "^^^^" in ran.out
    assert ran.out.endswith("1 warning in 1 policy.\n")


def test_nothing_found(calledvia: Run) -> None:
    ran = calledvia("lint", str(STORY / "work.json"))
    assert (ran.code, ran.out) == (Exit.OK, "nothing found in 1 policy.\n")


@pytest.mark.parametrize("rule", LINT_RULES)
def test_every_command_replays_what_was_found(calledvia: Run, rule: str) -> None:
    """But for a stranger's call: the stranger's own account has to allow it too."""
    ran = calledvia("lint", str(fixture(rule, "bad")), "--select", rule, "--format", "json")
    document = json.loads(ran.out)
    validator("lint").validate(document)
    for finding in document["findings"]:
        witness = finding["witness"]
        if witness is None:
            continue
        assert bool(witness["command"]) is (rule != "PRN303"), finding
        if not witness["command"]:
            continue
        again = calledvia(*shlex.split(witness["command"])[1:], "--format", "json")
        hops = json.loads(again.out)["result"]["hops"]
        assert hops[-1]["verdict"] == witness["verdict"]


def test_concise_and_plain(calledvia: Run) -> None:
    ran = calledvia("lint", DENY, "--format", "concise")
    assert "deny.json:10:9: SRC101 a Deny by source address" in ran.out
    assert "via cloudformation with aws:SourceIp=absent" in ran.out
    ran = calledvia("lint", DENY, "--format", "plain")
    assert ran.out.startswith("Warning SRC101 in ")
    assert "To replay it: calledvia ask" in ran.out
    assert "^" not in ran.out


def test_rules_are_selected_and_ignored(calledvia: Run) -> None:
    assert calledvia("lint", DENY, "--select", "CND,STM").code == Exit.OK
    assert calledvia("lint", DENY, "--ignore", "SRC").code == Exit.OK
    assert calledvia("lint", DENY, "--select", "SRC101", "--ignore", "SRC").code == 1
    ran = calledvia("lint", DENY, "--select", "XYZ")
    assert (ran.code, ran.err) == (2, "there is no rule XYZ, and none that begins so\n")


def test_a_project_says_which_rules(calledvia: Run) -> None:
    Path(".calledvia.toml").write_text('[lint.per-file-ignores]\n"deny*.json" = ["SRC"]\n', "utf-8")
    assert calledvia("lint", DENY).code == Exit.OK
    Path(".calledvia.toml").write_text("[lint]\nselekt = 1\n", "utf-8")
    ran = calledvia("lint", DENY)
    assert ran.code == Exit.BAD_INPUT
    assert "selekt" in ran.err


def test_a_baseline_holds_old_findings(calledvia: Run) -> None:
    written = calledvia("lint", DENY, "--baseline", "old.json", "--write-baseline")
    assert written.code == Exit.OK
    ran = calledvia("lint", DENY, "--baseline", "old.json")
    assert (ran.code, ran.out) == (Exit.OK, "nothing found in 1 policy; 1 known before.\n")
    office = str(STORY / "office-only.json")
    ran = calledvia("lint", DENY, office, "--baseline", "old.json", "--format", "concise")
    assert [line.split()[1] for line in ran.out.splitlines()[:-1]] == ["SRC102"]
    assert calledvia("lint", DENY, "--write-baseline").code == Exit.BAD_INPUT
    assert calledvia("lint", DENY, "--baseline", DENY).code == Exit.BAD_INPUT
    ran = calledvia("lint", DENY, "--baseline", "missing/old.json", "--write-baseline")
    assert ran.code == Exit.BAD_INPUT
    assert "cannot write missing" in ran.err


def test_what_would_be_mended_is_shown_and_not_written(calledvia: Run) -> None:
    bad = fixture("SRC106", "bad").read_bytes()
    Path("a.json").write_bytes(bad)
    ran = calledvia("lint", "a.json")
    assert "what --fix would write:" in ran.out
    assert '+            "103.15.250.0/24",' in ran.out
    assert Path("a.json").read_bytes() == bad


def test_what_can_be_mended_is_written(calledvia: Run) -> None:
    """Line ends and the byte order mark stay."""
    bad = fixture("SRC105", "bad").read_bytes().replace(b"\n", b"\r\n")
    Path("a.json").write_bytes(b"\xef\xbb\xbf" + bad)
    ran = calledvia("lint", "a.json", "--fix", "--select", "SRC105")
    assert (ran.code, ran.out) == (Exit.OK, "1 file mended.\nnothing found in 1 policy.\n")
    fixed = Path("a.json").read_bytes()
    assert fixed.startswith(b"\xef\xbb\xbf")
    assert fixed.count(b"\n") == fixed.count(b"\r\n")
    values = json.loads(fixed.decode("utf-8-sig"))["Statement"][0]["Condition"]["IpAddress"]
    assert values == {"aws:SourceIp": ["12.148.72.0/23", "103.15.250.0/24", "2a00:1::/32"]}


def test_bad_input(calledvia: Run) -> None:
    Path("a.json").write_text('{"Statement": 1}', "utf-8")
    ran = calledvia("lint", "a.json", DENY)
    assert ran.code == Exit.BAD_INPUT
    assert "POL012" in ran.err
    assert "SRC101" in ran.out
    assert calledvia("lint", "missing.json").code == Exit.BAD_INPUT


def test_a_type_can_be_said(calledvia: Run) -> None:
    large = str(fixture("SIZ501", "good"))
    assert calledvia("lint", large, "--select", "SIZ").code == Exit.OK
    ran = calledvia("lint", large, "--select", "SIZ", "--type", "boundary")
    assert "at most 6144" in ran.out


def test_text_of_a_policy_steers_nothing(calledvia: Run) -> None:
    hostile = fixture("PRN302", "bad").read_text("utf-8").replace("AllBut", "\\u001b]0;x[/]")
    Path("a.json").write_text(hostile, "utf-8")
    for form in ("text", "concise", "plain", "json"):
        assert "\x1b" not in calledvia("lint", "a.json", "--format", form).out


def test_a_rule_is_explained(calledvia: Run) -> None:
    ran = calledvia("rule", "src106")
    assert ran.out.startswith("SRC106 range-with-host-bits\n")
    assert "IMPROVE_IP_RANGE" in ran.out
