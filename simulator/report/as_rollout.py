"""What a log comes to under old and new policies: for a terminal, in lines, or in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.analysis.logs.rollout import CHANGES, Group, Outcome, Rollout
from simulator.report.layout import pad, with_place, wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.rollout import (
    OUTCOMES,
    account_words,
    call_words,
    day,
    deciding_words,
    forwarding_words,
    outcome_words,
    remark_words,
    replay_words,
    summary_words,
    total_words,
    trust_words,
    unreplayed_words,
    when_words,
)

Files = Mapping[int, str]
"""The scenario files of the groups that have one, by the groups' numbers."""


def text_lines(rollout: Rollout, files: Files, terminal: Terminal) -> Iterator[str]:
    """The totals, how far to trust them, then group by group what changes."""
    yield terminal.paint(total_words(rollout), Style.STRONG)
    for words in (forwarding_words(rollout), trust_words(rollout)):
        yield from map(terminal.paint, wrap(words, terminal.width))
    for words in remark_words(rollout):
        for line in wrap(words, terminal.width):
            yield terminal.paint(line, Style.MUTED)
    for outcome in _shown(rollout):
        yield from _outcome_lines(rollout, outcome, files, terminal)
    yield from _matrix_lines(rollout, terminal)


def _shown(rollout: Rollout) -> Iterator[Outcome]:
    """The outcomes that have a heading: changes only where policies are compared."""
    for outcome in CHANGES:
        if outcome is Outcome.DEPENDS or rollout.compared:
            yield outcome


def _outcome_lines(
    rollout: Rollout, outcome: Outcome, files: Files, terminal: Terminal
) -> Iterator[str]:
    heading = outcome_words(rollout, outcome)
    groups = rollout.of(outcome)
    if not heading:
        return
    style = OUTCOMES[outcome][1] if groups else None
    right = "first   last" if groups else ""
    for number, (left, place) in enumerate(with_place(heading, right, min(terminal.width, 76))):
        painted = terminal.paint(left, style) if number == 0 else left
        yield painted + terminal.paint(place, Style.MUTED)
    width = max((len(f"{group.count:,}") for group in groups), default=0)
    for group in groups:
        yield from _group_lines(group, files, terminal, max(width, 5))


def _group_lines(group: Group, files: Files, terminal: Terminal, width: int) -> Iterator[str]:
    lead = f"{group.count:>{width},} "
    seen = f"{day(group.first)}  {day(group.last)}"
    room = min(terminal.width, 76) - len(lead)
    for number, (left, place) in enumerate(with_place(call_words(group.key), seen, room)):
        head = lead if number == 0 else " " * len(lead)
        yield (
            terminal.paint(head)
            + terminal.paint(left, Style.STRONG)
            + terminal.paint(place, Style.MUTED)
        )
    margin = " " * (len(lead) + 2)
    words = deciding_words(group.key.deciding, terminal.marks)
    for line in wrap(words, terminal.width - len(margin)):
        yield margin + terminal.paint(line, OUTCOMES[group.key.outcome][1])
    file = files.get(group.number)
    said = f"replay: {replay_words(file)}" if file is not None else unreplayed_words()
    yield margin + terminal.paint(said, Style.MUTED)


def _matrix_lines(rollout: Rollout, terminal: Terminal) -> Iterator[str]:
    """Account by outcome, where there are several accounts."""
    if len(rollout.matrix) < 2:
        return
    names = [account_words(account) for account in rollout.matrix]
    first = max(map(len, ("account", *names)))
    columns = [outcome for outcome in Outcome if any(it.get(outcome) for it in _rows(rollout))]
    heads = [OUTCOMES[outcome][0] for outcome in columns]
    yield terminal.paint(
        pad("account", first) + "".join(f"  {head:>{_width(head)}}" for head in heads),
        Style.MUTED,
    )
    for name, row in zip(names, _rows(rollout), strict=True):
        cells = (
            f"  {row.get(outcome, 0):>{_width(head)},}"
            for outcome, head in zip(columns, heads, strict=True)
        )
        yield terminal.paint(pad(name, first) + "".join(cells))


def _rows(rollout: Rollout) -> list[Mapping[Outcome, int]]:
    return list(rollout.matrix.values())


def _width(head: str) -> int:
    return max(len(head), 11)


def concise_lines(rollout: Rollout, files: Files) -> Iterator[str]:
    """A line for each group, and the totals."""
    for group in rollout.groups:
        word = OUTCOMES[group.key.outcome][0]
        said = [
            f"{word}: {group.count:,} {call_words(group.key)}",
            deciding_words(group.key.deciding, Marks.SPOKEN),
        ]
        if group.number in files:
            said.append(replay_words(files[group.number]))
        yield "; ".join(said)
    yield total_words(rollout)


def plain_lines(rollout: Rollout, files: Files) -> Iterator[str]:
    """Sentences to be read aloud."""
    for words in (
        total_words(rollout),
        forwarding_words(rollout),
        trust_words(rollout),
        *remark_words(rollout),
    ):
        yield f"{words[:1].upper()}{words[1:]}."
    for group in rollout.groups:
        word = OUTCOMES[group.key.outcome][0].capitalize()
        calls = "1 call" if group.count == 1 else f"{group.count:,} calls"
        yield f"{word}, {calls}: {call_words(group.key)}, {when_words(group)}."
        yield f"Decided so: {deciding_words(group.key.deciding, Marks.SPOKEN)}."
        if group.number in files:
            yield f"Replay it with {replay_words(files[group.number])}."
    for account, row in rollout.matrix.items() if len(rollout.matrix) > 1 else ():
        cells = ", ".join(f"{count:,} {OUTCOMES[outcome][0]}" for outcome, count in row.items())
        yield f"Account {account_words(account)}: {cells}."
    yield f"Together: {summary_words(rollout)}."
