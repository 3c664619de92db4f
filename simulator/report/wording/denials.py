"""What does an access-denied message say, and which statements can have caused it, in words?"""

from __future__ import annotations

from simulator.analysis.culprits import Culprits
from simulator.evaluation.decision import StatementResult, request_value
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import Request
from simulator.language.model import PolicyType
from simulator.message_reading import DeniedMessage
from simulator.report.wording.conditions import condition_name, element_words
from simulator.report.wording.decisions import statement_name
from simulator.report.wording.tables import POLICY_TYPES
from simulator.report.wording.values import Sentence, list_text
from simulator.source import Span, printable

_STATEMENTS_SHOWN = 5

NOT_A_MESSAGE = (
    "this is none of AWS's access-denied messages: they begin with User: and say who is not "
    "authorized to perform which action"
)
ONLY_ENCODED = (
    "only AWS can read this message: it is encoded. Whoever may call sts:DecodeAuthorizationMessage"
    " reads it with"
)


def decode_command(encoded: str) -> str:
    """The command of AWS's command line that reads an encoded message."""
    return f"aws sts decode-authorization-message --encoded-message {printable(encoded)}"


def verdict_words(reading: DeniedMessage) -> str:
    """How the message says it was denied."""
    named = _named(reading)
    if reading.explicit is None:
        return "denied; the message does not say by what"
    if not named:
        return "denied explicitly; the message does not say by which type of policy"
    if reading.explicit:
        listed = " or ".join(f"{_article(one)} {one}" for one in named)
        return f"denied explicitly, by a statement of {listed}"
    return f"denied implicitly: no {' or no '.join(named)} allows it"


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeio" else "a"


def _named(reading: DeniedMessage) -> tuple[str, ...]:
    """The policy types that the message names, or that its beginning leaves; none if it is silent.

    It names one where the others only could have allowed as well, or are the same by another name.
    """
    if len(reading.types) == len(PolicyType):
        return ()
    types = reading.types[:1] if meanings(reading) else reading.types
    return tuple(POLICY_TYPES[PolicyType(type)].one for type in types)


def meanings(reading: DeniedMessage) -> tuple[str, ...]:
    """What else the message can mean, besides the policy type that it names."""
    if reading.types == (PolicyType.RESOURCE, PolicyType.TRUST):
        return ("the resource-based policy of a role is its trust policy",)
    if reading.types[:2] == (PolicyType.IDENTITY, PolicyType.RESOURCE) and len(reading.types) < 4:
        other = POLICY_TYPES[PolicyType(reading.types[-1])].one
        return (f"within one account a {other} could have allowed it as well",)
    return ()


def facts(reading: DeniedMessage) -> tuple[tuple[str, str], ...]:
    """What the message says, by name."""
    said = [("principal", reading.principal), ("action", reading.action)]
    said.append(("resource", reading.resource or "not named"))
    if reading.policy_arn is not None:
        said.append(("policy", reading.policy_arn))
    return tuple((name, printable(text)) for name, text in said)


def denying_words(statement: StatementResult) -> Sentence:
    """A Deny statement and whether it must have applied."""
    name = f"{statement_name(statement)}{of_type(statement)}"
    if statement.applies is Truth.YES:
        return Sentence(f"{name} denies this whatever the request's context", _place(statement))
    open_ = [condition_name(one) for one in statement.conditions if one.holds is not Truth.YES]
    if not open_:
        return Sentence(f"{name} denies this if it is about this principal", _place(statement))
    return Sentence(f"{name} denies this if {list_text(open_)} holds", _place(statement))


def nearest_words(statement: StatementResult, request: Request) -> Sentence:
    """An Allow statement and what can have kept it from applying."""
    name = f"{statement_name(statement)}{of_type(statement)}"
    for element in statement.elements:
        if element.holds is Truth.NO:
            got = request_value(element, request, request.resource)
            words = f"{name} names the action but fails on {element.element}: "
            return Sentence(words + element_words(element, got), element.span)
    open_ = [condition_name(one) for one in statement.conditions if one.holds is not Truth.YES]
    if not open_:
        return Sentence(f"{name} would allow this", _place(statement))
    return Sentence(
        f"{name} would allow this, so {list_text(open_)} did not hold", _place(statement)
    )


def of_type(statement: StatementResult) -> str:
    """The policy type, where it is not the caller's own policies."""
    one = POLICY_TYPES[statement.type].one
    return "" if statement.type is PolicyType.IDENTITY else f" of the {one}"


def _place(statement: StatementResult) -> Span:
    failing = [one.span for one in statement.conditions if one.holds is not Truth.YES]
    return failing[0] if failing else statement.statement.span


def culprit_words(found: Culprits) -> tuple[Sentence, ...]:
    """The suspects, one sentence each, and what speaks against these policies."""
    said = [denying_words(one) for one in found.denying[:_STATEMENTS_SHOWN]]
    said += _more(len(found.denying) - len(said), "can have denied it")
    nearest = [nearest_words(one, found.request) for one in found.nearest[:_STATEMENTS_SHOWN]]
    said += nearest + _more(len(found.nearest) - len(nearest), "name the action")
    for one in found.granting[:1]:
        name = f"{statement_name(one)}{of_type(one)}"
        said.append(
            Sentence(
                f"but {name} allows this whatever the context: the message is not about these "
                "policies as they are",
                one.statement.span,
            )
        )
    if not said:
        said.append(Sentence(_nothing(found)))
    if found.unknown and (not found.denying or found.reading.explicit is None):
        said.append(Sentence(f"not known here: any {_types(found)}"))
    return tuple(said)


def _more(number: int, words: str) -> list[Sentence]:
    return [Sentence(f"and {number} more {words}")] if number > 0 else []


def _nothing(found: Culprits) -> str:
    if found.reading.explicit:
        return "no Deny statement that is known here can have caused it"
    if found.reading.explicit is False:
        return "no Allow statement that is known here names the action"
    return "no statement that is known here can have caused it"


def _types(found: Culprits) -> str:
    names = [POLICY_TYPES[type].one for type in dict.fromkeys(found.unknown)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
