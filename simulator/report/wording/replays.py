"""What became of the calls of a scenario: who made them, as what, and how expectations fared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simulator.evaluation.decision import Decision
from simulator.report.terminal import Marks, Style
from simulator.report.wording.decisions import leaned_on, rests_on_brief, why
from simulator.report.wording.tables import (
    CALL_KINDS,
    INVALID_PARAMETERS,
    NOT_MADE,
    PURPOSES,
    VERDICTS,
)
from simulator.report.wording.values import Sentence, counted, value_text
from simulator.rules import TODAY, Forwarding, Rules
from simulator.source import printable
from simulator.world.actors import instant_text
from simulator.world.replayed import (
    CallKind,
    Change,
    ContextEntry,
    HopReplay,
    Mismatch,
    Origin,
    RequestReplay,
)
from simulator.world.scenario import ScenarioRequest
from simulator.world.world import Place, World


def outcome(hop: HopReplay, marks: Marks) -> tuple[str, Style]:
    """The verdict's label and colour; a call that was not evaluated has a word and no symbol."""
    if hop.verdict is not None:
        words = VERDICTS[hop.verdict]
        return words.label(marks), words.style
    word = "assumed" if hop.assumed else "not made"
    return _UNEVALUATED[marks].format(word if marks is not Marks.SYMBOL else word.upper()), (
        Style.MUTED
    )


_UNEVALUATED = {Marks.SYMBOL: "– {}", Marks.ASCII: "[{}]", Marks.SPOKEN: "{}"}


def outcome_value(hop: HopReplay) -> str:
    """The outcome as scenarios and JSON spell it, such as ``implicit_deny``."""
    if hop.verdict is not None:
        return hop.verdict.value
    return "assumed" if hop.assumed else "not_made"


def request_outcome(request: RequestReplay) -> str:
    """The outcome of a whole request: allowed only if every hop is."""
    return "allow" if request.allowed is True else outcome_value(settling_hop(request))


def meets(request: RequestReplay, expected: str) -> bool:
    """Whether a request came out as expected; ``deny`` is either kind of denial."""
    got = request_outcome(request)
    return got == expected or (expected == "deny" and got in ("explicit_deny", "implicit_deny"))


def asked_words(request: RequestReplay, expected: str) -> str:
    """That a request came out otherwise than asked for."""
    return f"expected {expected}, got {request_outcome(request)}"


def settling_hop(request: RequestReplay) -> HopReplay:
    """The hop that decides the request: the first that is not allowed, else the last."""
    for hop in request.hops:
        if not hop.assumed and (hop.decision is None or hop.decision.allowed is not True):
            return hop
    return request.hops[-1]


def hop_number(request: RequestReplay, hop: HopReplay) -> str:
    """Such as ``hop 2: ``, counted in the order in which calls are made; empty for an only hop."""
    if len(request.hops) == 1:
        return ""
    return f"hop {hop_index(request, hop)}: "


def hop_index(request: RequestReplay, hop: HopReplay) -> int:
    """The hop's number in its request, 1 being the first call."""
    return next(number for number, one in enumerate(request.hops, 1) if one is hop)


def caller_line(request: RequestReplay) -> str:
    """Who makes the first call, from where and by what road."""
    scenario_request = request.request
    by = printable(scenario_request.tree.acting)
    by += _from(scenario_request, request.scenario.world)
    return f"{by}, in the console" if scenario_request.console else by


def _from(request: ScenarioRequest, world: World) -> str:
    if request.place is None:
        return ", address not given"
    place = world.networks.get(request.place)
    shown = printable(request.place)
    if place is None:
        return f" from {shown}"
    where = _where(place)
    return f" from {shown}" if where == shown else f" from {shown} ({where})"


def _where(place: Place) -> str:
    if place.endpoint is not None:
        return f"through {printable(place.endpoint)}"
    return printable(place.address or place.name)


def call_line(request: RequestReplay) -> str:
    """The whole request in one sentence: who calls what on what, and what that causes."""
    first, *rest = request.hops
    words = f"{caller_line(request)}: {call_words(first)}"
    return words + "".join(f", then {call_words(hop)}{_acting(hop)}" for hop in rest)


def call_words(hop: HopReplay) -> str:
    """Action and resource of a call."""
    action = hop.hop.action or f"{hop.hop.service} (some call)"
    resource = "" if hop.hop.resource == "*" else f" on {printable(hop.hop.resource)}"
    return f"{printable(action)}{resource}"


def acting_words(hop: HopReplay) -> str:
    """In whose name a call is made that a service makes; empty for direct calls."""
    return _acting(hop).strip()


def _acting(hop: HopReplay) -> str:
    caller = printable(hop.caller)
    if hop.kind is CallKind.DIRECT:
        return ""
    if hop.kind is CallKind.FORWARDED:
        return f" for {caller.rpartition('/')[2] if caller.startswith('user/') else caller}"
    if hop.kind is CallKind.SERVICE_PRINCIPAL:
        return f" as {caller} itself"
    return f" as {caller}"


def kind_words(hop: HopReplay) -> str:
    """How the call is made, such as ``forwarded with the caller's credentials``."""
    return CALL_KINDS[hop.kind]


def not_made_words(hop: HopReplay) -> str | None:
    """Why the call was not made or not evaluated; None if it was."""
    if hop.not_made is not None:
        detail = f": {INVALID_PARAMETERS[hop.invalid]}" if hop.invalid else ""
        return f"not made: {NOT_MADE[hop.not_made]}{detail}"
    if hop.assumed:
        return "assumed: only the service is named, so there is no action to evaluate"
    return None


