"""How does the main screen's state come onto its widgets? Values go down, nothing comes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets import Static

from simulator.report.layout import cut_middle
from simulator.report.terminal import Marks, Style
from simulator.report.wording.diagnostics import concise_words
from simulator.report.wording.replays import brief_reasons, outcome, rules_words, settling_hop
from simulator.report.wording.screens import STALE, flip_words, flips_words, verdict_words
from simulator.rules import Forwarding
from simulator.source import Diagnostic, Span
from simulator.tui import state as states
from simulator.tui.fields import FIELD_ROWS, texts_of
from simulator.tui.keys import Where, keys_for
from simulator.tui.library import Part
from simulator.tui.state import FORWARDING, REMEDY, State
from simulator.tui.text import TONES, line, lines
from simulator.tui.widgets.chain_pane import ChainPane
from simulator.tui.widgets.form import WhatIfForm, complaint_words
from simulator.tui.widgets.lines import HeaderLine
from simulator.tui.widgets.scenario_pane import ScenarioPane
from simulator.tui.widgets.source_pane import SourcePane
from simulator.tui.widgets.why_pane import WhyPane
from simulator.world.replayed import Replay, RequestReplay

if TYPE_CHECKING:
    from simulator.tui.app import CalledVia
    from simulator.tui.screens.explorer import Explorer

_MUTED = TONES[Style.MUTED]
_FLIPS_SHOWN = 8


def show(screen: Explorer, now: State) -> None:
    """Hand each widget what it shows."""
    screen.query_one(ScenarioPane).library = now.library
    part, replay, request = now.part, now.replay, now.request
    if part is None or replay is None or request is None:
        _show_nothing(screen, now)
        return
    chain = screen.query_one(ChainPane)
    chain.hop = now.hop
    chain.request = request
    why = screen.query_one(WhyPane)
    why.rules = replay.rules
    why.forwarding_key = _press_forwarding(screen)
    why.hop = now.shown_hop
    _show_header(screen, now, part, replay, request)
    screen.query_one("#short-text", Static).update(
        lines(_short(request, replay, _press_forwarding(screen)))
    )
    _show_form(screen, now, part)
    _show_edited(screen, now)


def _show_nothing(screen: Explorer, now: State) -> None:
    if now.library.complete and not now.library.parts:
        roots = ", ".join(str(root) for root in now.library.roots)
        words = f"No scenarios in {roots}. calledvia init DIR writes one to begin with."
        screen.query_one("#chain-text", Static).update(line(words))
    elif not now.library.complete:
        screen.query_one("#chain-text", Static).update(line("Reading scenarios …"))


def _show_header(
    screen: Explorer, now: State, part: Part, replay: Replay, request: RequestReplay
) -> None:
    header = screen.query_one(HeaderLine)
    wide = screen.size.width >= 100
    folders = (one.folder for one in now.library.entries if one.path == part.entry)
    folder = next(folders, "") if wide else ""
    header.where = (*([folder] if folder else []), part.scenario.name, now.name)
    header.rules = rules_words(replay.rules) if wide else replay.rules.forwarding.value
    _, style = outcome(settling_hop(request), Marks.SYMBOL)
    words = verdict_words(request, Marks.SYMBOL, brief=not wide)
    header.verdict = (f"{words}{' (stale)' if now.stale else ''}", TONES[style])


def _press_forwarding(screen: Explorer) -> str:
    """What is said beside a verdict that rests on the network model."""
    key = next(key for key in keys_for(Where.EXPLORER) if key.id == "forwarding")
    return f"(press {cast('CalledVia', screen.app).own_keys.applied(key).shown})"


def _short(request: RequestReplay, replay: Replay, press: str) -> list[Content]:
    rows: list[Content] = []
    for sentence in brief_reasons(request, replay.rules, Marks.SYMBOL):
        place = f"  {_place(sentence.span)}" if sentence.span is not None else ""
        key = f" {press}" if "rests on forwarding" in sentence.text else ""
        rows.append(line(sentence.text, (place, _MUTED), (key, _MUTED)))
    if not rows:
        rows.append(line("every call is allowed" if request.allowed else "nothing to tell"))
    return rows


def _place(span: Span) -> str:
    """File, line and column; the folder is told elsewhere."""
    return span.location.rpartition("/")[2]


def _show_form(screen: Explorer, now: State, part: Part) -> None:
    original = part.find(now.name)
    if original is None:
        return
    form = screen.query_one(WhatIfForm)
    typed = {key: text for key, text in now.typed.items() if key in states.FIELDS}
    forwarding = now.typed.get(FORWARDING, part.replay.rules.forwarding.value)
    bare = part in now.library.asked and not original.request.tree.then
    form.fill(
        {**texts_of(original), **typed},
        {row.name: row.names(part.scenario, now.name) for row in FIELD_ROWS},
        [one.name for one in screen.remedies],
        now.typed.get(REMEDY, ""),
        Forwarding(forwarding),
        keys=bare,
    )
    form.complaints = dict(now.complaints)
    form.summary = tuple(_summary(now, narrow=screen.has_class("-narrow")))


def _summary(now: State, *, narrow: bool) -> list[Content]:
    """What comes of the fields, or what is wrong with one of them."""
    request = now.request
    if request is None:
        return []
    stale = (f" · {STALE}", TONES[Style.DEPENDS]) if now.stale else ""
    wrong = next((key for key in now.complaints if key in states.FIELDS), None)
    if wrong is not None and not narrow:
        words = cut_middle(f"! {wrong}: {complaint_words(now.complaints[wrong])}", 48)
        return [line((words, TONES[Style.DENY]), stale)]
    mark, style = outcome(settling_hop(request), Marks.SYMBOL)
    words = flips_words(now.flips, now.edited)
    first = line("now ", (mark, f"bold {TONES[style]}"), (f" · {words}", _MUTED), stale)
    if not narrow:
        return [first]
    flips = [line(flip_words(flip, Marks.SYMBOL)) for flip in now.flips[:_FLIPS_SHOWN]]
    more = len(now.flips) - len(flips)
    return [first, *flips, *([line(f"and {more} more")] if more > 0 else [])]


def _show_edited(screen: Explorer, now: State) -> None:
    pane = screen.query_one(SourcePane)
    pane.complaints = tuple(
        complaint for key, complaint in now.complaints.items() if key not in states.FIELDS
    )
    original = screen.original_source()
    edited = original is not None and states.policy_key(original) in now.typed
    pane.note = f"edited, not saved · {flips_words(now.flips, now.edited)}" if edited else ""


def broken_words(diagnostics: Iterable[Diagnostic]) -> Content:
    """What is wrong with a file."""
    return lines([line(concise_words(one)) for one in diagnostics])
