"""What does a project say about linting: which rules, and where not?

In `.calledvia.toml` under `[lint]`, or in `pyproject.toml` under `[tool.calledvia.lint]`; the
nearest one counts, from the current folder upwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

_OWN, _PROJECT = ".calledvia.toml", "pyproject.toml"
LISTS = ("select", "ignore")
PER_FILE = "per-file-ignores"


class SettingsError(ValueError):
    """Settings that cannot be used.

    Attributes:
        path: the file.
        key: what is wrong in it; empty if it is no TOML.
        problem: what the reader of TOML says; empty if a key is unknown or has another type.
    """

    def __init__(self, path: Path, key: str = "", problem: str = "") -> None:
        self.path, self.key, self.problem = path, key, problem
        super().__init__(f"{path}: {key or problem}")


@dataclass(frozen=True, slots=True)
class LintSettings:
    """The settings of a project.

    Args:
        select: ids and beginnings of ids; empty: every rule.
        ignore: ids and beginnings of ids.
        per_file: patterns of file names, with the ids that are not looked for in such files.
        folder: what the patterns are relative to.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    folder: Path = Path()

    def ignored_in(self, name: str) -> tuple[str, ...]:
        """The ids that are not looked for in a file; a pattern without a slash means its name."""
        path = Path(name).absolute()
        inside = path.is_relative_to(self.folder)
        whole = path.relative_to(self.folder).as_posix() if inside else path.as_posix()
        return tuple(
            id
            for pattern, ids in self.per_file
            if fnmatchcase(whole if "/" in pattern else path.name, pattern)
            for id in ids
        )


def read_lint_settings(folder: Path) -> LintSettings:
    """The settings that hold in a folder.

    Raises:
        SettingsError: the file is no TOML, or has keys or values that mean nothing.
    """
    for path, table in _tables(folder.absolute()):
        return _settings(path, table)
    return LintSettings(folder=folder.absolute())


def _tables(folder: Path) -> Iterator[tuple[Path, Any]]:
    for parent in (folder, *folder.parents):
        for name, steps in ((_OWN, ("lint",)), (_PROJECT, ("tool", "calledvia", "lint"))):
            path = parent / name
            if path.is_file():
                table = _within(_document(path), steps)
                if table is not None:
                    yield path, table


def _document(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(path, problem=str(error)) from error


def _within(table: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        table = table.get(step) if isinstance(table, dict) else None
    return table


def _settings(path: Path, table: Any) -> LintSettings:
    if not isinstance(table, dict):
        raise SettingsError(path, "lint")
    for key in table:
        if key not in (*LISTS, PER_FILE):
            raise SettingsError(path, key)
    per_file = table.get(PER_FILE, {})
    if not isinstance(per_file, dict):
        raise SettingsError(path, PER_FILE)
    return LintSettings(
        _ids(path, "select", table.get("select", [])),
        _ids(path, "ignore", table.get("ignore", [])),
        tuple((pattern, _ids(path, pattern, ids)) for pattern, ids in per_file.items()),
        path.parent,
    )


def _ids(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise SettingsError(path, key)
    return tuple(value)
