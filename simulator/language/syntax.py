"""How does text become a policy?

Text is decoded, parsed by `grammar/policy.lark`, and read element by element; what was found wrong
on the way is collected, not printed. A text that is no JSON is put right as far as one can tell
what was meant, so that all its problems are found at once.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache

from lark import Lark, Transformer
from lark.exceptions import UnexpectedInput, UnexpectedToken

from simulator.language.elements import read_document
from simulator.language.findings import Findings, TooManyFindings
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.language.problems import Problem
from simulator.language.repair import repaired
from simulator.language.text import LARGEST, checked, decoded
from simulator.language.tree import Braces, Brackets, Node
from simulator.shipped import shipped
from simulator.source import Diagnostic, Source, Span

_NEXT_WORD = re.compile(r'"[^"\n]{0,40}"?|\w{1,40}|\S')
_NAME, _VALUE = "a name in double quotes and a colon", "a value"
_OMITTED = ""
_EXPECTED = {
    "STRING": _VALUE,
    "STRINGS": _OMITTED,
    "SCALAR": _VALUE,
    "OPEN": "{",
    "OPEN_LIST": _OMITTED,
    "CLOSE": "}",
    "CLOSE_LIST": "]",
    "$END": "the end of the document",
    "_GAP": _OMITTED,
}
"""The grammar's terminals, as a person calls them; all others are names of elements."""


def parse_policy(
    text: str | bytes | Source,
    name: str = "<policy>",
    *,
    type: PolicyType | None = None,
    arn: str | None = None,
    largest: int = LARGEST,
) -> Policy:
    """Read a policy document; `Policy.parse` says what the arguments are.

    Args:
        largest: how many bytes, or characters of a text, are read at most.

    Raises:
        PolicyError: IAM would refuse to store it; carries every problem with its position.
    """
    policy, diagnostics = check_policy(text, name, type=type, arn=arn, largest=largest)
    if policy is None:
        raise PolicyError(diagnostics)
    return policy


def check_policy(
    text: str | bytes | Source,
    name: str = "<policy>",
    *,
    type: PolicyType | None = None,
    arn: str | None = None,
    largest: int = LARGEST,
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """The same without raising: the policy, None if refused, and everything found, in order."""
    if isinstance(text, bytes):
        findings = decoded(text, name, largest)
    else:
        findings = checked(text if isinstance(text, Source) else Source(name, text), largest)
    policy = None
    if not findings.refused:
        with suppress(TooManyFindings):
            document = _parse(findings)
            if document is not None:
                policy = read_document(document, name, findings, type, arn)
    return policy, findings.in_order()


def _parse(findings: Findings) -> Node | None:
    try:
        return _tree(findings.source.text)
    except UnexpectedInput:
        text = repaired(findings)
    try:
        return _tree(text)
    except UnexpectedInput as error:
        _note_not_json(error, text, findings)
        return None


def _tree(text: str) -> Node:
    tree: Node = _parser().parse(text)  # type: ignore[assignment]
    return tree


def _note_not_json(error: UnexpectedInput, text: str, findings: Findings) -> None:
    if any(found.code == Problem.UNCLOSED_STRING for found in findings.in_order()):
        return
    source = findings.source
    at = error.pos_in_stream
    if at is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        at = len(text.rstrip())
    word = _NEXT_WORD.match(text, at)
    span = Span(source, at, word.end() if word else at)
    findings.add(Problem.NOT_JSON, span, got=span.text, expected=_in_words(error))


def _in_words(error: UnexpectedInput) -> tuple[str, ...]:
    """What could have stood there; the exception's own list has what the grammar merges."""
    parser = error.interactive_parser
    terminals = parser.accepts() if parser else ()  # type: ignore[no-untyped-call]
    words = {_EXPECTED.get(terminal, _NAME) for terminal in terminals}
    if _VALUE in words:
        words -= {_EXPECTED["OPEN"]}
    return tuple(sorted(words - {_OMITTED}))


class _Shapes(Transformer[object, Node]):
    """Rules as the shapes of `tree.py`: what differs between them is where they stand."""

    policy = statement = principal_map = condition_map = comparisons = object = staticmethod(Braces)
    statements = array = staticmethod(Brackets)

    @staticmethod
    def document(children: list[Node]) -> Node:
        return children[-1]


@cache
def _parser() -> Lark:
    return Lark(
        (shipped("grammar") / "policy.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer="contextual",
        start="document",
        transformer=_Shapes(),
        propagate_positions=False,
        maybe_placeholders=False,
    )
