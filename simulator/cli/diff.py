"""``calledvia diff``: whether new policies allow the same, less, more, or now this and now that."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.difference import Shown
from simulator.analysis.parts import (
    Part,
    PartDifference,
    differences,
    overall,
    parts_of_files,
    parts_of_worlds,
)
from simulator.analysis.routes import Manner, Route, nowhere_written, play_from, settling_hop
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.quick_world import quick_world
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.loading import Findings
from simulator.formats.names import check_names
from simulator.formats.one_line import print_request, read_request
from simulator.formats.policies import PolicyFiles
from simulator.language.model import Policy, PolicyType
from simulator.report import as_differences
from simulator.report.as_differences import Compared, Told
from simulator.report.as_json.differences import diff_document
from simulator.report.as_json.documents import print_document
from simulator.report.wording.claims import replay_words
from simulator.rules import TODAY, Rules
from simulator.source import printable
from simulator.world.overrides import with_policies
from simulator.world.scenario import Hop, Overrides, ScenarioRequest
from simulator.world.world import World

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is compared.

    Args:
        parts: policies with policies.
        rules: which day's AWS is simulated.
        worlds: for a request, the worlds of either side in which it is replayed, each with the
            option that names it on the command line.
    """

    parts: tuple[Part, ...]
    rules: Rules
    worlds: Callable[[ScenarioRequest, Part], Sequence[tuple[World, str]]]


def execute(arguments: Namespace) -> int:
    """Compare, and show a request for each way in which the two differ."""
    console = Console(arguments)
    staging = Staging(console)
    compared: list[Compared] = []
    code = Exit.BAD_INPUT
    try:
        sides = _sides(arguments.old, arguments.new, staging)
        found = differences(sides.parts, sides.rules)
        compared = [_compared(one, sides) for one in found]
        met = arguments.expect in (None, overall(found))
        code = Exit.OK if met else Exit.UNEXPECTED
    except UnusableError:
        pass
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        expected = arguments.expect
        document = diff_document(compared, expected, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif code is not Exit.BAD_INPUT:
        console.print(_lines(compared, console))
    return code


def _sides(old: str, new: str, staging: Staging) -> _Sides:
    kinds = {_kind(path) for path in (old, new)}
    if len(kinds) > 1:
        staging.console.tell(["compare two policies, two folders of policies, or two worlds"])
        raise UnusableError
    if kinds == {"world"}:
        return _of_worlds(old, new, staging)
    return _of_policies(old, new, staging, folders=kinds == {"folder"})


def _kind(path: str) -> str:
    if Path(path).is_dir():
        return "folder"
    return "world" if path.lower().endswith(_YAML) else "policy"


def _of_worlds(old: str, new: str, staging: Staging) -> _Sides:
    stages = [staging.stage(path) for path in (old, new)]
    before, after = (with_policies(stage.world, stage.policies) for stage in stages)

    def worlds(request: ScenarioRequest, part: Part) -> Sequence[tuple[World, str]]:
        return [(before, f"--world {old}"), (after, f"--world {new}")]

    return _Sides(parts_of_worlds(before, after), after.rules, worlds)


def _of_policies(old: str, new: str, staging: Staging, *, folders: bool) -> _Sides:
    read = _folder if folders else _file
    before, after = read(old, staging), read(new, staging)

    def worlds(request: ScenarioRequest, part: Part) -> Sequence[tuple[World, str]]:
        if folders and part.owner == "":
            return ()  # of many files no short command replays it
        return [
            (_quick(request, side), f"--policy {path}")
            for side, path in ((part.old, old), (part.new, new))
            if side
        ]

    return _Sides(parts_of_files(before, after), TODAY, worlds)


def _quick(request: ScenarioRequest, policies: Sequence[Policy]) -> World:
    own = [policy for policy in policies if not policy.has_principals]
    theirs = [policy for policy in policies if policy.has_principals]
    return quick_world(request, own, theirs[0] if theirs else None)


def _file(path: str, staging: Staging) -> dict[str, Policy]:
    findings = Findings()
    policy = PolicyFiles(findings).file(Path(path), None)
    staging.note(findings.loaded(None).diagnostics)
    if policy is None:
        raise UnusableError
    return {"": policy}


def _folder(path: str, staging: Staging) -> dict[str, Policy]:
    """The policies of a folder and those below it, by their names in it."""
    findings = Findings()
    files = PolicyFiles(findings)
    found = {
        each.relative_to(path).as_posix(): files.file(each, None)
        for each in sorted(Path(path).rglob("*.json"))
    }
    staging.note(findings.loaded(None).diagnostics)
    return {name: policy for name, policy in found.items() if policy is not None}


def _compared(found: PartDifference, sides: _Sides) -> Compared:
    lost, gained = found.difference.lost, found.difference.gained
    return Compared(
        found,
        None if lost is None else _told(lost, found.part, sides),
        None if gained is None else _told(gained, found.part, sides),
    )


def _told(shown: Shown, part: Part, sides: _Sides) -> Told:
    """The request in one line, with the commands that replay it, if they show the difference."""
    request = _request(shown, part)
    line = print_request(request)
    commands, outcomes = [], []
    for world, option in sides.worlds(request, part):
        again = read_request(line).value
        if again is None or check_names(again, world):
            return Told(shown, line, ())
        played = play_from(Route(Manner.DIRECT, world, (again,)), None)
        outcomes.append(settling_hop(played).verdict)
        commands.append(f"{replay_words(line, None)} {printable(option)}")
    differ = len(outcomes) == 2 and outcomes[0] is not outcomes[1]
    return Told(shown, line, tuple(commands) if differ else ())


def _request(shown: Shown, part: Part) -> ScenarioRequest:
    span = nowhere_written("difference")
    context = dict(shown.request.context)
    settled = ("aws:principalarn", "aws:principalaccount", "aws:sourceip")
    place = next((v for k, v in context.items() if k.lower() == "aws:sourceip"), None)
    given = {
        key: value
        for key, value in context.items()
        if key.lower() not in settled and isinstance(value, (str, tuple))
    }
    caller, resource = _caller(shown, part), shown.request.resource
    if part.type is PolicyType.TRUST:
        resource = part.owner if "role/" in part.owner else "role/some"
    service = shown.request.action.partition(":")[0].lower()
    hop = Hop(
        shown.request.action,
        service,
        resource,
        caller,
        span,
        overrides=Overrides(given=given, absent=shown.absent),
    )
    return ScenarioRequest("request", hop, place if isinstance(place, str) else None, span)


def _caller(shown: Shown, part: Part) -> str:
    """Whose request it is: the owner's, where the policies are a caller's own."""
    if part.type in (PolicyType.IDENTITY, PolicyType.BOUNDARY) and part.owner:
        prefix, _, name = part.owner.rpartition("role/")
        account = prefix.rstrip(":") or "111122223333"
        if name and prefix != part.owner and "role/" in part.owner:
            return f"arn:aws:sts::{account}:assumed-role/{name}/session"
        return part.owner
    principal = shown.request.principal
    if principal == "*":
        return "anonymous"
    if principal.endswith(".amazonaws.com"):
        return f"service/{principal.removesuffix('.amazonaws.com')}"
    return principal


def _lines(compared: Sequence[Compared], console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_differences.concise_lines(compared)
    if console.format == "plain":
        return as_differences.plain_lines(compared)
    return as_differences.text_lines(compared, console.terminal)
