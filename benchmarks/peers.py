"""Which tools are compared, and how do they come here?

Peers are installed into `.peers` beside this file, never among what calledvia needs. One that
cannot be installed, for want of Node.js or of a registry, is said to be absent; nothing fails.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / ".peers"
PYTHON = FOLDER / "python"
NODE = FOLDER / "node"

_NPM = "@cloud-copilot/iam-simulate@0.1.173"
_PIP = {"principalmapper": "principalmapper==1.1.5", "cedarpy": "cedarpy==4.12.2"}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Args:
        name: in the report, and of its module in `benchmarks.tools`.
        title: with its version where that matters.
        needs: the package that must be there; None: nothing.
    """

    name: str
    title: str
    needs: str | None = None

    @property
    def absent(self) -> str | None:
        """Why it cannot be asked; None where it can."""
        if self.needs is None:
            return None
        if self.needs == _NPM:
            there = (NODE / "node_modules" / "@cloud-copilot" / "iam-simulate").is_dir()
            return None if there and shutil.which("node") else "Node.js or the package is absent"
        there = (PYTHON / self.needs).is_dir() or importlib.util.find_spec(self.needs) is not None
        return None if there else f"{self.needs} is absent"

    def start(self) -> subprocess.Popen[str]:
        """A process that answers lines of JSON, as `worker.py` does."""
        if self.needs == _NPM:
            script = Path(__file__).parent / "tools" / "iam_simulate.mjs"
            command = ["node", str(script), str(NODE)]
        else:
            command = [sys.executable, "-m", "benchmarks.worker", self.name]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(PYTHON)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )


CALLEDVIA = Tool("calledvia", "calledvia")
BY_HAND = Tool("by_hand", "the article's policy by hand, in Python")
IAM_SIMULATE = Tool("iam_simulate", "iam-simulate 0.1.173 (Node.js)", _NPM)
PRINCIPAL_MAPPER = Tool("principal_mapper", "Principal Mapper 1.1.5", "principalmapper")
CEDAR = Tool("cedar", "Cedar (cedarpy 4.12.2), translated", "cedarpy")
MOTO = Tool("moto", "moto: identity policies without conditions", "moto")

PEERS = (IAM_SIMULATE, PRINCIPAL_MAPPER, CEDAR)
"""Those whose speed is a bar: they decide what calledvia decides."""


def install() -> None:
    """Fetch what is missing; what cannot be had is left out."""
    missing = [wanted for package, wanted in _PIP.items() if not (PYTHON / package).is_dir()]
    if missing:
        _run([sys.executable, "-m", "pip", "install", "-q", "--target", str(PYTHON), *missing])
    if IAM_SIMULATE.absent and shutil.which("npm"):
        npm = shutil.which("npm") or "npm"
        NODE.mkdir(parents=True, exist_ok=True)
        _run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NODE), _NPM])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
