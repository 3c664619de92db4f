from __future__ import annotations

import pytest

from simulator import services
from simulator.analysis.logs.actions import (
    ACTIONS,
    PREFIXES,
    VERBS,
    ActionName,
    NoAction,
    action_of,
)


@pytest.mark.parametrize(
    ("source", "name", "action"),
    [
        ("ec2.amazonaws.com", "StopInstances", "ec2:StopInstances"),
        ("s3.amazonaws.com", "ListObjects", "s3:ListBucket"),
        ("s3.amazonaws.com", "HeadObject", "s3:GetObject"),
        ("lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction"),
        ("lambda.amazonaws.com", "DeleteFunction20150331", "lambda:DeleteFunction"),
        ("lambda.amazonaws.com", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"),
        ("cloudfront.amazonaws.com", "GetDistribution2020_05_31", "cloudfront:GetDistribution"),
        ("monitoring.amazonaws.com", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"),
        ("runtime.sagemaker.amazonaws.com", "InvokeEndpoint", "sagemaker:InvokeEndpoint"),
        ("apigateway.amazonaws.com", "CreateRestApi", "apigateway:POST"),
        ("apigateway.amazonaws.com", "UpdateRestApi", "apigateway:PATCH"),
        ("tagging.amazonaws.com", "GetResources", "tag:GetResources"),
        ("ec2.amazonaws.com.cn", "StopInstances", "ec2:StopInstances"),
    ],
)
def test_events_have_the_actions_of_iam(source: str, name: str, action: str) -> None:
    found = action_of(source, name)
    assert isinstance(found, ActionName)
    assert found.name == action
    assert found.renamed is (action != f"{source.split('.')[0]}:{name}")


def test_what_aws_does_not_list_is_no_action() -> None:
    assert action_of("ec2.amazonaws.com", "StopInstancesSoftly") is NoAction.UNKNOWN_ACTION
    assert action_of("nosuch.amazonaws.com", "Do") is NoAction.UNKNOWN_SERVICE
    assert action_of("", "") is NoAction.UNKNOWN_SERVICE


def test_every_row_leads_to_an_action_or_service_that_aws_lists() -> None:
    assert [name for name in ACTIONS.values() if services.action(name) is None] == []
    prefixes = {prefix for several in PREFIXES.values() for prefix in several}
    assert [prefix for prefix in prefixes if services.service(prefix) is None] == []
    assert {
        verb for verb in VERBS.values() if services.action(f"apigateway:{verb}") is None
    } == set()


def test_no_row_hides_an_action_of_the_same_name() -> None:
    same = [event for event in ACTIONS if services.action(event) is not None]
    assert same == []
