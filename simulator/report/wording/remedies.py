"""Cures, calls and what they open, in words."""

from __future__ import annotations

from simulator.analysis.blocks import EVERYWHERE, Block
from simulator.analysis.remedies.cure import Cure, Document, Kind, NotDrafted
from simulator.analysis.remedies.fix import Fix
from simulator.analysis.remedies.question import Call, Probe, Wish
from simulator.analysis.remedies.trial import Cell, Reached, Trial
from simulator.analysis.routes import chain
from simulator.report.terminal import Marks
from simulator.report.wording.reach import block_words, way_words
from simulator.report.wording.tables import POLICY_TYPES
from simulator.report.wording.values import Sentence, counted, service_name
from simulator.rules import Forwarding
from simulator.source import printable

CURES = {
    Kind.ROLE_TO_BECOME: "only become {role}, whose trust policy asks for the address",
    Kind.VIA_AWS_SERVICE: "ask for no address where an AWS service calls (aws:ViaAWSService)",
    Kind.CALLED_VIA: "ask for no address where {services} called (aws:CalledVia)",
    Kind.SERVICE_ROLE: "let services call as {role}, excepted by aws:PrincipalArn",
    Kind.VPC_ENDPOINT: "let calls through the VPC's endpoints in (aws:SourceVpc)",
}

NOT_DRAFTED = {
    NotDrafted.RANGES_DIFFER: "the statements bind to different ranges, a trust policy only to one",
    NotDrafted.LIMIT_ABOVE: "the account's SCPs would bind the role as they bind the user",
    NotDrafted.NO_SERVICE: "no needed call has a service call with the user's credentials",
    NotDrafted.NO_ENDPOINT: "the world has no VPC endpoint among its networks",
}

PROBES = {
    Probe.OUTSIDE: "{name}, from {place}",
    Probe.ASSUMED_OUTSIDE: "{name}, from {place}",
    Probe.ENDPOINT: "by hand, through {place}",
    Probe.SESSION_OUTSIDE: "by hand from {place}, in the session",
    Probe.OTHER_SERVICE: "{service} calls, for the user",
    Probe.EXEMPT_ROLE: "{service} calls as {acting}, for anyone",
}
"""How calls that nobody wrote are called."""

OPENED = {
    Probe.OUTSIDE: "the call works from {place}",
    Probe.ASSUMED_OUTSIDE: "where {service} can be made to call from {place}, it can call for "
    "{user}: what it is asked was not told",
    Probe.ENDPOINT: "{user}'s credentials work through {place}, where no address is seen",
    Probe.SESSION_OUTSIDE: "a session of {role}, begun inside, works from {place} too: nobody asks "
    "for the address again until it expires",
    Probe.OTHER_SERVICE: "services that no call needs may call for {user} too, such as {service}",
    Probe.EXEMPT_ROLE: "{acting} asks nobody for an address: whoever gets {service} to call as it "
    "needs none",
}
"""What it means that a cure allows them."""

WISHES = {
    Wish.NEEDED: "must work",
    Wish.UNWANTED: "must stay denied",
    Wish.NEITHER: "also tried",
}

LEGEND = (
    "two marks: forwarding replaced, then preserved; ! is not as it should be; - does not apply"
)


def call_words(call: Call) -> str:
    """The name of a row."""
    if call.probe is None:
        return printable(call.request.name)
    return PROBES[call.probe].format(**_parts(call))


def _parts(call: Call) -> dict[str, str]:
    hops = chain(call.request.tree)
    return {
        "name": printable(call.request.name),
        "place": printable(call.request.place or ""),
        "service": service_name(hops[0].service),
        "acting": printable(hops[-1].acting),
    }


def cure_words(cure: Cure) -> str:
    """What a cure does."""
    services = sorted(
        {
            value.value.removesuffix(".amazonaws.com")
            for document in cure.documents
            for statement in document.policy.statements
            for condition in statement.conditions
            if condition.key.value == "aws:CalledVia"
            for value in condition.values
        }
    )
    return CURES[cure.kind].format(
        role=printable(_role(cure)), services=" or ".join(map(service_name, services))
    )


def _role(cure: Cure) -> str:
    return cure.becomes.tree.resource if cure.becomes is not None else cure.role or ""


def restriction_words(fix: Fix) -> list[Sentence]:
    """Which statements bind whom to which addresses."""
    return [
        Sentence(
            f"{_label(one.statement.index, one.statement.sid)} "
            f"({one.statement.effect.value}, of {', '.join(map(printable, one.owners))}) "
            f"binds to {block_words(one.block)}",
            one.condition.span,
        )
        for one in fix.question.found
    ]


def _label(index: int, sid: object) -> str:
    return printable(str(sid)) if sid is not None and str(sid) else f"statement {index}"


