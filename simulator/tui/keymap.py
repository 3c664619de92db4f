"""Which keys did the user choose instead of ours? `keys.toml` in the config folder says it.

    [keys]
    filter = "ctrl+f"
    next-request = "n,down"

A file with a mistake changes nothing: an app half of whose keys moved is worse than one whose keys
are those of the reference.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual.binding import Binding, InvalidBinding
from textual.keys import Keys, key_to_character

from simulator.language.findings import nearest
from simulator.tui.keys import KEYS, Key, Where, keys_for

_MODIFIERS = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})


@dataclass(frozen=True, slots=True)
class Keymap:
    """The user's keys.

    Args:
        keys: by the id of a row of the table, as Textual spells them; empty if anything is wrong.
        complaints: what is wrong with the file, a sentence each; not yet made printable.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()

    def applied(self, key: Key) -> Key:
        """The row with the keys that the user gave it."""
        return replace(key, keys=self.keys.get(key.id, key.keys))


def keymap_path() -> Path:
    """Where the user's keys are looked for."""
    from platformdirs import user_config_path

    return user_config_path("calledvia", appauthor=False) / "keys.toml"


def load(path: Path) -> Keymap:
    """The user's keys; none, and no complaint, if there is no file."""
    try:
        # Editors on Windows put a byte order mark before the text.
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Keymap()
    except OSError as error:
        return Keymap(complaints=(f"it cannot be read: {error.strerror}.",))
    except (ValueError, RecursionError) as error:
        return Keymap(complaints=(f"it is not TOML: {error}.",))
    wanted = document.get("keys", {})
    if not isinstance(wanted, dict) or document.keys() - {"keys"}:
        return Keymap(complaints=('only [keys] with lines ID = "key" may stand in it.',))
    keys: dict[str, str] = {}
    complaints: list[str] = []
    for name, value in wanted.items():
        try:
            keys[name] = _read(name, value)
        except ValueError as error:
            complaints.append(str(error))
    if not complaints:
        complaints.extend(_clashes(Keymap(keys)))
    return Keymap(complaints=tuple(complaints)) if complaints else Keymap(keys)


def _read(name: str, value: object) -> str:
    """The keys of one line, spelled as Textual spells them; ValueError says what is wrong."""
    rows = {key.id: key for key in KEYS}
    if name not in rows:
        raise ValueError(f"nothing is called {name}{_meant(name, tuple(rows))}.")
    if rows[name].built_in:
        raise ValueError(f"the key of {name} is fixed.")
    if not isinstance(value, str):
        raise ValueError(f'{name}: expected a key in quotes, such as "f2".')
    try:
        keys = [one.key for one in Binding.make_bindings([Binding(value, "")])]
    except InvalidBinding:
        raise ValueError(f'{name}: no key before or after a comma; the comma is "comma".') from None
    for key in keys:
        if not _exists(key):
            known = tuple(one.value for one in Keys)
            raise ValueError(f"{name}: there is no key {key}{_meant(key, known)}.")
    return ",".join(dict.fromkeys(keys))


def _exists(key: str) -> bool:
    *modifiers, name = key.split("+")
    named = name in {one.value for one in Keys} or key_to_character(name) is not None
    return named and _MODIFIERS.issuperset(modifiers)


def _meant(got: str, expected: tuple[str, ...]) -> str:
    close = nearest(got, expected)
    return f" (did you mean {close}?)" if close else ""


def _clashes(keymap: Keymap) -> Iterator[str]:
    """Keys that would do two things in one place."""
    for where in Where:
        doing: dict[str, str] = {}
        for row in map(keymap.applied, keys_for(where)):
            for key in row.keys.split(","):
                other = doing.setdefault(key, row.id)
                if other != row.id:
                    yield f"{key} would be both {other} and {row.id} ({where})."
