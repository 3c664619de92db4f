"""With what does one file get read: its folder, the policies, and where to report?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read as part of a load.

    Args:
        path: the file; paths in it are relative to its folder.
        findings: of the whole load.
        policies: of the whole load.
    """

    path: Path
    findings: Findings
    policies: PolicyFiles

    def beside(self, path: str) -> Path:
        """The file that this one names."""
        return self.path.parent / path
