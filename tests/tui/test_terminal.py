"""The installed command in a real terminal, from start to quit; first paint within a second."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

ROOT = Path(__file__).resolve().parents[2]
COMMAND = shutil.which("calledvia", path=Path(sys.executable).parent)

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="pexpect needs a Unix terminal"),
    pytest.mark.skipif(COMMAND is None, reason="calledvia is not installed beside this Python"),
]


def spawn(*arguments: str, tmp_path: Path, **environment: str) -> pexpect.spawn:  # type: ignore[name-defined]
    return pexpect.spawn(
        str(COMMAND),
        list(arguments),
        cwd=ROOT,
        dimensions=(24, 80),
        env={
            **os.environ,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "XDG_STATE_HOME": str(tmp_path),
            **environment,
        },
        encoding="utf-8",
        timeout=20,
    )


def test_from_start_to_quit(tmp_path: Path) -> None:
    child = spawn(tmp_path=tmp_path)  # bare calledvia opens the app
    child.expect("CloudFormation's address")
    child.send("f")
    child.expect("preserved")
    child.send("3")
    child.expect("Reasons")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "Traceback" not in (child.before or "")


def test_first_paint(tmp_path: Path) -> None:
    def seconds() -> float:
        started = time.perf_counter()
        child = spawn("tui", tmp_path=tmp_path)
        child.expect("2 Chain")
        took = time.perf_counter() - started
        child.send("q")
        child.expect(pexpect.EOF)
        return took

    took = seconds()
    for _ in range(2):
        took = took if took < 1.0 else min(took, seconds())
    if took >= 1.0 and os.getloadavg()[0] > (os.cpu_count() or 1) / 2:
        pytest.skip(f"{took:.2f} s, but this machine has other work")
    assert took < 1.0


def test_a_deep_link(tmp_path: Path) -> None:
    child = spawn(
        "tui",
        "scenarios/source-ip",
        "--request",
        "her stack",
        "--screen",
        "compare",
        tmp_path=tmp_path,
    )
    child.expect("calls of user/alice")
    child.expect("AssumeRole")
    child.send("qq")
    child.expect(pexpect.EOF)


def test_no_color_sends_no_colour(tmp_path: Path) -> None:
    child = spawn("tui", "scenarios/source-ip/direct.yaml", tmp_path=tmp_path, NO_COLOR="1")
    child.expect("CloudFormation's address")
    seen = child.before
    child.send("q")
    child.expect(pexpect.EOF)
    assert "38;2;" not in seen + child.before
    assert "48;2;" not in seen + child.before


def test_a_missing_path_is_bad_input(tmp_path: Path) -> None:
    child = spawn("tui", "nowhere", tmp_path=tmp_path)
    child.expect("no such file or folder: nowhere")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
