from __future__ import annotations

from dataclasses import replace

from simulator.evaluation.decision import Because, Note, Verdict
from simulator.evaluation.logic import Truth
from simulator.evaluation.needs import ActionCheck, Needed, When
from simulator.report.wording.conditions import condition_words, element_words
from simulator.report.wording.decisions import aws_message, note_words, why
from simulator.source import Text
from tests.report import builders


def test_an_implicit_denial_names_the_nearest_statement() -> None:
    (sentence,) = why(builders.implicitly_denied())
    assert sentence.text == (
        "no identity-based policy allows it; the nearest statement, Office, fails on "
        "IpAddress aws:SourceIp: CloudFormation's address is in none of "
        "103.15.250.0/24, 12.148.72.0/23"
    )
    assert sentence.span is not None
    assert sentence.span.location == "office-only.json:10:9"


def test_an_explicit_denial_names_statement_key_and_values() -> None:
    (sentence,) = why(builders.explicitly_denied())
    assert sentence.text == (
        "denied by OfficeOnly: NotIpAddress aws:SourceIp: 198.51.100.7 is in none of "
        "103.15.250.0/24, 12.148.72.0/23"
    )
    assert sentence.span is not None
    assert sentence.span.location == "deny.json:10:9"


def test_a_missing_key_is_said() -> None:
    (sentence,) = why(builders.denied_without_key())
    assert sentence.text.endswith(
        "the request has no aws:SourceIp, and NotIpAddress holds without it"
    )


def test_no_statement_names_the_action() -> None:
    decision = builders.implicitly_denied()
    nearest = decision.nearest[0]
    elsewhere = replace(
        nearest,
        action=replace(nearest.action, holds=Truth.NO),
        applies=Truth.NO,
    )
    level = decision.results[0].levels[0]
    policy = replace(level.policies[0], statements=(elsewhere,))
    result = replace(decision.results[0], levels=(replace(level, policies=(policy,)),))
    none = replace(decision, nearest=(), results=(result, *decision.results[1:]))
    (sentence,) = why(none)
    assert sentence.text == (
        "no identity-based policy allows it: no statement that allows names ec2:StopInstances, "
        "in office-only.json"
    )


def test_the_resource_is_named_where_it_fails() -> None:
    decision = builders.implicitly_denied()
    nearest = decision.nearest[0]
    assert nearest.resource is not None
    (tried,) = nearest.resource.tried
    other = replace(tried, written=Text("arn:aws:s3:::b", tried.span), holds=Truth.NO)
    elsewhere = replace(nearest, resource=replace(nearest.resource, holds=Truth.NO, tried=(other,)))
    level = decision.results[0].levels[0]
    policy = replace(level.policies[0], statements=(elsewhere,))
    result = replace(decision.results[0], levels=(replace(level, policies=(policy,)),))
    none = replace(decision, nearest=(), results=(result, *decision.results[1:]))
    (sentence,) = why(none)
    assert "Office names the action but fails on Resource: arn:aws:s3:::b does not cover" in (
        sentence.text
    )


def test_without_a_sid_the_number_is_said() -> None:
    decision = builders.explicitly_denied()
    statement = decision.deciding[0]
    nameless = replace(statement, statement=replace(statement.statement, sid=None, index=2))
    (sentence,) = why(replace(decision, deciding=(nameless,)))
    assert sentence.text.startswith("denied by statement 2: ")


def test_many_values_are_counted() -> None:
    statement = builders.implicitly_denied().nearest[0]
    condition = statement.conditions[0]
    many = replace(condition, tried=condition.tried * 50)
    assert "12.148.72.0/23 and 96 more" in condition_words(many)


def test_several_request_values() -> None:
    statement = builders.implicitly_denied().nearest[0]
    condition = statement.conditions[0]
    written = condition.written
    several = replace(
        condition,
        written=replace(
            written,
            operator=replace(written.operator, value="ForAnyValue:StringEquals"),
            key=replace(written.key, value="aws:CalledVia"),
        ),
        request_values=("a.amazonaws.com", "b.amazonaws.com"),
        because=Because.COMPARED,
        holds=Truth.YES,
    )
    assert condition_words(several) == (
        "one of a.amazonaws.com, b.amazonaws.com is one of 103.15.250.0/24, 12.148.72.0/23"
    )


def test_elements_say_what_covers_the_request() -> None:
    action = builders.implicitly_denied().nearest[0].action
    assert element_words(action, "ec2:StopInstances") == "ec2:* covers ec2:StopInstances"
    negated = replace(action, element="NotAction", holds=Truth.NO)
    assert element_words(negated, "ec2:StopInstances").endswith("so the statement leaves it out")


def test_depends_without_named_keys_still_says_something() -> None:
    decision = replace(builders.implicitly_denied(), verdict=Verdict.DEPENDS)
    assert why(decision)


def test_notes_name_what_they_speak_of() -> None:
    check = ActionCheck(
        nearest="ec2:StopInstances",
        acts_on=("instance", "volume"),
        needs=(
            Needed("iam:PassRole", ("the role",), When.WITH_ROLE),
            Needed("ec2:CreateTags", ("what is created",), When.WITH_TAGS),
        ),
    )
    decision = replace(builders.implicitly_denied(), notes=tuple(Note), check=check)
    said = dict(zip(Note, note_words(decision), strict=True))
    assert said[Note.UNKNOWN_ACTION] == (
        "AWS lists no action ec2:StopInstances; perhaps ec2:StopInstances"
    )
    assert "acts on instance, volume" in said[Note.OTHER_RESOURCE_TYPE]
    assert said[Note.MORE_AUTHORIZATIONS].endswith(
        "also needs iam:PassRole on the role, if it passes one; "
        "ec2:CreateTags on what is created, since it passes tags"
    )
    assert all("{" not in words for words in said.values())


def test_the_message_leaves_out_a_resource_that_aws_does_not_ask_about() -> None:
    decision = builders.implicitly_denied()
    noted = replace(decision, notes=(Note.ACTION_WITHOUT_RESOURCE,))
    assert " on resource: " in (aws_message(decision) or "")
    assert " on resource: " not in (aws_message(noted) or "on resource: ")
