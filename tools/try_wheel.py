"""Does a wheel work where nothing else of ours is?

    python tools/try_wheel.py dist/calledvia-0.1.0-py3-none-any.whl        # or: make wheel

Makes an empty environment, installs the wheel with what it needs, and does from another folder what
a new user does: replay the story, begin a policy, test it, prove a claim, ask for a rule.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROGRAMS = "Scripts" if os.name == "nt" else "bin"

# What is tried, and words that must be in what it prints.
STEPS = (
    (("--version",), "calledvia "),
    (("run",), "all as expected"),
    (("init", "mine"), "wrote mine"),
    (("check", "mine/office.yaml"), ""),
    (("run", "mine"), "all as expected"),
    (("diff", "mine/office-only.json", "mine/office-only.json"), "equivalent"),
    (
        (
            "prove",
            "no request by user/alice directly outside 203.0.113.0/24 can ec2:StopInstances on "
            "instance/i-0abc",
            "--world",
            "mine/world.yaml",
        ),
        "HOLDS",
    ),
    (("rule", "SRC101"), "deny-by-address-breaks-services"),
)


def main() -> int:
    """Try every step; the first that fails ends it."""
    wheel = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder, "environment")
        venv.create(environment, with_pip=True)
        programs = environment / PROGRAMS
        pip = [f"{programs / 'python'}", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", f"{wheel}"], check=True)
        elsewhere = Path(folder, "elsewhere")
        elsewhere.mkdir()
        for arguments, words in STEPS:
            done = subprocess.run(
                [programs / "calledvia", *arguments],
                cwd=elsewhere,
                env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": ""},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            if done.returncode != 0 or words not in done.stdout:
                print(f"calledvia {' '.join(arguments)}: ends with {done.returncode}")
                print(done.stdout + done.stderr)
                return 1
            print(f"calledvia {arguments[0]}: as it should")
    return 0


if __name__ == "__main__":
    sys.exit(main())
