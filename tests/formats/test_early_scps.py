"""Does a world refuse SCPs that its day did not know yet?"""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.formats.world import read_world

WORLD = """\
calledvia: 1
as_of: {as_of}
organization:
  id: o-1
  management: "999988887777"
  units: {{Work: {{accounts: ["111122223333"], scps: [scp.json]}}}}
accounts:
  "111122223333": {{scps: [scp.json]}}
  "999988887777": {{}}
"""
BY_TLS = '"Condition": {"Bool": {"aws:SecureTransport": "true"}}'
REFUSED = {
    "Condition": '"Effect": "Allow", "Action": "*", "Resource": "*", ' + BY_TLS,
    "NotAction": '"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"',
    "NotResource": '"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::b"',
    "arn:aws:s3:::b": '"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b"',
    "s3:*Object": '"Effect": "Deny", "Action": "s3:*Object", "Resource": "*"',
}
FINE = '"Effect": "Deny", "NotAction": "iam:*", "Resource": "arn:aws:s3:::b", ' + BY_TLS


def found(folder: Path, statement: str, as_of: str) -> list[tuple[str, str]]:
    text = f'{{"Version": "2012-10-17", "Statement": {{{statement}}}}}'
    (folder / "scp.json").write_text(text, encoding="utf-8")
    (folder / "world.yaml").write_text(WORLD.format(as_of=as_of), encoding="utf-8")
    diagnostics = read_world(folder / "world.yaml").diagnostics
    return [(one.code, one.got) for one in diagnostics if one.code.startswith("POL0")]


@pytest.mark.parametrize("what", REFUSED)
def test_before_the_full_language(tmp_path: Path, what: str) -> None:
    assert found(tmp_path, REFUSED[what], "2025-09-18") == [("POL047", what)]
    assert found(tmp_path, REFUSED[what], "2025-09-19") == []


def test_what_scps_could_always_say(tmp_path: Path) -> None:
    assert found(tmp_path, FINE, "2025-09-18") == []
