from __future__ import annotations

import io
import subprocess
import sys
from argparse import Namespace

import pytest

from simulator.cli import arguments, main
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.language.model import PolicyType
from simulator.version import __version__
from tests.cli.conftest import Run

HEAVY = ("lark", "netaddr", "yaml", "textual", "rich")
COMMANDS = ("run", "explain", "ask", "check", "init", "rule", "tui")


def loaded_by(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after some code."""
    program = f"{code}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "code",
    [
        "import simulator",
        "import simulator.cli",
        "from simulator.cli import main; main(['--version'])",
        "from simulator.cli import main; main(['run', '--help'])",
        "import simulator.report.wording.tables, simulator.messages",
    ],
)
def test_light_entry_points_load_nothing_heavy(code: str) -> None:
    assert not loaded_by(code) & set(HEAVY)


def test_the_command_line_itself_loads_little() -> None:
    loaded = loaded_by("from simulator.cli import main; main(['--version'])")
    assert not {name for name in loaded if name.startswith("simulator.report")}
    assert "dataclasses" not in loaded


def test_version(calledvia: Run) -> None:
    assert calledvia("--version") == (0, f"calledvia {__version__}\n", "")


def test_python_dash_m() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"calledvia {__version__}\n"


def test_bare_command_shows_help(calledvia: Run) -> None:
    ran = calledvia()
    assert ran.code == Exit.OK
    for command in COMMANDS:
        assert f"\n  {command} " in f"{ran.out}".replace("    ", "  ")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_the_exit_codes(calledvia: Run, command: str) -> None:
    ran = calledvia(command, "--help")
    assert ran.code == Exit.OK
    assert f"  calledvia {command}" in ran.out
    assert "exit codes:" in ran.out
    assert ran.out.isascii()


def test_an_unknown_option(calledvia: Run) -> None:
    assert calledvia("run", "--colour").code == Exit.BAD_INPUT


def test_policy_types_are_the_models() -> None:
    assert set(arguments.POLICY_TYPES) == {one.value for one in PolicyType}


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.cli.rule.execute", interrupted)
    assert main(["rule", "POL014"]) == Exit.INTERRUPTED


class Screen(io.StringIO):
    """A terminal, as far as the console asks."""

    def __init__(self, encoding: str = "utf-8", *, tty: bool = True) -> None:
        super().__init__()
        self._encoding = encoding
        self._tty = tty

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return self._tty


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return monkeypatch


@pytest.mark.parametrize(
    ("color", "environment", "tty", "colour"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {}, True, False),
    ],
)
def test_colour(
    bare: pytest.MonkeyPatch, color: str, environment: dict[str, str], tty: bool, colour: bool
) -> None:
    for name, value in environment.items():
        bare.setenv(name, value)
    bare.setattr(sys, "stdout", Screen(tty=tty))
    assert Console(Namespace(color=color, ascii=False)).terminal.colour is colour


@pytest.mark.parametrize(
    ("encoding", "environment", "ascii_"),
    [
        ("utf-8", {}, False),
        ("cp1252", {}, True),
        ("cp437", {}, True),
        ("utf-8", {"LC_ALL": "C"}, True),
        ("utf-8", {"LANG": "C.UTF-8"}, False),
        ("utf-8", {"LC_ALL": "en_GB.UTF-8", "LANG": "C"}, False),
    ],
)
def test_art_only_where_the_console_has_it(
    bare: pytest.MonkeyPatch, encoding: str, environment: dict[str, str], ascii_: bool
) -> None:
    for name, value in environment.items():
        bare.setenv(name, value)
    bare.setattr(sys, "stdout", Screen(encoding))
    assert Console(Namespace(color="auto", ascii=False)).terminal.ascii is ascii_


def test_what_the_encoding_lacks_is_escaped(tmp_path: object) -> None:
    program = (
        "import sys; from simulator.cli import main; sys.exit(main(['rule', 'no\\u65e5such']))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", program],
        capture_output=True,
        env={"PYTHONIOENCODING": "cp1252", "PATH": "", "SYSTEMROOT": ""},
    )
    assert done.returncode == Exit.BAD_INPUT
    assert b"no\\u65e5such" in done.stderr
