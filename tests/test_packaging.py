"""What is installed finds its grammars and scenarios: from the wheel, the sdist and the checkout.

Each way is tried in an empty environment and from another folder. The network is not needed: the
new environments borrow this one's packages through a path file, all but calledvia itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.xdist_group("packaging")  # one worker: what is built is built once


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment_with(folder: Path, *to_install: str | Path) -> Path:
    """A new environment in which calledvia is installed; returns its folder of programs."""
    venv.create(folder, with_pip=False)
    programs = folder / SCRIPTS
    python = programs / "python"
    site = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    ).strip()
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    # A directory named in a path file is not itself searched for path files, so an editable
    # calledvia of this environment stays out.
    Path(site, "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    run(*pip, "--no-deps", "--no-index", "--no-build-isolation", *to_install, cwd=folder)
    return programs


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out]
    run(*build, "--wheel", ROOT, cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def from_sdist(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel built from it: what `python -m build` does without an option."""
    out = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def files_to_ship() -> set[str]:
    """Every file of the package, the grammars and the scenarios, as the wheel should name it."""
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "simulator").rglob("*.*")}
    for folder in ("grammar", "scenarios"):
        found |= {
            f"simulator/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*.*")
        }
    return {name for name in found if "__pycache__" not in name}


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_package_grammars_scenarios_and_licence(wheel: Path) -> None:
    names = names_in(wheel)
    assert files_to_ship() <= names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "docs/", "tools/")) for name in names)


def test_the_sdist_makes_the_same_wheel(wheel: Path, from_sdist: tuple[Path, Path]) -> None:
    sdist, rebuilt = from_sdist
    assert names_in(rebuilt) == names_in(wheel)
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/LICENSE") for name in archive.getnames())


@pytest.mark.parametrize("built", ["wheel", "sdist", "editable"])
def test_the_story_replays_from_another_folder(
    built: str, wheel: Path, from_sdist: tuple[Path, Path], tmp_path: Path
) -> None:
    to_install: dict[str, tuple[str | Path, ...]] = {
        "wheel": (wheel,),
        "sdist": (from_sdist[1],),
        "editable": ("--editable", ROOT),
    }
    programs = environment_with(tmp_path / "environment", *to_install[built])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    home = run(
        programs / "python", "-c", "import simulator; print(simulator.__file__)", cwd=elsewhere
    )
    assert (ROOT in Path(home.strip()).parents) == (built == "editable")

    story = run(programs / "calledvia", "run", cwd=elsewhere)
    assert "her stack stops an instance" in story
    assert "all as expected" in story
    assert list(elsewhere.iterdir()) == []


def test_python_m_simulator_is_the_same_program(wheel: Path, tmp_path: Path) -> None:
    programs = environment_with(tmp_path / "environment", wheel)
    by_name = run(programs / "calledvia", "--version", cwd=tmp_path)
    by_module = run(programs / "python", "-m", "simulator", "--version", cwd=tmp_path)
    assert by_name == by_module
