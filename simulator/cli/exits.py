"""What does an exit code say? The same for every command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, each with its reason."""

    OK = 0, "as expected"
    UNEXPECTED = 1, "an expectation was not met, or lint found something"
    BAD_INPUT = 2, "bad input: nothing, or not all that was asked, could be done"
    PARTLY_READ = 3, "finished, but some input could not be read"
    INTERRUPTED = 130, "interrupted"
    PIPE_CLOSED = 141, "whoever read the output stopped reading"

    reason: str

    def __new__(cls, code: int, reason: str) -> Exit:
        """A number that knows its reason."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.reason = reason
        return member
