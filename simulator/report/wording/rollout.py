"""What a log comes to under old and new policies, in words."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.logs.actions import NoAction
from simulator.analysis.logs.callers import NotPlaced
from simulator.analysis.logs.kinds import NoRequest
from simulator.analysis.logs.rollout import CHANGES, Deciding, Group, GroupKey, Outcome, Rollout
from simulator.evaluation.decision import Basis, Verdict
from simulator.report.terminal import Marks, Style
from simulator.report.wording.tables import BASES, POLICY_TYPES, VERDICTS
from simulator.report.wording.values import counted, service_name
from simulator.rules import Forwarding
from simulator.source import printable

OUTCOMES = {
    Outcome.NEWLY_DENIED: ("newly denied", Style.DENY),
    Outcome.NEWLY_ALLOWED: ("newly allowed", Style.ALLOW),
    Outcome.DEPENDS: ("depends", Style.DEPENDS),
    Outcome.STILL_ALLOWED: ("still allowed", Style.ALLOW),
    Outcome.STILL_DENIED: ("still denied", Style.MUTED),
}
"""What became of a call, and its colour."""

NOT_MAPPED = {
    NoAction.UNKNOWN_SERVICE: "events of a service whose actions are not known",
    NoAction.UNKNOWN_ACTION: "events for which IAM has no action",
    NoRequest.SERVICE_EVENT: "events that a service records by itself, which nobody requested",
    NoRequest.SIGN_IN: "sign-ins, which are no action of IAM",
    NoRequest.SECOND_RECORD: "second records of calls, made by a VPC endpoint",
    NoRequest.NO_PRINCIPAL: "events whose caller is no principal of IAM",
}
"""Why events could not be mapped."""

NOT_PLACED = {
    NotPlaced.CALLER_NOT_IN_WORLD: "by callers that the world does not have",
    NotPlaced.CALLER_OF_OTHER_ACCOUNT: "by callers of other accounts, named by their account alone",
    NotPlaced.ROLE_NOT_IN_WORLD: "on roles that the world does not have",
    NotPlaced.RESOURCE_NOT_IN_WORLD: (
        "on resources that the world does not have and whose own policy must allow them"
    ),
}
"""Why mapped calls could not be decided."""


def percent(part: int, whole: int) -> str:
    """Such as ``99.1 %``; never 100 unless it is all, never 0 unless it is none."""
    share = 1000 * part // whole if whole else 0
    if part and not share:
        return "less than 0.1 %"
    return f"{share // 10}.{share % 10} %"


def total_words(rollout: Rollout) -> str:
    """How many events came out how."""
    said = [
        f"{rollout.decided - rollout.depends:,} decided",
        f"{rollout.depends:,} depend",
    ]
    missing = sum(rollout.not_placed.values())
    if missing:
        said.append(f"{missing:,} outside the world")
    said.append(f"{rollout.not_mapped:,} not mapped")
    return f"{counted(rollout.events, 'event')}: {', '.join(said)}"


def forwarding_words(rollout: Rollout) -> str:
    """Which network model, and what it makes of the addresses of services' calls."""
    if rollout.forwarding is Forwarding.REPLACED:
        return "forwarding replaced; under preserved: needs the first call, else depends"
    if not rollout.forwarded:
        return "forwarding preserved; no call in the log is forwarded"
    return (
        f"forwarding preserved: the first call was found for "
        f"{percent(rollout.joined, rollout.forwarded)} of the "
        f"{counted(rollout.forwarded, 'forwarded call')}, the address of the others is unknown"
    )


def trust_words(rollout: Rollout) -> str:
    """How far the old policies agree with the log."""
    agreement = rollout.agreement
    if not agreement.judged:
        return "trust: no decided call of which the log says whether it was allowed"
    which = "the old policies" if rollout.compared else "the policies"
    share = percent(agreement.same, agreement.judged)
    words = f"trust: {which} agree with the log on {share} of the decided"
    differing = []
    if agreement.denied_only_by_policies:
        differing.append(f"{agreement.denied_only_by_policies:,} denied though the log allows them")
    if agreement.denied_only_in_log:
        differing.append(f"{agreement.denied_only_in_log:,} allowed though the log denies them")
    return f"{words} ({'; '.join(differing)})" if differing else words


def remark_words(rollout: Rollout) -> Iterator[str]:
    """What else bears on how far to trust it."""
    for reason, count in rollout.not_placed.items():
        yield f"outside the world: {counted(count, 'call')} {NOT_PLACED[reason]}"
    for why, count, names in unmapped_by_reason(rollout):
        yield f"not mapped: {count:,} {NOT_MAPPED[why]}: {names}"
    if rollout.guessed:
        calls = counted(rollout.guessed, "call")
        yield f"the record does not tell the resource of {calls}: taken as any of its type"
    if rollout.accepted_groups:
        groups = counted(rollout.accepted_groups, "group")
        yield f"the baseline leaves out {counted(rollout.accepted, 'call')} in {groups}"
    if rollout.beyond:
        yield f"{counted(rollout.beyond, 'call')} of further groups are not kept apart"


