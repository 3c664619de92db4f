"""What is said, in words, beside what AWS's policy simulator is asked and would answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.policy_simulation import EvalDecision, Simulated
from simulator.analysis.simulator_cases import Case, Unaskable
from simulator.report.wording.replays import call_words
from simulator.report.wording.tables import PURPOSES
from simulator.report.wording.values import counted
from simulator.source import printable
from simulator.world.replayed import Purpose

UNASKABLE = {
    Unaskable.NOT_EVALUATED: "the call is not made here, or only assumed",
    Unaskable.TRUST_POLICY: "AWS's simulator does not evaluate role trust policies",
    Unaskable.CALLER: "AWS's simulator takes only users and roles as callers",
    Unaskable.SERVICE_LINKED_ROLE: "a service-linked role's policies are AWS's own, and no SCP "
    "binds it",
    Unaskable.SESSION_POLICY: "AWS's simulator does not take session policies",
    Unaskable.RCP: "AWS's simulator does not evaluate resource control policies",
    Unaskable.ENDPOINT_POLICY: "AWS's simulator does not evaluate VPC endpoint policies",
    Unaskable.SERVICE_ADDRESS: "a policy asks for the address of an AWS service, which nobody "
    "knows as a number",
    Unaskable.UNKNOWN_KEY: "a policy asks for a key that is unknown here",
    Unaskable.UNREAD_POLICY: "a policy could not be read here",
    Unaskable.NO_POLICY_DECIDES: "no policy decides it, and AWS's simulator knows only policies",
    Unaskable.OTHER_DAY: "it is decided by the rules of an earlier day, AWS answers by today's",
}


def depends_words(action: str, result: Simulated) -> str:
    """That a denial stands for a verdict that hangs on a key."""
    keys = ", ".join(printable(one.key) for one in result.decision.unknown) or "what is unknown"
    asked = f"{printable(action)} on {printable(result.resource)}"
    return f"{asked}: depends on {keys}; shown as implicitDeny, since AWS has no word for it"


def case_words(scenario: str, case: Case) -> str:
    """Which hop it is, and what comes out here."""
    words = f"{scenario}: {case.request.request.name}, hop {case.number}: {call_words(case.hop)}"
    authorization = case.authorization
    if authorization is not None and authorization.purpose is not Purpose.CALL:
        asked = authorization.decision.request
        words += f"; {PURPOSES[authorization.purpose]}: {asked.action} on {asked.resource}"
    return words if case.outcome is None else f"{words}: {case.outcome} here"


def unaskable_words(case: Case) -> Iterator[str]:
    """Why AWS cannot be asked, or what it will not say."""
    for reason in case.unaskable:
        yield f"not asked: {UNASKABLE[reason]}"
    if case.question is not None and case.has_scps:
        yield "partly: AWS says whether SCPs allow it, but never which statement"


def summary_words(planned: Sequence[Case]) -> str:
    """How many can be checked."""
    asked = sum(case.question is not None for case in planned)
    return f"{counted(asked, 'case')} for AWS, {len(planned) - asked} that it cannot be asked"


def difference_words(ours: EvalDecision, theirs: str) -> str:
    """That AWS answers otherwise."""
    return f"AWS answers {printable(theirs)}, here it is {ours}"


def verified_words(agreeing: int, differing: int, unmatched: int) -> str:
    """The last line: how many answers were compared, and how they fared."""
    said = [f"{counted(agreeing + differing, 'answer')} compared"]
    said.append(f"{differing} different" if differing else "all alike")
    if unmatched:
        said.append(f"{unmatched} of no case that there is now")
    return ", ".join(said)
