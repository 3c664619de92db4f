from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from simulator.cli.editor_arguments import SHELLS
from tests.cli.conftest import Run


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_each_shell(calledvia: Run, shell: str) -> None:
    ran = calledvia("completion", shell)
    assert ran.code == 0
    assert "verify-plan" in ran.out
    assert "junit" in ran.out


def test_the_shells_are_those_of_shtab() -> None:
    shtab = pytest.importorskip("shtab")
    assert set(SHELLS) == set(shtab.SUPPORTED_SHELLS)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash is installed")
def test_bash_takes_it(calledvia: Run) -> None:
    script = calledvia("completion", "bash").out
    ran = subprocess.run(
        ["bash", "-n"], input=script, text=True, capture_output=True, check=False, timeout=20
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_without_shtab(calledvia: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    ran = calledvia("completion", "bash")
    assert ran.code == 2
    assert "pip install 'calledvia[completion]'" in ran.err
