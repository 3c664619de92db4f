from __future__ import annotations

import pytest

from simulator.diagnostics import DIAGNOSTICS
from simulator.report.as_concise import diagnostic_lines as concise_lines
from simulator.report.as_plain import diagnostic_lines as plain_lines
from simulator.report.as_snippet import snippet_lines
from simulator.report.layout import display_width
from simulator.report.terminal import Terminal
from simulator.report.wording.diagnostics import summary_words
from simulator.source import Diagnostic, Source, Span

OPERATOR = '      "IpAdress": {\n'


def diagnostic(text: str, marked: str, name: str = "office-only.json") -> Diagnostic:
    source = Source(name, text)
    start = text.index(marked)
    return Diagnostic(
        "POL014",
        Span(source, start, start + len(marked)),
        got="IpAdress",
        expected=("IpAddress",),
        nearest="IpAddress",
        within=('Statement "Office"', "Condition"),
    )


def caret(text: str, marked: str, width: int = 80) -> tuple[str, str]:
    """The shown source line and the line of carets, without their gutters."""
    lines = list(snippet_lines(diagnostic(text, marked), Terminal(width)))
    shown = next(n for n, line in enumerate(lines) if line.lstrip()[:1].isdigit())
    assert all(display_width(line) <= width for line in lines)
    return tuple(line.partition("| ")[2] for line in lines[shown : shown + 2])  # type: ignore[return-value]


def test_a_snippet_as_in_the_mock_up() -> None:
    text = "\n" * 8 + OPERATOR
    assert list(snippet_lines(diagnostic(text, '"IpAdress"'), Terminal(80))) == [
        f"error[POL014]: {DIAGNOSTICS['POL014'].title}",
        " --> office-only.json:9:7",
        "  |",
        '9 |       "IpAdress": {',
        '  |       ^^^^^^^^^^ did you mean "IpAddress"?',
        '  = in: Statement "Office" › Condition',
        f"  = help: {DIAGNOSTICS['POL014'].help}",
        "  = more: calledvia rule POL014",
    ]


@pytest.mark.parametrize(
    ("text", "marked", "before", "carets"),
    [
        ('"日本": "IpAdress"', '"IpAdress"', 8, 10),
        ('"e\u0301": "IpAdress"', '"IpAdress"', 5, 10),
        ('\t"IpAdress"', '"IpAdress"', 4, 10),
        ('"a": "日本"', '"日本"', 5, 6),
        ('"\u202e": "IpAdress"', '"IpAdress"', 10, 10),
        ('{\r\n  "IpAdress"\r\n}', '"IpAdress"', 2, 10),
    ],
)
def test_carets_stand_under_the_span(text: str, marked: str, before: int, carets: int) -> None:
    _, line = caret(text, marked)
    assert line.startswith(" " * before + "^" * carets + " did you mean")


def test_a_span_of_several_lines_is_marked_on_its_first() -> None:
    line, marks = caret('  "x": {\n  "y": 1\n}', '{\n  "y": 1\n}')
    assert line == '  "x": {'
    assert marks.startswith("       ^ ")


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_line_is_cut_around_the_span(width: int) -> None:
    text = '{"Statement": [' + '{"Action": "ec2:*"},' * 500 + '"IpAdress"' + ', "x": 1' * 500
    line, marks = caret(text, '"IpAdress"', width)
    at = marks.index("^")
    assert line[at : at + 10] == '"IpAdress"'


def test_nothing_in_the_text_steers_the_terminal() -> None:
    hostile = '"\x1b]0;x\x07 \u202e [/] \x00"'
    for lines in (
        snippet_lines(diagnostic(hostile, hostile, "\x1b[2J.json"), Terminal(80)),
        concise_lines([diagnostic(hostile, hostile, "\x1b[2J.json")]),
        plain_lines([diagnostic(hostile, hostile, "\x1b[2J.json")]),
    ):
        text = "".join(lines)
        assert not set("\x1b\x07\u202e\x00") & set(text)
        assert "\\x1b" in text


def test_a_file_that_is_not_there_has_no_line_to_show() -> None:
    missing = Diagnostic("FIL001", Span(Source("nowhere.yaml", ""), 0, 0), got="nowhere.yaml")
    lines = list(snippet_lines(missing, Terminal(80)))
    assert lines[1] == " --> nowhere.yaml"
    assert not any("^" in line for line in lines)


def test_concise_is_one_line() -> None:
    (line,) = concise_lines([diagnostic("\n" * 8 + OPERATOR, '"IpAdress"')])
    title = DIAGNOSTICS["POL014"].title
    assert line == f'office-only.json:9:7: POL014 {title} "IpAdress" (IpAddress?)'


def test_the_summary_counts_errors_and_warnings() -> None:
    one = diagnostic(OPERATOR, '"IpAdress"')
    assert summary_words([one], ["a.json"]) == "1 error in a.json"
    assert summary_words([one, one], ["a.json", "b.json"]) == "2 errors in 2 files"
    assert summary_words([], ["a.json"]) == "no problems in a.json"
