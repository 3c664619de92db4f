"""``calledvia tui`` and bare ``calledvia``: the app in a terminal, words everywhere else."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

from simulator.cli import main
from simulator.cli.exits import Exit

from .conftest import Run


def test_without_a_terminal_it_says_what_to_use_instead(calledvia: Run) -> None:
    ran = calledvia("tui")
    assert ran.code == Exit.BAD_INPUT
    assert "needs a terminal" in ran.err
    assert "calledvia run" in ran.err


def test_a_missing_path(calledvia: Run) -> None:
    ran = calledvia("tui", "now\x1bhere")
    assert ran.code == Exit.BAD_INPUT
    assert "no such file or folder: now\\x1bhere" in ran.err


def test_the_web_version_says_what_to_install(
    calledvia: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("textual_serve"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "simulator.tui.web", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    ran = calledvia("tui", "--web")
    assert ran.code == Exit.BAD_INPUT
    assert "pip install 'calledvia[web]'" in ran.err


def test_a_bare_command_in_a_terminal_opens_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("simulator.cli.tui.execute", lambda asked: opened.append(asked) or Exit.OK)
    assert main([]) == Exit.OK
    assert opened[0].paths == []
    assert opened[0].screen == "explore"
