from __future__ import annotations

from pathlib import Path

import pytest

from simulator.formats.simulator_input import (
    ArgumentError,
    argument_text,
    context_entries,
    ordered_policies,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ContextKeyName=a:b,ContextKeyType=string,ContextKeyValues=x", {"a:b": "x"}),
        ("ContextKeyName=a:b,ContextKeyValues=x,y", {"a:b": ("x", "y")}),
        ("ContextKeyName=a:b,ContextKeyValues=[x,'y z']", {"a:b": ("x", "y z")}),
        ("ContextKeyName=a:b,ContextKeyValues=x,ContextKeyType=stringList", {"a:b": ("x",)}),
        ("ContextKeyName='a:b',ContextKeyValues='x, y'", {"a:b": "x, y"}),
        ('ContextKeyName="a:b", ContextKeyValues="say \\"x\\""', {"a:b": 'say "x"'}),
        ("ContextKeyName=a:b,ContextKeyValues=dGVzdA==,ContextKeyType=binary", {"a:b": "dGVzdA=="}),
        ('{"ContextKeyName": "a:b", "ContextKeyValues": ["x"]}', {"a:b": "x"}),
        ('[{"ContextKeyName": "a:b", "ContextKeyValues": []}]', {"a:b": ()}),
    ],
)
def test_context_entries(text: str, found: dict[str, object]) -> None:
    assert context_entries([text]) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a:b=x",
        "ContextKeyValues=x",
        "ContextKeyName=a:b,y",
        "[{]",
        "[1]",
        '{"ContextKeyName":1}',
        "[" * 100_000,
    ],
)
def test_entries_that_are_none(text: str) -> None:
    with pytest.raises(ArgumentError):
        context_entries([text])


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(b"\xef\xbb\xbf{}")
    assert argument_text(f"file://{path}") == ("{}", str(path))
    assert argument_text("{}") == ("{}", "")
    with pytest.raises(ArgumentError, match=r"none\.json"):
        argument_text(f"file://{tmp_path / 'none.json'}")


def test_ordered_policies() -> None:
    assert ordered_policies('[{"ServiceControlPolicyInputList": ["{}"]}, {}]') == (("{}",), ())
    for text in (
        '[{"ServiceControlPolicyInputList": "{}"}]',
        "[{",
        '[{"ServiceControlPolicyInputList": [1]}]',
    ):
        with pytest.raises(ArgumentError):
            ordered_policies(text)
