"""What do files become when the safe edits of findings are made?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.lint.fixing import edited
from simulator.analysis.lint.rule import Edit, Finding

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file as it is and as it would be.

    Args:
        path: as openable from the current folder.
        old: its text.
        new: its text with the edits made.
        marked: whether it begins with a byte order mark, which is kept.
    """

    path: str
    old: str
    new: str
    marked: bool

    def write(self) -> None:
        """Write the new text.

        Raises:
            OSError: the file cannot be written.
        """
        text = _MARK + self.new if self.marked else self.new
        Path(self.path).write_bytes(text.encode("utf-8"))


def fixed_files(findings: Iterable[Finding]) -> tuple[FixedFile, ...]:
    """The files that findings can mend; policies within YAML files are left to their authors."""
    edits: dict[str, dict[Edit, None]] = {}
    texts: dict[str, str] = {}
    for finding in findings:
        for edit in finding.edits:
            source = edit.span.source
            edits.setdefault(source.name, {})[edit] = None
            texts[source.name] = source.text
    found = (_fixed(path, texts[path], those) for path, those in edits.items())
    return tuple(it for it in found if it is not None)


def _fixed(path: str, text: str, edits: Iterable[Edit]) -> FixedFile | None:
    try:
        whole = Path(path).read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None
    if whole.removeprefix(_MARK) != text:  # the policy is a part of the file
        return None
    return FixedFile(path, text, edited(text, edits), whole.startswith(_MARK))
