from __future__ import annotations

import gzip
import io
import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import rollout_readers
from simulator.cli.command_parser import CI_FORMATS
from simulator.cli.exits import Exit
from simulator.cli.progress import PLAIN_BAR, Progress
from simulator.formats.scenario import read_scenario
from simulator.world.replay import replay
from tests.analysis.logs.conftest import OFFICE_ONLY, TRUST, WORK, policy
from tests.analysis.logs.records import ACCOUNT, HOME, INSTANCE, STACK, STOPPING, record, user
from tests.cli.conftest import Ran, Run
from tests.report.test_as_json import validator

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "cloudtrail"
SERVICE = "cloudformation.amazonaws.com"
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def stopping(*arguments: Any, **more: Any) -> dict[str, Any]:
    return record("ec2:StopInstances", *arguments, parameters=STOPPING, **more)


LOG = [
    stopping(),
    stopping(address=HOME),
    stopping(address=HOME, time="2026-10-04T10:00:00Z"),
    record("cloudformation:UpdateStack", address=HOME, parameters={"stackName": STACK}),
    stopping(user(invokedBy=SERVICE), time="2026-10-02T10:00:05Z"),
    stopping(user(invokedBy="athena.amazonaws.com")),
    stopping(user("mallory")),
    record("ec2:StopInstances", eventType="AwsServiceEvent"),
]


@pytest.fixture
def rollout(calledvia: Run, tmp_path: Path) -> Run:
    """The command in a folder with a world, a log and policies to change to."""

    def write(name: str, *statements: dict[str, Any]) -> None:
        (tmp_path / name).write_text(policy(*statements), encoding="utf-8")

    (tmp_path / "new").mkdir()
    (tmp_path / "logs").mkdir()
    write("work.json", WORK)
    write("trust.json", TRUST)
    write("scp.json", ALLOW)
    write("endpoint.json", {**ALLOW, "Principal": "*"})
    write("office.json", WORK, OFFICE_ONLY)
    write("new/work.json", WORK, OFFICE_ONLY)
    write("new/scp.json", ALLOW, OFFICE_ONLY)
    write("new/endpoint.json", {**WORK, "Principal": "*", "Action": "s3:*"})
    (tmp_path / "world.yaml").write_text(
        f"""\
calledvia: 1
accounts:
  "{ACCOUNT}":
    scps: [scp.json]
    users:
      alice: {{policies: [work.json]}}
    roles:
      Bob: {{trust: trust.json, policies: [work.json]}}
    resources:
      instance/i-0abc: {{arn: "{INSTANCE}"}}
    endpoints:
      vpce-1a2b: {{policy: endpoint.json}}
""",
        encoding="utf-8",
    )
    log(tmp_path, LOG)

    def run(*arguments: str) -> Ran:
        return calledvia("rollout", "--log", "logs", "--world", "world.yaml", *arguments)

    return run


def log(folder: Path, records: list[dict[str, Any]]) -> None:
    text = json.dumps({"Records": records}).encode()
    (folder / "logs" / "a.json.gz").write_bytes(gzip.compress(text))


def document(ran: Ran) -> Any:
    return json.loads(ran.out)


