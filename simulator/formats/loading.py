"""What has one load found so far: what is wrong, and where?

Readers report into one `Findings` and go on, so that a person sees every problem at once. A load
ends in a `Loaded`: the value, if nothing forbids it, and everything that was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.language.findings import nearest
from simulator.source import Diagnostic, Source, Span

T = TypeVar("T")

LIMIT = 200
"""Diagnostics after which a load reports no more: nobody reads them, and hints cost time."""

_FEW = 12
_COMPARED = 500


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """What came of reading something.

    Args:
        value: what was read; None if a diagnostic is an error.
        diagnostics: everything found, file by file, in the order of the text.
    """

    value: T | None
    diagnostics: tuple[Diagnostic, ...]


class FormatError(ValueError):
    """A world, a scenario or a request that cannot be used.

    Attributes:
        diagnostics: everything found wrong with it, warnings included.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        first = next((found for found in diagnostics if is_error(found)), diagnostics[0])
        title = DIAGNOSTICS[first.code].title
        super().__init__(f"{first.span.location}: {first.code} {title} {first.got}".rstrip())


def is_error(diagnostic: Diagnostic) -> bool:
    """Whether it keeps what it is about from being used."""
    return DIAGNOSTICS[diagnostic.code].severity is Severity.ERROR


def used(loaded: Loaded[T]) -> T:
    """The value of a load.

    Raises:
        FormatError: there is none.
    """
    if loaded.value is None:
        raise FormatError(loaded.diagnostics)
    return loaded.value


class Findings:
    """The diagnostics of one load, each once.

    Attributes:
        errors: how many of them are errors, those that `LIMIT` drops included.
    """

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}
        self._within: list[str] = []
        self.errors = 0

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return self.errors > 0

    @property
    def full(self) -> bool:
        """Whether further diagnostics are dropped."""
        return len(self._found) >= LIMIT

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """While open, what is reported lies within the part of this name."""
        self._within.append(name)
        try:
            yield
        finally:
            self._within.pop()

    def report(
        self,
        code: str,
        span: Span,
        *,
        got: str = "",
        expected: Iterable[str] = (),
        detail: str = "",
        related: Span | None = None,
    ) -> str | None:
        """Add a diagnostic; of what was expected, the nearest to what was got is the hint.

        Of more than a dozen things that could stand in its place only the nearest is kept.

        Returns:
            The hint, if there is one.
        """
        could = tuple(expected)
        hint = None if self.full else nearest(got, could[:_COMPARED])
        if len(could) > _FEW:
            could = (hint,) if hint is not None else ()
        within = tuple(self._within)
        self.add([Diagnostic(code, span, got, could, hint, within, detail, related)])
        return hint

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics made elsewhere, as by the policy parser."""
        for diagnostic in diagnostics:
            self.errors += is_error(diagnostic)
            if not self.full:
                self._found[diagnostic] = None
                if self.full:
                    more = Diagnostic("FIL013", diagnostic.span, detail=str(LIMIT))
                    self._found[more] = None

    def loaded(self, value: T | None) -> Loaded[T]:
        """The load's end: the value, unless an error was found."""
        files: dict[Source, int] = {}
        for found in self._found:
            files.setdefault(found.span.source, len(files))
        ordered = sorted(self._found, key=lambda it: (files[it.span.source], it.span.start))
        return Loaded(None if self.failed else value, tuple(ordered))
