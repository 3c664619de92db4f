"""What does the terminal app say that no other face does?"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.comparison import Cell, Comparison, same_outcome
from simulator.analysis.whatif import Flip
from simulator.evaluation.decision import Verdict
from simulator.evaluation.request import Credentials, ServiceAddress
from simulator.report.terminal import Marks, Style
from simulator.report.wording.diagnostics import hint_words, title_words
from simulator.report.wording.replays import outcome, settling_hop
from simulator.report.wording.tables import PURPOSES, VERDICTS
from simulator.report.wording.values import counted
from simulator.source import Diagnostic, printable
from simulator.world.replayed import (
    Authorization,
    Change,
    ContextEntry,
    HopReplay,
    Origin,
    RequestReplay,
)

CREDENTIALS = {
    Credentials.LONG_TERM: "long-term keys",
    Credentials.SESSION_TOKEN: "temporary keys of a user",
    Credentials.ASSUMED_ROLE: "a role's session",
    Credentials.SAML: "a session by SAML",
    Credentials.WEB_IDENTITY: "a session by web identity",
    Credentials.FEDERATION_TOKEN: "a federated session",
    Credentials.ROOT: "the root user",
    Credentials.SERVICE: "the service itself",
    Credentials.NONE: "no credentials",
}

_CHANGES = {Change.SAME: "", Change.REPLACED: "changed", Change.NEW: "new", Change.GONE: "gone"}


def credentials_words(hop: HopReplay) -> str:
    """With which credentials the call is made; empty where it is not evaluated."""
    request = hop.request
    if request is None or request.credentials is None:
        return ""
    return CREDENTIALS[request.credentials]


def change_word(entry: ContextEntry) -> str:
    """How a key's value differs from what the hop before saw; empty if it does not."""
    if entry.change is Change.REPLACED and isinstance(entry.value, ServiceAddress):
        return "replaced"
    return _CHANGES[entry.change] or ("given" if entry.origin is Origin.GIVEN else "")


def also_needs_words(authorization: Authorization, marks: Marks) -> str:
    """Another authorization of the call, and how it came out."""
    decision = authorization.decision
    label = VERDICTS[decision.verdict].label(marks)
    return f"{PURPOSES[authorization.purpose]}, {printable(decision.request.action)}: {label}"


def verdict_words(request: RequestReplay, marks: Marks, *, brief: bool) -> str:
    """The request's verdict, and at which call if it has several.

    Args:
        brief: without the kind of a denial.
    """
    hop = settling_hop(request)
    label = outcome(hop, marks)[0]
    if brief:
        label = label.partition(" (")[0]
    if len(request.hops) == 1 or request.allowed is True:
        return label
    number = next(n for n, one in enumerate(request.hops, 1) if one is hop)
    return f"{label} at hop {number}"


def flip_words(flip: Flip, marks: Marks) -> str:
    """What a request was and what it is now."""
    before = outcome(settling_hop(flip.before), marks)[0]
    after = outcome(settling_hop(flip.after), marks)[0]
    return f"{printable(flip.after.request.name)}: {before} → {after}"


def flips_words(flips: Sequence[Flip], edited: bool) -> str:
    """How many requests come out otherwise than in the file."""
    if not edited:
        return "as in file"
    if not flips:
        return "nothing flips"
    return f"{counted(len(flips), 'request')} flip{'s' if len(flips) == 1 else ''}"


def cell_words(cell: Cell, marks: Marks) -> tuple[str, Style]:
    """What one cell of a comparison says, in a word or two."""
    settling = cell.settling
    if settling is None:
        return "n/a", Style.MUTED
    hop = settling_hop(settling)
    label, style = outcome(hop, marks)
    symbol = label.partition(" ")[0]
    if settling is cell.becoming:
        return f"{symbol} {(hop.hop.action or hop.hop.service).partition(':')[2]}", style
    if hop.verdict is None:
        return label.lower(), style
    if settling.allowed is True:
        if cell.exposed:
            return f"{symbol} exposed!", Style.UNEXPECTED
        return (f"{symbol} as {_role(settling)}" if cell.becoming is not None else symbol), style
    if hop.verdict is Verdict.DEPENDS:
        return f"{symbol} depends", style
    if len(settling.hops) > 1 and hop is settling.hops[0]:
        return f"{symbol} hop 1", style
    return f"{symbol} {hop.verdict.value.partition('_')[0]}", style


def _role(request: RequestReplay) -> str:
    """The role behind a session, as the ARN names it."""
    return printable(request.hops[0].caller_arn.partition("assumed-role/")[2].partition("/")[0])


def logged_name(cell: Cell) -> str:
    """Whom CloudTrail names for the last call; empty where there is no record."""
    request = cell.request
    trail = request.hops[-1].trail if request is not None else None
    if trail is None:
        return ""
    identity = trail.get("userIdentity", {})
    issuer = identity.get("sessionContext", {}).get("sessionIssuer", {}).get("userName")
    if identity.get("type") == "AssumedRole" and issuer:
        return printable(f"{issuer}'s session")
    return printable(str(identity.get("userName") or identity.get("type") or ""))


LOG_ROW = "the log names"


def other_model_words(comparison: Comparison, other: Comparison) -> str:
    """Which rows come out otherwise in the other network model."""
    names = [
        printable(now.request.name)
        for now, then in zip(comparison.rows, other.rows, strict=True)
        if any(not same_outcome(a, b) for a, b in zip(now.cells, then.cells, strict=True))
    ]
    model = other.forwarding.value
    if not names:
        return f"f → {model}: all comes out the same"
    return f"f → {model}: otherwise then: {'; '.join(names)}"


def spot_words(diagnostic: Diagnostic) -> str:
    """What is wrong in a text that is shown anyway: line and column, and what."""
    words = f"{diagnostic.span.line}:{diagnostic.span.column} {title_words(diagnostic)}"
    if diagnostic.got:
        words += f' "{printable(diagnostic.got)}"'
    hint = hint_words(diagnostic)
    return f"{words} ({diagnostic.code})" + (f", {hint}" if hint else "")


STALE = "stale: not of what is typed"
"""Beside a result that stands although the fields say something else."""