def unmapped_by_reason(rollout: Rollout) -> Iterator[tuple[NoAction | NoRequest, int, str]]:
    """Why events could not be mapped, how many each, and the most frequent of their names."""
    counts: dict[NoAction | NoRequest, int] = {}
    named: dict[NoAction | NoRequest, list[str]] = {}
    for one, count in rollout.unmapped.items():
        counts[one.reason] = counts.get(one.reason, 0) + count
        service = one.source.removesuffix(".amazonaws.com")
        named.setdefault(one.reason, []).append(f"{service} {one.name}".strip())
    for reason, count in counts.items():
        shown = [printable(name) for name in named[reason][:_NAMES_SHOWN]]
        more = len(named[reason]) - len(shown)
        yield reason, count, ", ".join(shown) + (f" and {more} more" if more else "")


_NAMES_SHOWN = 4


def outcome_words(rollout: Rollout, outcome: Outcome) -> str:
    """The heading of one outcome: how many calls in how many groups."""
    groups = rollout.of(outcome)
    word, _ = OUTCOMES[outcome]
    if not groups:
        return f"{word}   0" if outcome is not Outcome.DEPENDS else ""
    calls = counted(rollout.calls(outcome), "call")
    return f"{word}   {calls}, {counted(len(groups), 'group')}"


def call_words(key: GroupKey) -> str:
    """Whose calls, and through which service."""
    via = "" if key.via is None else f" via {printable(key.via) or 'AWS Internal'}"
    if key.principal.startswith("service/"):
        via = ""  # it is the caller itself
    return f"{printable(key.principal)} {printable(key.action)}{via}"


def deciding_words(deciding: Deciding, marks: Marks) -> str:
    """What decides: kind of denial or type of policy, statement, place, condition."""
    if deciding.verdict is Verdict.DEPENDS:
        return f"{_MARKS[marks][2]}the log has no {keys_words(deciding.keys)}"
    allowed = deciding.verdict is Verdict.ALLOW
    explicit = deciding.verdict is Verdict.EXPLICIT_DENY
    mark = _MARKS[marks][0 if allowed else 1]
    kind = "allowed" if allowed else "explicit" if explicit else "implicit"
    if deciding.basis is not Basis.POLICY:
        return f"{mark}{kind}  {BASES[deciding.basis]}"
    type_words = POLICY_TYPES[deciding.type].brief if deciding.type is not None else "policies"
    if not deciding.policy:
        return f"{mark}{kind}  no statement allows it ({type_words})"
    place = printable(deciding.span.location if deciding.span is not None else deciding.policy)
    words = f"{mark}{kind}  {printable(deciding.statement)}  {place}"
    if not allowed and not explicit:
        words = f"{mark}{kind} ({type_words}), nearest  {printable(deciding.statement)}  {place}"
    if deciding.operator:
        words += f"  {printable(deciding.operator)} {printable(deciding.key)}"
    return words


_MARKS = {
    Marks.SYMBOL: ("✓ ", "✗ ", "? "),
    Marks.ASCII: ("[allow] ", "[DENY] ", "[depends] "),
    Marks.SPOKEN: ("", "", ""),
}
"""What stands before an allow, a denial, and what depends."""


def keys_words(keys: tuple[str, ...]) -> str:
    """The keys that nobody told."""
    return ", ".join(map(printable, keys)) or "keys that it depends on"


def day(time: str) -> str:
    """The month and day of an `eventTime`."""
    return printable(time[5:10])


def when_words(group: Group) -> str:
    """When such calls were first and last seen, year included."""
    return f"first seen {printable(group.first)}, last {printable(group.last)}"


def replay_words(file: str) -> str:
    """The command that replays an example."""
    return f"calledvia run {printable(file)}"


def unreplayed_words() -> str:
    """That no scenario says this call as it was."""
    return "no scenario comes out like this call: see the log"


def example_title(group: Group) -> str:
    """The title of the scenario of an example."""
    word = OUTCOMES[group.key.outcome][0].capitalize()
    return f"{word}: {call_words(group.key)}"


def example_remarks(group: Group) -> Iterator[str]:
    """What stands above the scenario of an example."""
    example = group.example
    old, new = (VERDICTS[it].label(Marks.SPOKEN) for it in (example.old, example.new))
    yield f"One of {counted(group.count, 'call')} of a log, recorded at {printable(example.time)}."
    yield f"Under the old policies: {old}; under the new: {new}."
    if example.stand_in is not None:
        service = service_name(group.key.via or "")
        yield f"{example.stand_in} stands for {service}'s own address, which no policy names."


def account_words(account: str | None) -> str:
    """An account of the matrix."""
    return "no account" if account is None else printable(account)


def summary_words(rollout: Rollout) -> str:
    """The last line."""
    said = [
        f"{counted(rollout.calls(outcome), 'call')} {_SUMMED[outcome]}"
        for outcome in CHANGES
        if rollout.calls(outcome)
    ]
    return ", ".join(said) or ("nothing changes" if rollout.compared else "nothing depends")


_SUMMED = {
    Outcome.NEWLY_DENIED: "newly denied",
    Outcome.NEWLY_ALLOWED: "newly allowed",
    Outcome.DEPENDS: "depending on what the log does not tell",
}
