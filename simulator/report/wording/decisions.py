"""Why did a verdict come out? The sentences for one decision, each with the place it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.evaluation.decision import (
    Answer,
    Basis,
    ConditionResult,
    Decision,
    Part,
    PolicyTypeResult,
    StatementResult,
    UnknownKey,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.evaluation.needs import Needed
from simulator.language.model import Effect, Policy, PolicyType
from simulator.messages import SERVICES_WITH_ENCODED_MESSAGES, denied_message
from simulator.report.wording.conditions import (
    condition_name,
    condition_words,
    element_words,
)
from simulator.report.wording.tables import (
    BASES,
    EXEMPTIONS,
    NOTES,
    PARTS,
    POLICY_TYPES,
    VERDICTS,
    WHEN,
)
from simulator.report.wording.values import Sentence, counted, list_text, service_name, value_text
from simulator.rules import RULES, Ground, Rule
from simulator.source import Span, printable

_STATEMENTS_SHOWN = 3
_ANSWERS_SHOWN = 4
CANNOT_BE_READ = "cannot be read"
"""What is said of a policy that says more than its statements, or of which nothing is known."""

_TYPES_SHOWN = 4


def why(decision: Decision) -> tuple[Sentence, ...]:
    """The path that settled it, shortest form that still names statement, key, values and place."""
    if decision.verdict is Verdict.DEPENDS:
        unknown = tuple(sentence for key in decision.unknown for sentence in _unknown_key(key))
        return (*unknown, *map(_unread, decision.unread)) or (Sentence(BASES[decision.basis]),)
    if decision.basis is not Basis.POLICY:
        return (Sentence(BASES[decision.basis]),)
    if decision.verdict is Verdict.IMPLICIT_DENY:
        return (_nothing_allows(decision),)
    does = "allowed" if decision.verdict is Verdict.ALLOW else "denied"
    said = [
        _statement_does(does, statement, decision)
        for statement in decision.deciding[:_STATEMENTS_SHOWN]
    ]
    more = len(decision.deciding) - len(said)
    return (*said, Sentence(f"and {does} by {more} more")) if more > 0 else tuple(said)


def _statement_does(does: str, statement: StatementResult, decision: Decision) -> Sentence:
    name = f"{does} by {statement_name(statement)}{_of_type(statement)}"
    if statement.conditions:
        clauses = "; ".join(
            f"{condition_name(condition)}: {condition_words(condition)}"
            for condition in statement.conditions
        )
        return Sentence(f"{name}: {clauses}", _deciding_span(statement.conditions[0]))
    action = statement.action
    matched = next((value.span for value in action.tried if value.holds is Truth.YES), action.span)
    words = element_words(action, decision.request_value(action))
    return Sentence(f"{name}, which has no condition: {words}", matched)


def _of_type(statement: StatementResult) -> str:
    """The policy type, where it is not the caller's own policies, and the policy if unclear."""
    own = _unlike_its_place(statement.policy)
    if statement.type is PolicyType.IDENTITY:
        return own
    return f" of the {POLICY_TYPES[statement.type].one}{own}"


def _unlike_its_place(policy: Policy) -> str:
    """The policy's name where the place of its statements does not show it already."""
    return "" if policy.name == policy.source.name else f" {printable(policy.name)}"


def _deciding_span(condition: ConditionResult) -> Span:
    matched = [value.span for value in condition.tried if value.holds is Truth.YES]
    return matched[0] if matched else condition.span


def statement_name(statement: StatementResult) -> str:
    """Its Sid, else ``statement 2``."""
    return printable(statement.label)


def _nothing_allows(decision: Decision) -> Sentence:
    settled = settled_result(decision)
    one = POLICY_TYPES[decision.settled_by].one if decision.settled_by else "policy"
    if decision.nearest:
        nearest = decision.nearest[0]
        failing = [one for one in nearest.conditions if one.holds is not Truth.YES]
        if failing:
            clauses = "; and on ".join(
                f"{condition_name(condition)}: {condition_words(condition)}"
                for condition in failing
            )
            return Sentence(
                f"no {one} allows it; the nearest statement, {statement_name(nearest)}"
                f"{_unlike_its_place(nearest.policy)}, fails on {clauses}",
                failing[0].span,
            )
    if settled is None or settled.part is not Part.IN_PLAY:
        exemption = settled.exemption if settled is not None else None
        reason = EXEMPTIONS[exemption] if exemption else "there is none"
        return Sentence(f"no {one} allows it: {reason}")
    blocking = [level for level in settled.levels if level.allows is not Truth.YES]
    statements = [
        statement
        for level in blocking[:1]
        for policy in level.policies
        for statement in policy.statements
    ]
    if not statements:
        where = "one level of the organization has none" if len(settled.levels) > 1 else "empty"
        return Sentence(f"no {one} allows it: {where}" if settled.levels else f"no {one} allows it")
    return _no_statement_covers(one, decision, statements)


def _no_statement_covers(
    one: str, decision: Decision, statements: Sequence[StatementResult]
) -> Sentence:
    for statement in statements:
        if statement.statement.effect is Effect.ALLOW and statement.action.holds is Truth.YES:
            for element in statement.elements:
                if element.holds is not Truth.YES:
                    words = element_words(element, decision.request_value(element))
                    return Sentence(
                        f"no {one} allows it; {statement_name(statement)} names the action but "
                        f"fails on {element.element}: {words}",
                        element.span,
                    )
    names = list(dict.fromkeys(statement.policy.name for statement in statements))
    return Sentence(
        f"no {one} allows it: no statement that allows names {printable(decision.request.action)}, "
        f"in {list_text(names, _STATEMENTS_SHOWN)}",
    )