def test_what_would_newly_be_denied(rollout: Run) -> None:
    ran = rollout("--change", "user/alice=office.json")
    assert ran.code == Exit.UNEXPECTED
    assert ran.out.splitlines() == [
        "8 events: 5 decided, 1 depend, 1 outside the world, 1 not mapped",
        "forwarding preserved: the first call was found for 50.0 % of the 2 forwarded",
        "calls, the address of the others is unknown",
        "trust: the old policies agree with the log on 100.0 % of the decided",
        "outside the world: 1 call by callers that the world does not have",
        "not mapped: 1 events that a service records by itself, which nobody requested:",
        "ec2 StopInstances",
        "newly denied   4 calls, 3 groups                                first   last",
        "    2 user/alice ec2:StopInstances                              10-02  10-04",
        "        ✗ explicit  OfficeOnly  office.json:20:6  NotIpAddress aws:SourceIp",
        "        replay: calledvia run rollout/1.yaml",
        "    1 user/alice cloudformation:UpdateStack                     10-02  10-02",
        "        ✗ explicit  OfficeOnly  office.json:20:6  NotIpAddress aws:SourceIp",
        "        replay: calledvia run rollout/2.yaml",
        "    1 user/alice ec2:StopInstances via cloudformation           10-02  10-02",
        "        ✗ explicit  OfficeOnly  office.json:20:6  NotIpAddress aws:SourceIp",
        "        replay: calledvia run rollout/3.yaml",
        "newly allowed   0",
        "depends   1 call, 1 group                                       first   last",
        "    1 user/alice ec2:StopInstances via athena                   10-02  10-02",
        "        ? the log has no aws:SourceIp",
        "        replay: calledvia run rollout/4.yaml",
    ]


CHANGES = [
    ("user/alice=office.json",),
    ("new/work.json",),
    ("new/scp.json",),
    ("new/scp.json", "user/alice=office.json"),
]


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("forwarding", ["preserved", "replaced"])
def test_every_example_replays_with_the_same_verdict(
    rollout: Run, tmp_path: Path, changes: tuple[str, ...], forwarding: str
) -> None:
    world = tmp_path / "world.yaml"
    text = world.read_text(encoding="utf-8").replace(
        "accounts:", f"forwarding: {forwarding}\naccounts:"
    )
    world.write_text(text, encoding="utf-8")
    found = document(rollout("--change", *changes, "--format", "json"))
    assert len(found["groups"]) >= 3
    for group in found["groups"]:
        loaded = read_scenario(tmp_path / group["example"]["file"])
        assert [one.code for one in loaded.diagnostics] == []
        assert loaded.value is not None
        (played,) = replay(loaded.value).requests
        (hop,) = played.hops
        assert hop.verdict is not None
        assert hop.verdict.value == group["example"]["new"]
        assert played.as_expected


def test_the_commands_that_replay_can_be_copied(rollout: Run, calledvia: Run) -> None:
    ran = rollout("--change", "user/alice=office.json")
    commands = [line.partition("replay: ")[2] for line in ran.out.splitlines() if "replay" in line]
    assert len(commands) == 4
    assert [calledvia(*shlex.split(it)[1:]).code for it in commands] == [Exit.OK] * 4


def test_a_call_through_an_endpoint_is_replayed_through_it(rollout: Run, tmp_path: Path) -> None:
    log(tmp_path, [stopping(address="10.0.1.5", vpcEndpointId="vpce-1a2b")])
    ran = rollout("--change", "new/endpoint.json", "--format", "json")
    (group,) = document(ran)["groups"]
    assert group["outcome"] == "newly_denied"
    assert group["deciding"]["type"] == "endpoint"
    loaded = read_scenario(tmp_path / group["example"]["file"])
    assert loaded.value is not None
    assert replay(loaded.value).requests[0].as_expected


def test_json_is_as_its_schema_says(rollout: Run) -> None:
    check = validator("rollout")
    for arguments in (("--change", "user/alice=office.json"), ("--baseline", "none.json")):
        check.validate(document(rollout(*arguments, "--format", "json")))


def test_in_the_world_of_an_account_dump(rollout: Run, calledvia: Run, tmp_path: Path) -> None:
    dump = {
        "UserDetailList": [
            {
                "UserName": "alice",
                "Path": "/",
                "Arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
                "UserPolicyList": [
                    {"PolicyName": "work", "PolicyDocument": json.loads(policy(WORK))}
                ],
            }
        ],
        "GroupDetailList": [],
        "RoleDetailList": [],
        "Policies": [],
    }
    (tmp_path / "dump.json").write_text(json.dumps(dump), encoding="utf-8")
    ran = calledvia(
        *("rollout", "--log", "logs", "--account-details", "dump.json"),
        *("--change", "user/alice=office.json", "--format", "json"),
    )
    assert ran.code == Exit.UNEXPECTED
    for group in document(ran)["groups"]:
        loaded = read_scenario(tmp_path / group["example"]["file"])
        assert loaded.value is not None
        assert replay(loaded.value).requests[0].as_expected


