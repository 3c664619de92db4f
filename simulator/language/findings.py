"""What has been found wrong with one document so far?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.language.problems import Problem
from simulator.source import Diagnostic, Source, Span

LIMIT = 1000
"""So many are listed: a document with more is not being corrected, it is an attack or no policy."""

_LONGEST_WORD = 64


class TooManyFindings(Exception):  # noqa: N818  (it ends the reading, nothing failed)
    """The document is refused, and so much is wrong with it that reading on tells nobody more."""


class Findings:
    """The diagnostics of one document, in the order in which they are found.

    Attributes:
        source: the text that they are about.
        refused: whether one of them is an error.
    """

    __slots__ = ("_diagnostics", "_within", "refused", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.refused = False
        self._diagnostics: list[Diagnostic] = []
        self._within: tuple[str, ...] = ()

    def add(
        self,
        problem: Problem,
        span: Span,
        *,
        got: str = "",
        expected: Iterable[str] = (),
        detail: str = "",
        related: Span | None = None,
    ) -> None:
        """Note one problem; what it should have been is guessed from `got` and `expected`.

        Raises:
            TooManyFindings: the list is full and the document is refused.
        """
        severity = DIAGNOSTICS[problem].severity
        self.refused |= severity is Severity.ERROR
        if len(self._diagnostics) > LIMIT:
            if self.refused:
                raise TooManyFindings
            return
        if len(self._diagnostics) == LIMIT:
            problem, got, expected, detail, related = Problem.TOO_MANY, "", (), str(LIMIT), None
        choices = tuple(map(str, expected))
        self._diagnostics.append(
            Diagnostic(
                code=problem.value,
                span=span,
                got=str(got),
                expected=choices,
                nearest=nearest(got, choices),
                within=self._within,
                detail=detail,
                related=related,
            )
        )

    def __len__(self) -> int:
        return len(self._diagnostics)

    @contextmanager
    def within(self, place: str) -> Iterator[None]:
        """Whatever is noted meanwhile lies in this part of the document."""
        outer = self._within
        self._within = (*outer, place)
        yield
        self._within = outer

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All of them, in the order of the text."""
        return tuple(sorted(self._diagnostics, key=lambda found: (found.span.start, found.code)))


def nearest(got: str, expected: tuple[str, ...]) -> str | None:
    """The one of the expected words that was probably meant, None if there is no telling."""
    if not got or len(got) > _LONGEST_WORD:
        return None
    by_lower_case = {choice.lower(): choice for choice in reversed(expected)}
    close = get_close_matches(got.lower(), by_lower_case, n=1)
    return by_lower_case[close[0]] if close else None
