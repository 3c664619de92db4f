import pathlib

import pytest

from simulator import shipped as module
from simulator.shipped import shipped


def test_the_grammars_are_found() -> None:
    assert (shipped("grammar") / "policy.lark").is_file()


def test_the_package_comes_before_what_lies_beside_it(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "simulator")
    with pytest.raises(FileNotFoundError, match="no folder 'grammar'"):
        shipped("grammar")
    (tmp_path / "grammar").mkdir()
    assert shipped("grammar") == tmp_path / "grammar"
    (tmp_path / "simulator" / "grammar").mkdir(parents=True)
    assert shipped("grammar") == tmp_path / "simulator" / "grammar"