def test_without_a_world(calledvia: Run) -> None:
    ran = calledvia("rollout", "--log", "logs")
    assert ran.code == Exit.BAD_INPUT
    assert "--world FILE" in ran.err


def test_without_a_change_it_says_how_far_the_world_agrees(rollout: Run) -> None:
    ran = rollout()
    assert ran.code == Exit.OK
    assert "newly" not in ran.out
    assert "trust: the policies agree with the log on 100.0 % of the decided" in ran.out


def test_a_baseline_leaves_out_what_was_accepted(rollout: Run) -> None:
    change = ("--change", "user/alice=office.json", "--baseline", "known.json")
    assert rollout(*change, "--write-baseline").code == Exit.OK
    ran = rollout(*change)
    assert ran.code == Exit.OK
    assert "the baseline leaves out 5 calls in 4 groups" in ran.out.replace("\n", " ")
    again = rollout("--change", "new/work.json", "--baseline", "known.json")
    assert again.code == Exit.UNEXPECTED


@pytest.mark.parametrize("text", ["{}", "no json", '{"schema": "other/1", "groups": []}'])
def test_what_is_no_baseline(rollout: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "known.json").write_text(text, encoding="utf-8")
    ran = rollout("--baseline", "known.json")
    assert ran.code == Exit.BAD_INPUT
    assert "LOG009" in ran.err


def test_what_cannot_be_read_is_said_and_the_exit_code_says_so(
    rollout: Run, tmp_path: Path
) -> None:
    (tmp_path / "logs" / "b.json.gz").write_bytes(gzip.compress(b'{"Records": [')[:-9])
    ran = rollout("--change", "user/alice=office.json")
    assert ran.code == Exit.PARTLY_READ
    assert "LOG002" in ran.err
    assert "newly denied   4 calls" in ran.out
    (tmp_path / "logs" / "a.json.gz").unlink()
    assert rollout().code == Exit.BAD_INPUT


def test_a_log_without_events_is_no_mistake(rollout: Run, tmp_path: Path) -> None:
    log(tmp_path, [])
    ran = rollout("--change", "user/alice=office.json")
    assert ran.code == Exit.OK
    assert ran.out.startswith("0 events: 0 decided")


@pytest.mark.parametrize("change", ["nothing.json", "user/nobody=work.json", "new/none.json"])
def test_a_change_that_changes_nothing(rollout: Run, tmp_path: Path, change: str) -> None:
    (tmp_path / "nothing.json").write_text(policy(WORK), encoding="utf-8")
    ran = rollout("--change", change)
    assert ran.code == Exit.BAD_INPUT
    assert ran.err


def test_several_accounts_make_a_matrix(rollout: Run, tmp_path: Path) -> None:
    world = tmp_path / "world.yaml"
    other = '  "222233334444": {users: {carol: {policies: [work.json]}}}\n'
    world.write_text(f"{world.read_text(encoding='utf-8')}{other}", encoding="utf-8")
    carol = {
        **user("carol"),
        "arn": "arn:aws:iam::222233334444:user/carol",
        "accountId": "222233334444",
    }
    log(tmp_path, [stopping(address=HOME), record("ec2:DescribeInstances", carol)])
    ran = rollout("--change", f"{ACCOUNT}:user/alice=office.json")
    assert ran.out.splitlines()[-3:] == [
        "account       still allowed  newly denied",
        "111122223333              0             1",
        "222233334444              1             0",
    ]


def test_aloud(rollout: Run) -> None:
    lines = rollout("--change", "user/alice=office.json", "--format", "plain").out.splitlines()
    assert (
        "Newly denied, 2 calls: user/alice ec2:StopInstances, first seen 2026-10-02T10:00:00Z, "
        "last 2026-10-04T10:00:00Z." in lines
    )
    assert (
        lines[-1]
        == "Together: 4 calls newly denied, 1 call depending on what the log does not tell."
    )


