"""Scenarios and claims run as pytest's tests, in runs of its own beside a copy of the story."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml as yaml  # a run within a test forgets what it loads, and yaml's C part loads only once

from simulator.pytest_plugin import collecting
from simulator.world.replayed import Replay
from simulator.world.scenario import Scenario

pytest_plugins = ["pytester"]

STORY = Path(__file__).resolve().parent.parent / "scenarios" / "source-ip"

REQUESTS = """\
# Comments may come first.
calledvia: 1
world: world.yaml
requests:
  - name: becomes Bob
    call: user/alice sts:AssumeRole on role/Bob from office
    session: {as: bob, session_name: alice}
    expect: allow
  - name: works as Bob
    call: bob ec2:StopInstances on instance/i-0abc from home
    expect: {verdict: allow}
  - name: becomes Bob from home
    call: user/alice sts:AssumeRole on role/Bob from home
    expect: allow
"""

CLAIMS = """\
calledvia: 1
world: world.yaml
claims:
  - name: from the office only
    claim: >-
      no request by user/alice outside 103.15.250.0/24 12.148.72.0/23
      can sts:AssumeRole on role/Bob
  - name: from anywhere
    claim: every request by user/alice directly can sts:AssumeRole on role/Bob
"""

WORLD = "calledvia: 1\naccounts: {111122223333: {}}\n"
LESSON = "calledvia: 1\ntitle: a lesson\nsteps: []\n"
OTHERS = "name: ci\non: push\ncalledvia: 1\n"


@pytest.fixture(autouse=True)
def with_no_other_plugin(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs within the tests find the plugin by its entry point, as a user's do."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\naddopts = -p calledvia")


@pytest.fixture
def story(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with the files of the story's world, and no test of its own."""
    for path in STORY.iterdir():
        if path.suffix == ".json" or path.name == "world.yaml":
            shutil.copy(path, pytester.path)
    return pytester


def write(pytester: pytest.Pytester, name: str, text: str | bytes) -> Path:
    path = pytester.path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def collected(pytester: pytest.Pytester) -> list[str]:
    items, _ = pytester.inline_genitems()
    return [item.name for item in items]


def test_each_request_is_a_test(story: pytest.Pytester) -> None:
    write(story, "bob.yaml", REQUESTS)
    result = story.runpytest("-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["bob.yaml::becomes Bob PASSED*", "bob.yaml::works as Bob PASSED*"])


def test_a_chosen_request_has_the_session_of_those_before_it(story: pytest.Pytester) -> None:
    write(story, "bob.yaml", REQUESTS)
    story.runpytest("-k", "works and Bob").assert_outcomes(passed=1, deselected=2)


def test_a_failure_shows_the_decision_and_no_traceback(story: pytest.Pytester) -> None:
    write(story, "bob.yaml", REQUESTS)
    result = story.runpytest("-k", "home")
    result.stdout.fnmatch_lines(
        [
            "*_ becomes Bob from home _*",
            "expected allow, got explicit_deny *bob.yaml:14:13",
            "user/alice from home (198.51.100.7)",
            "`- sts:AssumeRole  role/Bob *[[]DENY[]] (explicit)",
            "*denied by statement 2 of the role trust policy*",
            "*bob-trust.json:19:11",
            "FAILED bob.yaml::becomes Bob from home*",
        ]
    )
    result.stdout.no_fnmatch_line("*.py:*")
    assert result.stdout.str().isascii()


def test_an_item_stands_where_its_expectation_is_written(story: pytest.Pytester) -> None:
    write(story, "bob.yaml", REQUESTS)
    write(story, "claims.yaml", CLAIMS)
    items, _ = story.inline_genitems()
    places = {item.name: (item.location[0], item.location[1]) for item in items}
    assert places["becomes Bob from home"] == ("bob.yaml", 13)
    assert places["from anywhere"] == ("claims.yaml", 8)


def test_a_file_is_replayed_once_and_only_when_it_runs(
    story: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = []
    replay = collecting.replay

    def counting(scenario: Scenario) -> Replay:
        played.append(scenario.name)
        return replay(scenario)

    monkeypatch.setattr(collecting, "replay", counting)
    write(story, "bob.yaml", REQUESTS)
    story.runpytest_inprocess("--collect-only")
    assert played == []
    story.runpytest_inprocess().assert_outcomes(passed=2, failed=1)
    assert played == ["bob"]


def test_replayed_requests_say_of_which_scenario_they_are(story: pytest.Pytester) -> None:
    write(story, "again.yaml", "calledvia: 1\nworld: world.yaml\nreplays: [parts/bob.yaml]\n")
    (story.path / "parts").mkdir()
    write(story, "parts/bob.yaml", REQUESTS.replace("world.yaml", "../world.yaml"))
    items, _ = story.inline_genitems("again.yaml")
    assert items[-1].name == "bob: becomes Bob from home"
    assert Path(items[-1].location[0]) == Path("parts/bob.yaml")
    result = story.runpytest("again.yaml")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED *bob: becomes Bob from home*"])


def test_each_claim_is_a_test(story: pytest.Pytester) -> None:
    write(story, "claims.yml", CLAIMS)
    result = story.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "claims.yml:9:12",
            "[[]fails[]] *from anywhere*",
            "*not so: user/alice sts:AssumeRole on role/Bob from *",
            "*calledvia ask 'user/alice *",
        ]
    )
    result.stdout.no_fnmatch_line("*.py:*")


