"""How is a finding's request asked again on the command line?"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.analysis.lint.rule import Finding, Witness
from simulator.analysis.routes import Manner, Route, nowhere_written, play_from, settling_hop
from simulator.cli.quick_world import ACCOUNT, quick_world
from simulator.formats.names import check_names
from simulator.formats.one_line import print_request, read_request
from simulator.language.arn import partition_named
from simulator.language.model import PolicyType
from simulator.report.as_lint import Shown
from simulator.report.wording.claims import replay_words
from simulator.source import printable
from simulator.world.scenario import Hop, Overrides, ScenarioRequest
from simulator.world.world import World

_VIA = "cloudformation"
_OF_SERVICES = "aws:viaawsservice"
_DERIVED = (_OF_SERVICES, "aws:principalarn", "aws:principalaccount", "aws:sourceip")
_OF_NETWORKS = ("aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip")


def shown(findings: Iterable[Finding], stage_path: str, world: World | None) -> list[Shown]:
    """The findings, each with its request in one line and the command that replays it.

    Args:
        stage_path: the world or scenario in which the policies were found; empty if in none.
        world: that world.
    """
    return [_shown(finding, stage_path, world) for finding in findings]


def _shown(finding: Finding, stage_path: str, world: World | None) -> Shown:
    witness = finding.witness
    if witness is None:
        return Shown(finding)
    request = _request(finding, witness)
    line = print_request(request)
    again = read_request(line).value
    if again is None:
        return Shown(finding)
    policy = finding.subject.policy
    if world is None:
        theirs = policy.has_principals
        stage = quick_world(again, () if theirs else (policy,), policy if theirs else None)
        option = f"--policy {policy.name}"
    else:
        stage, option = world, f"--world {stage_path}"
    if check_names(again, stage):
        return Shown(finding, line)
    hop = settling_hop(play_from(Route(Manner.DIRECT, stage, (again,)), None))
    # Other policies of the caller may hide it: then the line is all there is to say.
    same = hop.decision is not None and hop.verdict is witness.verdict
    command = f"{replay_words(line, None)} {printable(option)}"
    return Shown(finding, line, command if same else "")


def _request(finding: Finding, witness: Witness) -> ScenarioRequest:
    span = nowhere_written("finding")
    asked = witness.request
    context = {key.lower(): value for key, value in asked.context.items()}
    settled = (*_DERIVED, *(_OF_NETWORKS if witness.place is not None else ()))
    given = {
        key: value
        for key, value in asked.context.items()
        if key.lower() not in settled and isinstance(value, (str, tuple))
    }
    absent = tuple(
        key for key in witness.absent if witness.place is None or key.lower() != "aws:sourceip"
    )
    resource = asked.resource
    if finding.subject.type is PolicyType.TRUST:
        resource = finding.subject.owner or "role/some"
    service = asked.action.partition(":")[0].lower()
    overrides = Overrides(given=given, absent=absent)
    caller = _caller(finding, witness)
    if context.get(_OF_SERVICES) == "true":
        last = Hop(asked.action, service, resource, "caller", span)
        tree = Hop(None, _VIA, "*", caller, span, overrides, then=(last,))
    else:
        tree = Hop(asked.action, service, resource, caller, span, overrides)
    address = context.get("aws:sourceip")
    place = witness.place or (address if isinstance(address, str) else None)
    return ScenarioRequest("request", tree, place, span)


def _caller(finding: Finding, witness: Witness) -> str:
    """The policy's owner where it is a caller's own, else whom the request names."""
    subject, principal = finding.subject, witness.request.principal
    if principal.endswith(".amazonaws.com"):
        return f"service/{principal.removesuffix('.amazonaws.com')}"
    if subject.type in (PolicyType.IDENTITY, PolicyType.BOUNDARY) and subject.owner:
        name = subject.owner.rpartition("role/")[2]
        if f"role/{name}" in subject.owner:
            partition = partition_named(principal)
            account = subject.account or ACCOUNT
            return f"arn:{partition}:sts::{account}:assumed-role/{name}/session"
        if "user/" in subject.owner:
            return subject.owner
    return "anonymous" if principal == "*" else principal
