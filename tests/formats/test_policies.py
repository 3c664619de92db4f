from __future__ import annotations

from pathlib import Path

import pytest

from simulator.formats.files import openable
from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles
from simulator.formats.world import load_world, read_world
from simulator.language.model import PolicyType

STORY = Path(__file__).parent / "story"
HEAD = "calledvia: 1\naccounts:\n  111122223333:\n    users:\n      alice:\n        policies:\n"
ALLOW = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)


def first_policy_place(text: str, folder: Path) -> str:
    (folder / "world.yaml").write_text(text, encoding="utf-8", newline="")
    world = load_world("world.yaml")
    (policy,) = world.accounts["111122223333"].users["alice"].policies
    assert policy.name == "world.yaml"
    effect = policy.statements[0].effect_span
    row, column = effect.source.position(effect.start)
    assert effect.text == '"Allow"'
    return f"{row}:{column}"


def written_place(text: str) -> str:
    before = text[: text.index('"Allow"')]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


LAID_OUT = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "*",
    "Resource": "*"
  }
}"""


def indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line if line else line for line in text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        HEAD + f"          - '{ALLOW}'\n",
        HEAD + f"          - {ALLOW}\n",
        HEAD + "          - |\n" + indented(LAID_OUT, 12) + "\n",
        HEAD + "          - |-\n\n" + indented(LAID_OUT, 14) + "\n",
        HEAD + "          - |2\n" + indented(LAID_OUT, 14) + "\n",
        HEAD + "          - " + indented(LAID_OUT, 12).lstrip() + "\n",
        (HEAD + "          - |\n" + indented(LAID_OUT, 12) + "\n").replace("\n", "\r\n"),
    ],
    ids=["quoted", "flow", "block", "blank line first", "indent given", "flow lines", "crlf"],
)
def test_places_in_a_policy_written_in_the_file(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert first_policy_place(text, tmp_path) == written_place(text)


def test_a_policy_in_double_quotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    escaped = ALLOW.replace('"', '\\"')
    (tmp_path / "world.yaml").write_text(HEAD + f'          - "{escaped}"\n', encoding="utf-8")
    world = load_world("world.yaml")
    (policy,) = world.accounts["111122223333"].users["alice"].policies
    assert policy.statements[0].span.line == 7


def test_a_file_is_read_once_for_each_type() -> None:
    findings = Findings()
    files = PolicyFiles(findings)
    path = STORY / "bob-trust.json"
    first = files.file(path, PolicyType.TRUST)
    assert files.file(path, PolicyType.TRUST) is first
    assert files.file(path, PolicyType.IDENTITY) is None
    assert files.file(path, PolicyType.IDENTITY) is None
    assert findings.failed
    arns = [files.file(path, PolicyType.TRUST, arn=arn) for arn in ("arn:a", None)]
    assert [policy.arn for policy in arns if policy] == ["arn:a", None]


def test_mistakes_in_a_policy_used_twice_are_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    (tmp_path / "world.yaml").write_text(
        HEAD + "          - bad.json\n      bob: {policies: [./bad.json]}\n", encoding="utf-8"
    )
    found = read_world("world.yaml").diagnostics
    assert {it.span.source.name for it in found} == {"bad.json"}
    assert len(found) == len(set(found))


def test_openable_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "a" / "b" / "c"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert openable(below / "x.json") == "x.json"
    assert openable(Path("d") / ".." / "x.json") == "x.json"
    assert openable(tmp_path / "a" / "x.json") == "../../x.json"
    absolute = openable(tmp_path / "x.json")
    assert Path(absolute) == tmp_path / "x.json"
    assert "\\" not in absolute


def test_policies_that_could_not_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "part.json").write_text(ALLOW, encoding="utf-8")
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    listed = [
        "{unread: Hidden}",
        f'{{unread: Read only, arn: "{arn}"}}',
        "{file: part.json, unread: in part}",
    ]
    text = HEAD + "".join(f"          - {one}\n" for one in listed)
    (tmp_path / "world.yaml").write_text(text, encoding="utf-8")
    policies = load_world("world.yaml").accounts["111122223333"].users["alice"].policies
    assert [(it.name, it.arn, it.unread, len(it.statements)) for it in policies] == [
        ("Hidden", None, True, 0),
        ("Read only", arn, True, 0),
        ("part.json", None, True, 1),
    ]
