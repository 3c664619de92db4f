"""What does a file hold, and under which name can a person open it?"""

from __future__ import annotations

import os
from pathlib import Path

from simulator.formats.loading import Findings
from simulator.source import Diagnostic, Source, Span

LIMIT = 4 * 1024 * 1024
"""Bytes that a file may have."""

_CLIMB = "../../.."
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def openable(path: Path) -> str:
    """The path as it can be opened from the current folder, with forward slashes.

    Absolute where the way there would climb more than two folders, or leads to another drive.
    """
    absolute = os.path.abspath(path)
    try:
        relative = os.path.relpath(absolute).replace(os.sep, "/")
    except ValueError:  # another drive, on Windows
        return absolute.replace(os.sep, "/")
    return absolute.replace(os.sep, "/") if relative.startswith(_CLIMB) else relative


def read_bytes(
    path: Path, findings: Findings, named_at: Span | None = None, limit: int = LIMIT
) -> bytes | None:
    """The bytes of a file; None with a diagnostic if it cannot be read or is too large.

    Args:
        path: the file.
        findings: where to report.
        named_at: where another file names it; else the diagnostic stands at the file itself.
        limit: bytes that it may have.
    """
    name = openable(path)
    at = named_at or start_of(name)
    try:
        with open(path, "rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError:
        findings.report("FIL001", at, got=name, expected=_siblings(path))
    except IsADirectoryError:
        findings.report("FIL002", at, got=name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        # Windows answers "permission denied" for a folder.
        code = "FIL002" if os.path.isdir(path) else "FIL003"
        findings.report(code, at, got=name, detail=getattr(error, "strerror", None) or str(error))
    else:
        if len(data) <= limit:
            return data
        findings.report("FIL006", start_of(name), got=name, detail=f"{limit // 1024 // 1024} MiB")
    return None


def _siblings(path: Path) -> list[str]:
    """What is there instead of a missing file, as the same kind of path."""
    try:
        return sorted(openable(found) for found in path.parent.iterdir() if found.is_file())
    except (OSError, ValueError):
        return []


def start_of(name: str) -> Span:
    """The place of a diagnostic about a file that has no text."""
    return Span(Source(name, ""), 0, 0)


def relative_path(target: Path, path: Path) -> str:
    """The way from the folder of a file to another, with forward slashes."""
    try:
        return Path(os.path.relpath(target, path.parent)).as_posix()
    except ValueError:  # another drive, on Windows
        return target.absolute().as_posix()


def about_file(path: Path, code: str, *, got: str = "", detail: str = "") -> Diagnostic:
    """A diagnostic about a file as a whole."""
    return Diagnostic(code, start_of(openable(path)), got=got, detail=detail)


def decode(data: bytes, name: str, findings: Findings) -> Source | None:
    """The text of a file in UTF-8 (a BOM is dropped); None with a diagnostic if it is not."""
    if data.startswith(_UTF16) or data[:2].count(0) == 1:
        findings.report("FIL005", start_of(name), got="UTF-16")
        return None
    try:
        return Source(name, data.decode("utf-8").removeprefix(_BOM))
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8", "replace").removeprefix(_BOM))
        before = len(data[: error.start].decode("utf-8").removeprefix(_BOM))
        got = data[error.start : error.end].hex(" ")
        findings.report("FIL004", Span(source, before, before + 1), got=got)
        return None


def read_source(
    path: Path, findings: Findings, named_at: Span | None = None, limit: int = LIMIT
) -> Source | None:
    """The text of a file; None with a diagnostic if there is none to be had."""
    data = read_bytes(path, findings, named_at, limit)
    return None if data is None else decode(data, openable(path), findings)