def _answer_texts(answer: Answer, unknown: UnknownKey) -> Iterable[str]:
    """What an answer stands for: a value, ranges of addresses, or all that no policy names."""
    if answer.others:
        return ("any other value",)
    most = max(unknown.answers, key=lambda other: len(other.ranges))
    if answer is most and len(answer.ranges) > _ANSWERS_SHOWN:
        return ("any other address",)
    return answer.ranges or (value_text(answer.value),)


def _unknown_key(unknown: UnknownKey) -> Iterable[Sentence]:
    key = printable(unknown.key)
    names = ", ".join(statement_name(statement) for statement in unknown.statements[:3])
    span = next(
        (
            condition.span
            for statement in unknown.statements
            for condition in statement.conditions
            if condition.key.lower() == unknown.key.lower()
        ),
        unknown.statements[0].statement.span if unknown.statements else None,
    )
    yield Sentence(f"depends on {key}, which is unknown; asked for by {names}", span)
    outcomes: dict[str, list[str]] = {}
    for answer in unknown.answers:
        outcome = " or ".join(
            VERDICTS[verdict].spoken for verdict in Verdict if verdict in answer.verdicts
        )
        outcomes.setdefault(outcome, []).extend(_answer_texts(answer, unknown))
    for outcome, values in outcomes.items():
        shown = ", ".join(values[:_ANSWERS_SHOWN])
        more = len(values) - _ANSWERS_SHOWN
        others = f" and {counted(more, 'more kind')} of value" if more > 0 else ""
        yield Sentence(f"{outcome} if {key} is {shown}{others}")


def _unread(policy: Policy) -> Sentence:
    return Sentence(f"depends on {printable(policy.name)}, which {CANNOT_BE_READ}")


def settled_result(decision: Decision) -> PolicyTypeResult | None:
    """What the policy type that settled it has to say."""
    return next((one for one in decision.results if one.type is decision.settled_by), None)


def settled_words(decision: Decision) -> str:
    """Which policy type settled it and how, such as ``identity-based policies: none allows``."""
    if decision.basis is not Basis.POLICY or decision.settled_by is None:
        return BASES[decision.basis]
    words = POLICY_TYPES[decision.settled_by]
    if decision.verdict is Verdict.ALLOW:
        return f"{words.many}: one allows"
    if decision.verdict is Verdict.EXPLICIT_DENY:
        return f"{words.many}: one denies"
    if decision.verdict is Verdict.IMPLICIT_DENY:
        return f"{words.many}: none allows"
    return f"{words.many}: it depends"


def not_in_play(decision: Decision) -> tuple[str, ...]:
    """The policy types that have no part in it, grouped by the reason."""
    groups: dict[str, list[str]] = {}
    for result in decision.results:
        if result.part is Part.NOT_GIVEN:
            reason = PARTS[Part.NOT_GIVEN]
        elif result.part is Part.EXEMPT:
            reason = EXEMPTIONS[result.exemption] if result.exemption else PARTS[Part.EXEMPT]
        else:
            continue
        groups.setdefault(reason, []).append(POLICY_TYPES[result.type].brief)
    return tuple(f"{', '.join(types)}: {reason}" for reason, types in groups.items())


def aws_message(decision: Decision) -> str | None:
    """What AWS would answer to a denied caller; None if the verdict is no denial."""
    denial = decision.denial
    if denial is None:
        return None
    request = decision.request
    return printable(
        denied_message(
            request.principal,
            request.action,
            decision.asked_about,
            denial.type.value if denial.type else None,
            denial.explicit,
            denial.policy_arn,
            decision.rules.in_force("message-policy-arn"),
        )
    )


def aws_message_heading(decision: Decision) -> str:
    """What stands above AWS's message."""
    service = decision.request.action.partition(":")[0].lower()
    remarks = []
    if service in SERVICES_WITH_ENCODED_MESSAGES:
        remarks.append(f"{service_name(service)} adds an encoded part")
    if decision.denial is not None and decision.denial.rests_on:
        remarks.append(f"the wording rests on {', '.join(decision.denial.rests_on)}")
    return f"AWS would answer ({'; '.join(remarks)}):" if remarks else "AWS would answer:"


def leaned_on(rests_on: Iterable[str]) -> tuple[Rule, ...]:
    """The dated and open rules of these ids, the network model apart."""
    return tuple(RULES[rule] for rule in rests_on if rule != "forwarding")


def rests_on_words(rule: Rule) -> str:
    """What is assumed under a rule, and why it is worth saying."""
    if rule.ground is Ground.DATED and rule.since is not None:
        return f"rests on {rule.id}, in force since {rule.since.isoformat()}: {rule.choice}"
    return f"rests on {rule.id}, which AWS leaves open; taken here: {rule.choice}"


def rests_on_brief(rules: Sequence[Rule]) -> str:
    """The same of several rules in one line."""
    grounds = {Ground.DATED: "dated", Ground.OPEN: "open at AWS", Ground.SETTING: "set"}
    return "rests on " + ", ".join(f"{rule.id} ({grounds[rule.ground]})" for rule in rules)


def note_words(decision: Decision) -> tuple[str, ...]:
    """What is not modelled, or worth knowing about this decision."""
    request, check = decision.request, decision.check
    said = {
        "action": printable(request.action),
        "service": printable(request.action.partition(":")[0]),
        "resource": printable(request.resource),
        "nearest": f"; perhaps {check.nearest}" if check.nearest is not None else "",
        "acts_on": list_text(check.acts_on, _TYPES_SHOWN),
        "needs": "; ".join(map(_needed, check.needs)),
    }
    return tuple(NOTES[note].format(**said) for note in decision.notes)


def _needed(need: Needed) -> str:
    return f"{need.action} on {list_text(need.on, len(need.on))}{WHEN[need.when]}"