def test_a_broken_file_is_one_error(story: pytest.Pytester) -> None:
    write(story, "bob.yaml", REQUESTS.replace("role/Bob", "role/Bbo").replace("home", "hme"))
    result = story.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR collecting bob.yaml*", "error[[]*", "*--> bob.yaml:6:*", "*did you mean*"]
    )
    result.stdout.no_fnmatch_line("*.py:*")


def test_what_cannot_be_parsed_is_one_error(pytester: pytest.Pytester) -> None:
    write(pytester, "broken.yaml", "calledvia: 1\nrequests: [\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["error[[]YML001[]]*"])


def test_other_files_are_left_alone(pytester: pytest.Pytester) -> None:
    write(pytester, "world.yaml", WORLD)
    write(pytester, "lesson.yaml", LESSON)
    write(pytester, "workflow.yaml", OTHERS)
    write(pytester, "not-yaml.yaml", b"\xff\xfe\0\0: [")
    write(pytester, "empty.yaml", "")
    write(pytester, "scenario.txt", REQUESTS)
    result = pytester.runpytest()
    assert result.ret is pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    "text",
    [
        REQUESTS.replace("\n", "\r\n"),
        "\ufeff" + REQUESTS,
        "%YAML 1.2\n---\n" + REQUESTS,
        REQUESTS.replace("calledvia", '"calledvia"'),
        "{calledvia: 1, world: world.yaml, requests: [{name: a, call: root s3:ListBuckets on *}]}",
    ],
    ids=["CRLF", "BOM", "directive", "quotes", "braces"],
)
def test_ours_is_what_opens_with_our_key(story: pytest.Pytester, text: str) -> None:
    write(story, "bob.YAML", text)
    assert collected(story)


def test_nothing_heavy_is_loaded_for_others(pytester: pytest.Pytester) -> None:
    write(pytester, "workflow.yaml", OTHERS)
    pytester.makepyfile(
        """
        import sys

        HEAVY = {"lark", "yaml", "netaddr", "textual", "simulator.formats", "simulator.world"}

        def test_loaded(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("calledvia")
            assert not HEAVY & set(sys.modules)
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_test_in_python_asks_a_world(story: pytest.Pytester) -> None:
    write(story, "bob.yml", REQUESTS)
    story.makepyfile(
        """
        import pytest

        from simulator.formats.loading import FormatError

        ASSUME = "user/alice sts:AssumeRole on role/Bob"

        @pytest.fixture
        def world(calledvia, monkeypatch, tmp_path):
            monkeypatch.chdir(tmp_path)  # paths count from the root folder
            return calledvia.world("world.yaml")

        def test_allowed(world):
            outcome = world.ask(f"{ASSUME} from office")
            assert (outcome.allowed, outcome.verdict) == (True, "allow")

        def test_denied(world):
            outcome = world.ask(f"{ASSUME} from home")
            assert (outcome.allowed, outcome.verdict) == (False, "explicit_deny")
            assert "denied by statement 2 of the role trust policy" in outcome.explanation

        def test_depends(world):
            outcome = world.ask(ASSUME)
            assert (outcome.allowed, outcome.verdict) == (None, "depends")

        def test_a_session_of_a_scenario(calledvia):
            scenario = calledvia.world("bob.yml")
            assert scenario.ask("bob ec2:StopInstances on instance/i-0abc").allowed
            assert scenario is calledvia.world("bob.yml")

        def test_mistakes(calledvia, world):
            with pytest.raises(FormatError, match="REQ"):
                world.ask("stop everything")
            with pytest.raises(FormatError, match="user/nobody"):
                world.ask("user/nobody sts:AssumeRole on role/Bob")
            with pytest.raises(FormatError, match="FIL001"):
                calledvia.world("nowhere.yaml")
        """
    )
    story.runpytest("test_a_test_in_python_asks_a_world.py").assert_outcomes(passed=5)
