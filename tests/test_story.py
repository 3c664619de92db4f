"""The whole story as a newcomer reads it: what `calledvia run` prints into a pipe, 80 columns.

python tests/test_story.py        # writes tests/golden/story.txt anew; then read the difference
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "story.txt"

# What a terminal or a continuous integration server may set and a golden text must not depend on.
_TELLING = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM")


def story() -> str:
    """What a bare `calledvia run` prints on stdout, in the repository's folder."""
    kept = {key: value for key, value in os.environ.items() if key not in _TELLING}
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "run"],
        cwd=ROOT,
        env=kept | {"PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def test_the_story_reads_as_it_did() -> None:
    assert story() == GOLDEN.read_text(encoding="utf-8")


def test_the_story_fits_into_eighty_columns() -> None:
    too_long = [line for line in story().splitlines() if len(line) > 80]
    assert too_long == []


if __name__ == "__main__":
    GOLDEN.write_text(story(), encoding="utf-8", newline="\n")
