"""How is a diagnostic said? Its row has title and help; here are offending text and hints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.report.wording.values import counted
from simulator.source import Diagnostic, printable

_EXPECTED_SHOWN = 8


def severity(diagnostic: Diagnostic) -> Severity:
    """Whether it is an error or a warning."""
    return DIAGNOSTICS[diagnostic.code].severity


def is_error(diagnostic: Diagnostic) -> bool:
    """Whether what it is about cannot be used."""
    return severity(diagnostic) is Severity.ERROR


def title_words(diagnostic: Diagnostic) -> str:
    """The row's title, and the figure that it needs."""
    title = DIAGNOSTICS[diagnostic.code].title
    return f"{title}: {printable(diagnostic.detail)}" if diagnostic.detail else title


def hint_words(diagnostic: Diagnostic) -> str:
    """What was probably meant; empty if there is no guess."""
    if diagnostic.nearest is None:
        return ""
    return f'did you mean "{printable(diagnostic.nearest)}"?'


def expected_words(diagnostic: Diagnostic) -> str:
    """What could stand there; empty if a guess says it already, or if there is no list."""
    if not diagnostic.expected or diagnostic.nearest is not None:
        return ""
    shown = [printable(one) for one in diagnostic.expected[:_EXPECTED_SHOWN]]
    more = len(diagnostic.expected) - len(shown)
    return ", ".join(shown) + (f" or {more} others" if more else "")


def concise_words(diagnostic: Diagnostic) -> str:
    """One line: place, code, title, offending text and guess."""
    words = f"{printable(diagnostic.span.location)}: {diagnostic.code} {title_words(diagnostic)}"
    if diagnostic.got:
        words += f' "{printable(diagnostic.got)}"'
    if diagnostic.nearest is not None:
        words += f" ({printable(diagnostic.nearest)}?)"
    return words


def plain_words(diagnostic: Diagnostic) -> str:
    """The same in sentences, to be read aloud."""
    row = DIAGNOSTICS[diagnostic.code]
    span = diagnostic.span
    said = [
        f"{row.severity.value.capitalize()} {row.code} in {printable(span.source.name)}, "
        f"line {span.line}, column {span.column}: {title_words(diagnostic)}"
    ]
    if diagnostic.got:
        said.append(f'Written there: "{printable(diagnostic.got)}"')
    if diagnostic.within:
        said.append(f"In {', '.join(printable(step) for step in diagnostic.within)}")
    if diagnostic.nearest is not None:
        said.append(f'Perhaps meant: "{printable(diagnostic.nearest)}"')
    if expected_words(diagnostic):
        said.append(f"Expected: {expected_words(diagnostic)}")
    if diagnostic.related is not None:
        said.append(f"See also {printable(diagnostic.related.location)}")
    if row.help:
        said.append(row.help[:1].upper() + row.help[1:].rstrip("."))
    return ". ".join(said) + "."


def summary_words(diagnostics: Iterable[Diagnostic], files: Iterable[str]) -> str:
    """How many problems are in which files, and what follows."""
    found = list(diagnostics)
    counts = Counter(severity(one) for one in found)
    names = list(dict.fromkeys(printable(name) for name in files))
    where = f" in {names[0]}" if len(names) == 1 else f" in {counted(len(names), 'file')}"
    if not found:
        return f"no problems{where}"
    said = " and ".join(counted(counts[one], one.value) for one in Severity if counts[one])
    return f"{said}{where}"
