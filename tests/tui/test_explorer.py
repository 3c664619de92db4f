"""The main screen: what it shows at both sizes, and how the panes follow each other."""

from __future__ import annotations

import pytest

from simulator.evaluation.decision import Verdict
from simulator.tui.widgets.chain_pane import ChainPane
from simulator.tui.widgets.scenario_pane import ScenarioPane
from simulator.tui.widgets.source_pane import SourcePane
from simulator.tui.widgets.why_pane import WhyTree

from .conftest import NARROW, STORY, WIDE, NewApp
from .driving import press, running, settled, shown, write

HER_STACK = "her stack stops an instance"


@pytest.mark.asyncio
async def test_the_story_is_told_on_the_first_screen_at_80_by_24(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (_, explorer):
        assert explorer.state.name == HER_STACK
        text = shown(app)
        for words in (
            "✗ DENY at hop 2",
            "user/alice from office (103.15.250.7)",
            "cloudformation:UpdateStack  stack/web",
            "✓ ALLOW",
            "CloudFormation's address ◂ replaced",
            "ViaAWSService true ◂ changed",
            "cloudformation.amazonaws.com ◂ new",
            "the nearest statement, Office,",
            "office-only.json:10:9",
            "under preserved: ✓ ALLOW (press f)",
        ):
            assert words in text.replace("  (press", " (press"), words
        assert not explorer.query_one(ChainPane).show_vertical_scrollbar


@pytest.mark.asyncio
async def test_wide_shows_every_pane_at_once(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE):
        text = shown(app)
        for words in ("4 What if", "1 Scenarios", "2 Chain", "3 Why", "office-only.json:10:9"):
            assert words in text


@pytest.mark.asyncio
async def test_f_changes_the_network_model_and_back(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (pilot, explorer):
        assert explorer.state.request is not None
        assert explorer.state.request.allowed is False
        await press(pilot, "f")
        assert explorer.state.request.allowed is True
        assert [flip.after.request.name for flip in explorer.state.flips] == [HER_STACK]
        assert "preserved" in shown(app)
        await press(pilot, "f")
        assert explorer.state.request.allowed is False
        assert not explorer.state.edited


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_digits_jump_and_one_pane_has_the_focus(
    new_app: NewApp, size: tuple[int, int]
) -> None:
    app = new_app()
    panes = {"1": "scenarios", "2": "chain", "3": "why-pane", "5": "source", "4": "whatif"}
    async with running(app, size) as (pilot, explorer):
        for digit, name in panes.items():
            if explorer.pane == "whatif":
                await press(pilot, "escape")
            await press(pilot, digit)
            pane = explorer.query_one(f"#{name}")
            assert pane.has_focus or pane.has_focus_within, name
            assert pane.display
            assert pane.region.area > 0


@pytest.mark.asyncio
async def test_another_call_of_the_chain_is_shown_everywhere(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        assert explorer.state.hop == 2
        await press(pilot, "k")
        assert explorer.state.hop == 1
        hop = explorer.state.shown_hop
        assert hop is not None
        assert hop.verdict is Verdict.ALLOW
        assert "one allows" in shown(app)
        await press(pilot, "j", "j")
        assert explorer.state.hop == 2


@pytest.mark.asyncio
async def test_the_tree_opens_on_the_deciding_condition_and_the_source_follows(
    new_app: NewApp,
) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "3")
        tree, source = explorer.query_one(WhyTree), explorer.query_one(SourcePane)
        assert tree.cursor_node is not None
        assert "IpAddress aws:SourceIp" in str(tree.cursor_node.label)
        assert source.span is not None
        assert source.span.location.endswith("office-only.json:10:9")
        await press(pilot, "j", "j")
        assert source.span.text == '"103.15.250.0/24"'
        await press(pilot, "j")
        assert source.span.text == '"12.148.72.0/23"'
        await press(pilot, "enter")
        assert explorer.pane == "source"


@pytest.mark.asyncio
async def test_message_and_trail_are_a_tab_away(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (pilot, _):
        await press(pilot, "3", "t")
        assert "is not authorized to perform" in shown(app)
        await press(pilot, "t")
        assert "The record that CloudTrail would keep (predicted):" in shown(app)
        await press(pilot, "t")
        assert "IpAddress aws:SourceIp" in shown(app)


@pytest.mark.asyncio
async def test_filter_as_you_type_and_enter_opens_the_first(new_app: NewApp) -> None:
    app = new_app(STORY)
    async with running(app, NARROW) as (pilot, explorer):
        await press(pilot, "slash")
        await write(pilot, "query")
        text = shown(app)
        assert "a query reads a file (ViaAWSService)" in text
        assert "just before" not in text
        await press(pilot, "enter")
        assert explorer.state.name == "a query reads a file (ViaAWSService)"


@pytest.mark.asyncio
async def test_the_cursor_shows_requests_and_n_and_p_go_through_them(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "n")
        assert explorer.state.name == "service role, restricted alike"
        await press(pilot, "p", "p")
        assert explorer.state.name == "just after 12.148.72.0/23"
        await press(pilot, "1", "j")
        assert explorer.state.name == HER_STACK
        assert explorer.query_one(ScenarioPane).nodes.cursor_line > 0


@pytest.mark.asyncio
async def test_every_key_is_shown_on_demand(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, NARROW) as (pilot, _):
        assert "CurrentTime" not in shown(app)
        await press(pilot, "x")
        assert "CurrentTime" in shown(app)


@pytest.mark.asyncio
async def test_too_small_says_which_size_it_needs(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, (50, 12)) as (pilot, explorer):
        assert "60×20" in shown(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "60×20" not in shown(app)
        assert explorer.query_one(ChainPane).region.area > 0


@pytest.mark.asyncio
async def test_panes_can_be_made_wider(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, WIDE) as (pilot, explorer):
        await press(pilot, "1")
        before = explorer.query_one("#scenarios").outer_size.width
        await press(pilot, "greater_than_sign")
        assert explorer.query_one("#scenarios").outer_size.width == before + 2
        await press(pilot, "less_than_sign", "less_than_sign")
        assert explorer.query_one("#scenarios").outer_size.width == before - 2


@pytest.mark.asyncio
async def test_q_at_the_top_quits(new_app: NewApp) -> None:
    app = new_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0
