from __future__ import annotations

from pathlib import Path

from simulator.cli.exits import Exit
from tests.cli.conftest import Run


def test_what_is_written_runs_green_as_it_is(calledvia: Run) -> None:
    ran = calledvia("init", "new/account")
    assert ran.code == Exit.OK
    assert "calledvia run new/account/office.yaml" in ran.out
    assert calledvia("run", "new/account").code == Exit.OK
    checked = calledvia("check", "new/account/office.yaml", "new/account/world.yaml")
    assert checked.out == "no problems in 2 files.\n"


def test_nothing_is_overwritten(calledvia: Run, tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text("mine", "utf-8")
    ran = calledvia("init")
    assert ran.code == Exit.BAD_INPUT
    assert "world.yaml is there already" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["world.yaml"]


def test_a_folder_that_is_a_file(calledvia: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    ran = calledvia("init", "file/below")
    assert ran.code == Exit.BAD_INPUT
    assert "cannot write" in ran.err