def changed_words(entry: ContextEntry) -> str:
    """What the hop before saw, or that the scenario gave the value; empty if neither."""
    remarks = []
    if entry.change is not Change.SAME:
        remarks.append(f"was {value_text(entry.was)}")
    if entry.origin is Origin.GIVEN:
        remarks.append("given")
    return ", ".join(remarks)


def forwarding_words(hop: HopReplay, rules: Rules, marks: Marks) -> str | None:
    """That the outcome rests on the network model, and what comes out in the other one."""
    if "forwarding" not in hop.rests_on:
        return None
    other = hop.counterpart
    words = f"rests on forwarding = {rules.forwarding.value}"
    if other is None:
        return words
    if other.verdict is not None:
        return f"{words}; under {other.forwarding.value}: {VERDICTS[other.verdict].label(marks)}"
    if other.not_made is not None:
        return f"{words}; under {other.forwarding.value} not made: {NOT_MADE[other.not_made]}"
    return words


def obtained_words(hop: HopReplay) -> str | None:
    """The session that the call yields and until when it lasts."""
    obtained = hop.obtained
    if obtained is None:
        return None
    return (
        f"yields session {printable(obtained.name)} ({printable(obtained.arn)}), "
        f"until {instant_text(obtained.expires)}"
    )


def trail_words(trail: Mapping[str, Any]) -> str:
    """Whom the predicted CloudTrail record names, and from where."""
    identity = trail.get("userIdentity", {})
    named = [identity.get("type", "nobody"), identity.get("arn")]
    words = f"CloudTrail names (predicted) {' '.join(one for one in named if one)}"
    if identity.get("invokedBy"):
        words += f", invoked by {identity['invokedBy']}"
    source = trail.get("sourceIPAddress")
    return printable(f"{words}, from {source}" if source else words)


def mismatch_words(mismatch: Mismatch, rules: Rules) -> Sentence:
    """An expectation that was not met: what came out instead, and where it is written."""
    got = " / ".join(printable(one) for one in mismatch.got) or "none"
    field = "" if mismatch.field == "verdict" else f"{printable(mismatch.field)} "
    under = "" if mismatch.forwarding is rules.forwarding else f" under {mismatch.forwarding.value}"
    return Sentence(
        f"expected {field}{printable(mismatch.expected)}, got {got}{under}", mismatch.span
    )


def status_words(request: RequestReplay) -> str:
    """Whether a request came out as expected."""
    if not request.as_expected:
        return "not as expected"
    return "as expected" if any(hop.checked for hop in request.hops) else "nothing expected"


def rules_words(rules: Rules) -> str:
    """The rules of a scenario: the network model always, the day if AWS has changed since."""
    where = "today's" if rules.forwarding is TODAY.forwarding else "set here"
    words = f"forwarding {rules.forwarding.value} ({where})"
    return words if rules.as_of >= TODAY.as_of else f"{words}, as of {rules.as_of.isoformat()}"


FORWARDING_REMARKS = {
    Forwarding.REPLACED: "knowledge center 2020; the guide now says preserved",
    Forwarding.PRESERVED: "the guide today; the knowledge center of 2020 said replaced",
}


def summary_words(requests: Sequence[RequestReplay]) -> str:
    """The last line of a run."""
    hops = sum(len(request.hops) for request in requests)
    unexpected = sum(not request.as_expected for request in requests)
    unchecked = sum(not any(hop.checked for hop in request.hops) for request in requests)
    said = [counted(len(requests), "request"), counted(hops, "hop")]
    if unchecked < len(requests):
        said.append(f"{unexpected} not as expected" if unexpected else "all as expected")
    if unchecked:
        said.append("nothing expected" + (f" of {unchecked}" if unchecked < len(requests) else ""))
    return ", ".join(said)


def told_words(requests: Sequence[RequestReplay]) -> str:
    """That some requests come out as was told already."""
    others = "1 other comes" if len(requests) == 1 else f"{len(requests):,} others come"
    return f"{others} out as above, as expected"


def brief_reasons(request: RequestReplay, rules: Rules, marks: Marks) -> Iterator[Sentence]:
    """Why a request came out as it did, in few words that still name every place and rule.

    Of an allowed one only what it rests on.
    """
    if request.allowed is True:
        for hop in request.hops:
            forwarding = forwarding_words(hop, rules, marks)
            if forwarding is not None:
                yield Sentence(hop_number(request, hop) + forwarding)
        return
    hop = settling_hop(request)
    where = hop_number(request, hop)
    not_made = not_made_words(hop)
    if not_made is not None:
        yield Sentence(where + not_made)
    elif hop.decision is not None:
        first, *rest = why(hop.decision)
        yield Sentence(where + _purpose(hop, hop.decision) + first.text, first.span)
        yield from rest
    if leaned_on(hop.rests_on):
        yield Sentence(rests_on_brief(leaned_on(hop.rests_on)))
    forwarding = forwarding_words(hop, rules, marks)
    if forwarding is not None:
        yield Sentence(forwarding)


def _purpose(hop: HopReplay, decision: Decision) -> str:
    for authorization in hop.authorizations[1:]:
        if authorization.decision is decision:
            action = printable(decision.request.action)
            return f"{PURPOSES[authorization.purpose]} ({action}): "
    return ""
