"""Which parts of a string are left to be filled in, by AWS or by the policy's author?"""

from __future__ import annotations

import re

from simulator.language.pattern import Variable, loose_dollars, parse_pattern
from simulator.language.problems import Problem
from simulator.language.reading import NEWER, Reading
from simulator.source import Text

# Words of AWS's own examples, and what templates leave behind that were never filled in.
_PLACEHOLDER = re.compile(
    r"<[A-Za-z][^<>\"]*>"
    r"|\{\{[^{}\"]*\}\}"
    r"|\$\{(?:Token\[|AWS::)[^}\"]*\}?"
    r"|(?<![^:])(?i:(?:aws-?)?account[_-]?(?:id|number)(?:-without-hyphens)?)(?![^:])"
    r"|(?<![^:])REGION(?![^:])"
    r"|(?<![A-Za-z0-9])(?:YOUR[A-Z0-9_-]+|REPLACE_?ME|CHANGE_?ME|BUCKET[_-]NAME)(?![A-Za-z0-9])"
)


def has_placeholder(text: Text, reading: Reading) -> bool:
    """Whether the author's own placeholder is still there; notes it."""
    match = _PLACEHOLDER.search(text.value)
    if match is None:
        return False
    reading.findings.add(Problem.PLACEHOLDER, text.span, got=match.group())
    return True


def check_variables(text: Text, reading: Reading, *, read: bool = True, after: int = 0) -> bool:
    """Whether it has policy variables that AWS does not read as such; notes them.

    Args:
        text: the string that may hold some.
        reading: the document.
        read: whether variables are read in this place at all.
        after: as many characters at its beginning are read as they stand.
    """
    value = text.value
    if "${" not in value:
        return False
    pattern = parse_pattern(value, wildcards=False, variables=True)
    loose = loose_dollars(value)
    got = value
    variable = any(isinstance(piece, Variable) for piece in pattern.pieces)
    if variable and reading.version != NEWER:
        problem = Problem.VARIABLE_IN_2008
    elif variable and (not read or "${" in value[:after]):
        problem = Problem.MISPLACED_VARIABLE
    elif loose:
        problem, got = Problem.MALFORMED_VARIABLE, value[loose[0] :]
    else:
        return False
    reading.findings.add(problem, text.span, got=got)
    return True
