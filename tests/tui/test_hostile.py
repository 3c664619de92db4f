"""Text from files is shown literally: it cannot crash, restyle, act, hide or break an export."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from simulator.source import printable
from simulator.tui.widgets.source_pane import PolicyEditor, editable

from .conftest import NARROW, WIDE, NewApp
from .driving import press, running, settled, shown
from .hostile import STRINGS, write_hostile

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def nothing_hidden(text: str) -> bool:
    return not any(unicodedata.category(one) in _HIDDEN for one in text if one != "\n")


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_screen_shows_hostile_strings_literally(
    new_app: NewApp, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = write_hostile(tmp_path / "hostile")
    app = new_app(path)
    async with running(app, size) as (pilot, explorer):
        part = explorer.state.part
        assert part is not None, explorer.state.library.entries[0].diagnostics[:3]
        assert len(part.replay.requests) == len(STRINGS)
        seen = ""
        for key in ("1", "x", "3", "t", "t", "5", "4", "escape", "y", "escape", "c", "q"):
            await press(pilot, key)
            text = shown(app)
            assert nothing_hidden(text), key
            seen += text
        ElementTree.fromstring(app.export_screenshot())
        for text in STRINGS[3:8]:
            names = (one.request.name for one in part.replay.requests)
            explorer.open(part, next(name for name in names if text in name))
            await settled(pilot)
            assert nothing_hidden(shown(app))
            ElementTree.fromstring(app.export_screenshot())
        await press(pilot, "1")
        seen += shown(app)
        for text in ("[bold red]x[/]", "[@click=app.bell]", "b[/k", "\\u202e", "\\x1b"):
            assert text in seen, text


@pytest.mark.parametrize("text", STRINGS)
def test_an_edited_text_means_the_same_and_hides_nothing(text: str) -> None:
    document = json.dumps({"Sid": text}, ensure_ascii=False)
    changed = editable(document)
    assert nothing_hidden(changed)
    assert json.loads(changed) == {"Sid": text}
    assert editable('{\r\n\t"a": 1\r\n}') == '{\n\t"a": 1\n}'


@pytest.mark.asyncio
async def test_a_large_policy_on_one_line_is_shown_around_the_place_that_decided(
    new_app: NewApp, own_scenarios: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_scenarios)
    values = ",".join(f'"10.{number // 250}.{number % 250}.0/24"' for number in range(20_000))
    policy = (
        '{"Version": "2012-10-17", "Statement": {"Sid": "Large", "Effect": "Allow", "Action": '
        '"ec2:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ['
        + values
        + ',"103.15.250.0/24"]}}}}'
    )
    Path("large.json").write_text(policy, encoding="utf-8")
    Path("large.yaml").write_text(
        "calledvia: 1\nworld: world.yaml\npolicies: {user/alice: [large.json]}\nrequests:\n"
        "  - {name: one, call: user/alice ec2:StopInstances on instance/i-0abc from office}\n",
        encoding="utf-8",
    )
    app = new_app(Path("large.yaml"))
    async with running(app, WIDE) as (pilot, explorer):
        assert explorer.state.request is not None
        assert explorer.state.request.allowed is True
        text = shown(app)
        assert "large.json:1:" in text
        assert '"10.79.249.0/24","103.15.250.0/24"' in text
        await press(pilot, "5", "home", "l", "end")
        assert app.is_running


def test_printable_is_what_the_screens_rely_on() -> None:
    for text in STRINGS:
        assert nothing_hidden(printable(text))


def test_the_editor_is_the_only_text_area() -> None:
    assert PolicyEditor.__mro__[1].__name__ == "TextArea"
