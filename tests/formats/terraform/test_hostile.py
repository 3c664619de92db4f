from __future__ import annotations

import pathlib
import time

import pytest

from simulator.formats.terraform.reading import read_plan

ROLE = '{"address": "aws_iam_role.x", "type": "aws_iam_role", "name": "x", "values": %s}'
ROOT = '{"planned_values": {"root_module": {"resources": [%s]}}}'

TEXTS = {
    "nothing": ("", "TFM006"),
    "truncated": ('{"planned_values": {"root_mod', "TFM006"),
    "a list": ("[]", "TFM001"),
    "a number in the place of values": ('{"planned_values": 1}', "TFM001"),
    "no plan": ('{"a": 1}', "TFM001"),
    "a module that is a list": ('{"planned_values": {"root_module": [1]}}', "TFM002"),
    "a resource that is a number": (ROOT % "1", "TFM002"),
    "values that are a list": (ROOT % (ROLE % "[]"), "TFM002"),
    "attributes of other types": (
        ROOT
        % (
            ROLE % '{"name": {}, "path": 3, "assume_role_policy": [1], "inline_policy": {"a": 1},'
            ' "tags": [1], "max_session_duration": "x"}'
        ),
        "DCL002",
    ),
    "a policy that is no JSON": (
        ROOT % (ROLE % '{"name": "x", "assume_role_policy": "{"}'),
        "DCL001",
    ),
    "modules without end": (
        '{"planned_values": {"root_module": %s}}' % ('{"child_modules": [' * 300 + "]}" * 300),
        "TFM002",
    ),
    "lists without end": ('{"planned_values": ' + "[" * 100_000 + "]" * 100_000 + "}", "TFM006"),
    "tags without end": (ROOT % (ROLE % ('{"tags": ' + "[" * 400 + "]" * 400 + "}")), "DCL002"),
    "a configuration of numbers": (
        '{"planned_values": {"root_module": {"resources": [%s]}}, "resource_changes": [1, {}],'
        ' "configuration": {"provider_config": 1, "root_module": {"module_calls": [1],'
        ' "resources": [{"address": "aws_iam_role.x", "expressions": [1]}]}}}'
        % (ROLE % '{"name": "x"}'),
        "DCL006",
    ),
    "variables in a circle": (
        '{"planned_values": {"root_module": {"resources": [%s]}},'
        ' "resource_changes": [{"address": "aws_iam_role.x",'
        ' "change": {"after_unknown": {"assume_role_policy": true}}}],'
        ' "configuration": {"root_module": {"resources": [{"address": "aws_iam_role.x",'
        ' "expressions": {"assume_role_policy": {"references": ["module.m.a"]}}}],'
        ' "module_calls": {"m": {"expressions": {"v": {"references": ["module.m.a"]}},'
        ' "module": {"outputs": {"a": {"expression": {"references": ["var.v", "var.v"]}}}}}}}}}'
        % (ROLE % '{"name": "x"}'),
        "TFM010",
    ),
}


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize("case", TEXTS)
def test_a_hostile_plan_is_a_diagnostic(case: str, planned: bool, tmp_path: pathlib.Path) -> None:
    text, code = TEXTS[case]
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    imported = read_plan(path, account="111122223333", planned=planned)
    assert not planned or code in {found.code for found in imported.diagnostics}
    assert time.perf_counter() - start < 3
