"""How cures compare: one table and what each comes to, lines, or sentences."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.remedies.fix import Fix
from simulator.analysis.remedies.question import Wish
from simulator.analysis.remedies.trial import Trial
from simulator.report.layout import cut_middle, pad, with_place, wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.remedies import (
    LEGEND,
    NOT_DRAFTED,
    WISHES,
    call_words,
    cell_mark,
    cure_words,
    document_words,
    failing_words,
    kept_out_words,
    limits_words,
    named_words,
    opened_words,
    reached_words,
    restriction_words,
    summary_words,
)
from simulator.source import printable

_COLUMN = 5


def text_lines(fix: Fix, terminal: Terminal) -> Iterator[str]:
    """Whose restriction, the table, and a paragraph for each cure."""
    yield terminal.paint(fix.question.user, Style.STRONG)
    for sentence in (*restriction_words(fix), *limits_words(fix)):
        place = printable(sentence.span.location) if sentence.span is not None else ""
        for left, right in with_place(sentence.text, place, terminal.width - 2):
            yield "  " + terminal.paint(left) + terminal.paint(right, Style.MUTED)
    yield ""
    yield from _table(fix, terminal)
    for number, trial in enumerate(fix.trials, start=1):
        yield ""
        yield from _paragraph(fix, trial, number, terminal)
    yield ""
    for kind, why in fix.others.items():
        for line in wrap(f"not drafted: {kind.value}, since {NOT_DRAFTED[why]}", terminal.width):
            yield terminal.paint(line, Style.MUTED)
    good = any(fix.cures(trial) for trial in fix.trials)
    for line in wrap(summary_words(fix), terminal.width):
        yield terminal.paint(line, Style.ALLOW if good else Style.DENY)


def _table(fix: Fix, terminal: Terminal) -> Iterator[str]:
    columns = (fix.now, *fix.trials)
    room = terminal.width - _COLUMN * len(columns)
    heads = ("now", *(str(number) for number in range(1, len(columns))))
    head = " " * room + "".join(pad(text, _COLUMN) for text in heads)
    yield terminal.paint(head.rstrip(), Style.MUTED)
    for wish, words in WISHES.items():
        rows = [n for n, call in enumerate(fix.calls) if call.wish is wish]
        if rows:
            yield terminal.paint(words, Style.STRONG)
        for row in rows:
            call = fix.calls[row]
            name = cut_middle(call_words(call), room - 3, terminal.glyphs.ellipsis)
            line = terminal.paint(pad(f"  {name}", room))
            for column in columns:
                mark = cell_mark(call, column.cells[row], terminal.marks)
                style = Style.UNEXPECTED if mark.endswith("!") else None
                line += terminal.paint(mark, style) + " " * (_COLUMN - len(mark))
            yield line.rstrip()
    for line in wrap(LEGEND, terminal.width):
        yield terminal.paint(line, Style.MUTED)


def _paragraph(fix: Fix, trial: Trial, number: int, terminal: Terminal) -> Iterator[str]:
    assert trial.cure is not None
    heading = f"{number} {trial.cure.kind.value}: {cure_words(trial.cure)}"
    for line in wrap(heading, terminal.width):
        yield terminal.paint(line, Style.STRONG)
    yes, no = ("✓", "✗") if terminal.marks is Marks.SYMBOL else ("[ok]", "[!!]")
    told = [
        (no if fix.failing(trial) else yes, failing_words(fix, trial)),
        (no if fix.let_in(trial) else yes, kept_out_words(fix, trial)),
        *(("!", words) for words in opened_words(fix, trial)),
        *(("", reached_words(reached)) for reached in trial.reached),
        ("", f"the log names {named_words(trial)}"),
    ]
    lead = max(len(mark) for mark, _ in told) + 1
    for mark, words in told:
        style = {yes: Style.ALLOW, no: Style.DENY, "!": Style.DEPENDS}.get(mark)
        for index, line in enumerate(wrap(words, terminal.width - 2 - lead)):
            head = terminal.paint(mark, style) + " " * (lead - len(mark))
            yield "  " + (head if index == 0 else " " * lead) + terminal.paint(line)
    for document in trial.cure.documents:
        yield "  " + " " * lead + terminal.paint(document_words(document), Style.MUTED)


def concise_lines(fix: Fix) -> Iterator[str]:
    """A line for each cure."""
    for trial in fix.trials:
        assert trial.cure is not None
        word = "cures" if fix.cures(trial) else "fails"
        said = [failing_words(fix, trial), kept_out_words(fix, trial), *opened_words(fix, trial)]
        yield f"{trial.cure.kind.value}: {word}: {'; '.join(said)}"
    for kind, why in fix.others.items():
        yield f"{kind.value}: not drafted: {NOT_DRAFTED[why]}"
    for sentence in limits_words(fix):
        yield sentence.text


def plain_lines(fix: Fix) -> Iterator[str]:
    """Sentences to be read aloud."""
    yield f"Cures for {printable(fix.question.user)}."
    for sentence in (*restriction_words(fix), *limits_words(fix)):
        yield f"{sentence.text}."
    for call, cell in zip(fix.calls, fix.now.cells, strict=True):
        if call.wish is Wish.NEEDED and not cell.works:
            yield f"Today this does not work in both network models: {call_words(call)}."
    for number, trial in enumerate(fix.trials, start=1):
        assert trial.cure is not None
        yield f"Cure {number}, {trial.cure.kind.value}: {cure_words(trial.cure)}."
        for words in (
            failing_words(fix, trial),
            kept_out_words(fix, trial),
            *opened_words(fix, trial),
            *map(reached_words, trial.reached),
            f"the log names {named_words(trial)}",
        ):
            yield f"{words[0].upper()}{words[1:]}."
    for kind, why in fix.others.items():
        yield f"Not drafted: {kind.value}, since {NOT_DRAFTED[why]}."
    yield f"{summary_words(fix)}."
