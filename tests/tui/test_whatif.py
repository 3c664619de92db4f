"""What if: fields, remedies, edited policies, saving; the last good result stays, marked stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.formats.scenario import load_scenario
from simulator.tui.widgets.form import FieldInput
from simulator.tui.widgets.source_pane import PolicyEditor, SourcePane
from simulator.world.replay import replay

from .conftest import NARROW, STORY, WIDE, NewApp
from .driving import press, running, settled, shown, write

HER_STACK = "her stack stops an instance"


@pytest.mark.asyncio
async def test_typing_a_place_replays_at_every_keystroke(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (pilot, explorer):
        await press(pilot, "4")
        field = explorer.query_one("#input-from", FieldInput)
        assert field.has_focus
        assert field.value == "office"
        await press(pilot, "ctrl+u", *"home")
        assert explorer.state.request is not None
        assert [
            hop.verdict.value if hop.verdict else "-" for hop in explorer.state.request.hops
        ] == [
            "implicit_deny",
            "-",
        ]
        text = shown(app)
        assert "now ✗ DENY (implicit) · 1 request flips" in text
        assert f"{HER_STACK}: ✗ DENY (implicit) → ✗ DENY (implicit)" in text


@pytest.mark.asyncio
async def test_a_bad_value_is_marked_and_the_last_good_result_stays_stale(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        before = explorer.state.request
        await press(pilot, "4", "x")
        assert explorer.query_one("#field-from").has_class("-wrong")
        assert explorer.state.stale
        assert explorer.state.request == before
        assert "(stale)" in shown(app)
        assert 'unknown place · did you mean "office"?' in shown(app)
        await press(pilot, "backspace")
        assert not explorer.query_one("#field-from").has_class("-wrong")
        assert not explorer.state.stale
        assert "as in file" in shown(app)


@pytest.mark.asyncio
async def test_by_hand_instead_of_through_a_service(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        explorer.query_one("#input-via", FieldInput).focus()
        await press(pilot, "ctrl+u")
        assert explorer.state.request is not None
        assert len(explorer.state.request.hops) == 1
        assert explorer.state.request.allowed is True
        await press(pilot, "escape", "r")
        assert len(explorer.state.request.hops) == 2


@pytest.mark.asyncio
async def test_time_action_resource_and_caller(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        fields = {
            "at": "2026-11-24T13:00:00Z",
            "action": "ec2:StartInstances",
            "on": "stack/web",
            "who": "user/carol",
        }
        for name, text in fields.items():
            explorer.query_one(f"#input-{name}", FieldInput).value = text
            await settled(pilot)
            assert not explorer.state.stale, name
        request = explorer.state.request
        assert request is not None
        assert request.instant.hour == 13
        assert request.request.tree.then[0].action == "ec2:StartInstances"
        assert request.request.tree.acting == "user/carol"
        explorer.query_one("#input-at", FieldInput).value = "yesterday"
        await settled(pilot)
        assert explorer.state.stale


@pytest.mark.asyncio
async def test_a_remedy_is_put_in_force(new_app: NewApp) -> None:
    app = new_app(STORY)
    async with running(app, WIDE) as (pilot, explorer):
        choice = explorer.query_one("#remedy")
        for name, allowed in (("via-aws-service", True), ("deny", False), ("assume-role", True)):
            choice.value = name  # type: ignore[attr-defined]
            await settled(pilot)
            assert explorer.state.request is not None
            assert explorer.state.request.allowed is allowed, name
        assert explorer.state.request.request.tree.acting == "bob"


@pytest.mark.asyncio
async def test_a_policy_is_edited_in_place_with_live_diagnostics(new_app: NewApp) -> None:
    app = new_app()
    path = Path("scenarios/source-ip/office-only.json")
    on_disk = path.read_bytes()
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "e")
        editor = explorer.query_one(PolicyEditor)
        assert editor.has_focus
        editor.text = editor.text.replace('"IpAddress"', '"IpAdress"')
        await settled(pilot)
        assert explorer.state.stale
        assert "POL014" in shown(app)
        editor.text = editor.text.replace('"IpAdress"', '"NotIpAddress"')
        await settled(pilot)
        assert not explorer.state.stale
        assert not explorer.query_one(SourcePane).complaints
        request = explorer.state.request
        assert request is not None
        assert request.hops[0].decision is not None
        assert request.hops[0].decision.allowed is False
        assert len(explorer.state.flips) > 5
        await press(pilot, "escape")
        assert not explorer.query_one(SourcePane).editing
        assert "edited, not saved" in shown(app)
        await press(pilot, "r")
        assert not explorer.state.edited
    assert path.read_bytes() == on_disk


@pytest.mark.asyncio
async def test_a_what_if_is_saved_as_a_scenario_that_replays_alike(
    new_app: NewApp, own_scenarios: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_scenarios)
    app = new_app(Path("direct.yaml"))
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "f", "e")
        editor = explorer.query_one(PolicyEditor)
        editor.text = editor.text.replace("103.15.250.0/24", "198.51.100.0/24")
        await settled(pilot)
        await press(pilot, "escape", "s", "enter")
        told = explorer.state.replay
    assert told is not None
    saved = replay(load_scenario("direct-what-if.yaml"))
    assert [one.allowed for one in saved.requests] == [one.allowed for one in told.requests]
    assert saved.as_expected
    assert saved.rules == told.rules
    assert "103.15.250.0/24" in (own_scenarios / "office-only.json").read_text(encoding="utf-8")


@pytest.mark.asyncio
async def test_a_request_of_ones_own_can_have_single_keys(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        assert not explorer.query_one("#field-with").display
        await press(pilot, "a")
        await write(pilot, "user/alice ec2:StopInstances")
        await press(pilot, "enter")
        assert "REQ002" in shown(app)
        await write(pilot, "user/alice ec2:StopInstances on instance/i-0abc from office")
        await press(pilot, "enter")
        assert explorer.state.name.endswith("from office")
        assert explorer.state.request is not None
        assert explorer.state.request.allowed is True
        assert explorer.query_one("#field-with").display
        explorer.query_one("#input-with", FieldInput).value = "aws:SourceIp=unknown"
        await settled(pilot)
        assert explorer.state.request.allowed is None
        assert "? DEPENDS" in shown(app)
