"""What our hooks and the page about CI tell machines to run is what the command line takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from simulator.cli.arguments import build_parser

REPOSITORY = Path(__file__).parents[2]
HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
PAGE = (REPOSITORY / "docs/how-to/test-in-ci.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def takes(words: list[str]) -> None:
    assert words[0] == "calledvia"
    build_parser().parse_args(words[1:])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook(hook: dict[str, object]) -> None:
    words = [*shlex.split(str(hook["entry"])), *hook.get("args", [])]  # type: ignore[misc]
    takes(words if hook.get("pass_filenames") is False else [*words, "policies/a.json"])
    files = re.compile(str(hook["files"]))
    assert files.search("policies/alice.json")
    assert not files.search("package.json")


def test_the_page_names_each_hook() -> None:
    for hook in HOOKS:
        assert f"- id: {hook['id']}" in PAGE


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n", 1)[0])
def test_an_example(block: str) -> None:
    assert isinstance(yaml.safe_load(block), dict)
    for command in re.findall(r"(?:run: |- )(calledvia [^\n]*)", block):
        takes(shlex.split(command.partition(" >")[0]))