def test_concise(rollout: Run) -> None:
    first = rollout("--change", "user/alice=office.json", "--format", "concise").out.splitlines()[0]
    assert first == (
        "newly denied: 2 user/alice ec2:StopInstances; explicit  OfficeOnly  office.json:20:6  "
        "NotIpAddress aws:SourceIp; calledvia run rollout/1.yaml"
    )


@pytest.mark.parametrize("name", CI_FORMATS)
def test_formats_of_ci(rollout: Run, name: str) -> None:
    ran = rollout("--change", "user/alice=office.json", "--format", name)
    assert ran.code == Exit.UNEXPECTED
    assert "user/alice ec2:StopInstances" in ran.out


def test_names_of_a_log_cannot_steer_a_terminal(rollout: Run, tmp_path: Path) -> None:
    log(tmp_path, [record("ec2:Stop\x1b]0;x\x07\u202e")])
    ran = rollout()
    assert "ec2 Stop\\x1b]0;x\\x07\\u202e" in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample logs beside the project")
def test_of_real_logs_nearly_all_is_mapped(calledvia: Run, tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text("calledvia: 1\naccounts: {}\n", encoding="utf-8")
    ran = calledvia("rollout", "--log", str(SAMPLES), "--world", "world.yaml", "--format", "json")
    assert ran.code == Exit.OK
    events = document(ran)["events"]
    assert events["all"] == 2261
    assert events["mapped"] / events["all"] >= 0.95
    assert {one["reason"] for one in document(ran)["unmapped"]} == {"service_event"}


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_alone() -> None:
    terminal, pipe = _Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        bar = Progress(10, PLAIN_BAR, stream)
        bar.show(5, "b.json")
        bar.done()
    assert pipe.getvalue() == ""
    first, wiped = terminal.getvalue().split("\r")[1:3]
    assert first == f"{'#' * 12}{'.' * 12}  50%  b.json"
    assert wiped.strip() == ""


@pytest.mark.parametrize("option", [("--baseline", "--write-baseline"), ("--examples",)])
def test_where_nothing_can_be_written(
    rollout: Run, tmp_path: Path, option: tuple[str, ...]
) -> None:
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    where, *others = option
    ran = rollout("--change", "user/alice=office.json", where, "taken/here", *others)
    assert ran.code == Exit.BAD_INPUT
    assert "cannot write taken" in ran.err


def test_several_processes_tell_the_same(rollout: Run) -> None:
    change = ("--change", "user/alice=office.json", "role/Bob=office.json", "--format", "json")
    alone, together = (rollout(*change, "--jobs", jobs) for jobs in ("1", "3"))
    assert together == alone
    assert document(alone)["groups"]


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "²"])
def test_no_number_of_processes(rollout: Run, jobs: str) -> None:
    ran = rollout("--jobs", jobs)
    assert ran.code == Exit.BAD_INPUT
    assert "is no number of processes: 1, 2, …" in ran.err


def test_what_cannot_be_read_is_told_once(rollout: Run, tmp_path: Path) -> None:
    (tmp_path / "logs" / "b.json").write_text("{", encoding="utf-8")
    assert rollout("--jobs", "2").err.count("error[LOG003]") == 1


def test_a_process_that_was_ended_is_made_up_for(
    rollout: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = ("--change", "user/alice=office.json", "role/Bob=office.json", "--format", "json")
    alone = rollout(*change, "--jobs", "1")
    own, taken = os.getpid(), rollout_readers.Share.taken

    def ended(share: rollout_readers.Share, events: Any) -> Any:
        if os.getpid() != own:
            os._exit(9)
        return taken(share, events)

    monkeypatch.setattr(rollout_readers.Share, "taken", ended)
    assert rollout(*change, "--jobs", "2") == alone