def failing_words(fix: Fix, trial: Trial) -> str:
    """Which needed calls do not work."""
    needed = sum(call.wish is Wish.NEEDED for call in fix.calls)
    failing = fix.failing(trial)
    if not failing:
        return "the needed call works" if needed == 1 else f"all {needed} needed calls work"
    fails = "fails" if len(failing) == 1 else "fail"
    return f"{len(failing)} of {counted(needed, 'needed call')} {fails}: " + ", ".join(
        call_words(call) + _only_under(_models(fix, trial, call, allowed=False)) for call in failing
    )


def kept_out_words(fix: Fix, trial: Trial) -> str:
    """Whether calls from outside stay denied."""
    unwanted = sum(call.wish is Wish.UNWANTED for call in fix.calls)
    opened = fix.let_in(trial)
    if opened:
        return f"{counted(len(opened), 'call')} from outside let in: " + ", ".join(
            map(call_words, opened)
        )
    if not unwanted:
        return "no call from outside was told"
    return f"{counted(unwanted, 'call')} from outside, none allowed"


def opened_words(fix: Fix, trial: Trial) -> list[str]:
    """What a cure newly exposes."""
    assert trial.cure is not None
    said = []
    for call in fix.exposed(trial):
        models = _models(fix, trial, call, allowed=True)
        if call.probe is None:
            words = f"newly allowed: {call_words(call)}"
        else:
            words = OPENED[call.probe].format(
                user=printable(fix.question.user),
                role=printable(_role(trial.cure)),
                **_parts(call),
            )
        said.append(words + _only_under(models))
    return said


def _models(fix: Fix, trial: Trial, call: Call, *, allowed: bool) -> list[Forwarding]:
    """The network models in which a call is newly allowed, or is not allowed."""
    number = fix.calls.index(call)
    cell, now = trial.cells[number], fix.now.cells[number]
    if not allowed:
        return [model for model in cell.played if cell.allowed(model) is not True]
    return [
        model
        for model in cell.played
        if cell.allowed(model) is True and not (now.played and now.allowed(model) is True)
    ]


def _only_under(models: list[Forwarding]) -> str:
    return f" (under {models[0].value})" if len(models) == 1 else ""


def reached_words(reached: Reached) -> str:
    """From where one way of calling works."""
    blocks = {model: reached.allowed[model] for model in Forwarding}
    words = f"{way_words(reached.route)}: "
    if len(set(blocks.values())) == 1:
        return words + _from(next(iter(blocks.values())))
    return words + "; ".join(f"{_from(block)} under {model}" for model, block in blocks.items())


def _from(block: Block) -> str:
    return "from every address" if block == EVERYWHERE else f"from {block_words(block)}"


def named_words(trial: Trial) -> str:
    """Whom the log names."""
    return ", ".join(printable(arn.rpartition(":")[2]) for arn in trial.named) or "nobody"


def document_words(document: Document) -> str:
    """A policy of a draft, and where it is attached."""
    owners = ", ".join(map(printable, document.owners))
    return f"{printable(document.policy.name)}  {POLICY_TYPES[document.type].one} of {owners}"


def cell_mark(call: Call, cell: Cell, marks: Marks) -> str:
    """What becomes of a call, in a mark or two."""
    yes, no, perhaps = ("✓", "✗", "?") if marks is Marks.SYMBOL else ("y", "n", "?")
    if not cell.played:
        return "-"
    told = [{True: yes, False: no, None: perhaps}[cell.allowed(model)] for model in cell.played]
    text = told[0] if len(set(told)) == 1 else "".join(told)
    wrong = (call.wish is Wish.NEEDED and not cell.works) or (
        call.wish is Wish.UNWANTED and cell.opens
    )
    return f"{text}!" if wrong else text


def limits_words(fix: Fix) -> list[Sentence]:
    """What is bound to addresses too, and no cure here changes."""
    said = [
        Sentence(
            f"{_label(one.statement.index, one.statement.sid)} "
            f"({one.statement.effect.value}, of {', '.join(map(printable, one.owners))}) "
            f"binds to {block_words(one.block)} too: cures do not change policies of resources",
            one.condition.span,
        )
        for one in fix.question.left
    ]
    if fix.question.others:
        others = " and ".join(map(printable, fix.question.others))
        are = "is" if len(fix.question.others) == 1 else "are"
        said.append(
            Sentence(
                f"{others} {are} bound to addresses too: cures are drafted for one user at a "
                f"time, here for {printable(fix.question.user)}; name calls of another to have "
                "theirs"
            )
        )
    return said


def summary_words(fix: Fix) -> str:
    """Which cures let every needed call work and nothing in."""
    good = [one.cure.kind.value for one in fix.trials if one.cure is not None and fix.cures(one)]
    tried = counted(len(fix.trials), "cure")
    if fix.cures(fix.now):
        return f"{tried} tried; as the policies are, every needed call works already"
    if not good:
        return f"{tried} tried: in both network models none lets every needed call work"
    return f"{tried} tried: every needed call works, in both network models, with " + ", ".join(
        good
    )
