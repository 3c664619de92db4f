"""Can any bytes make a reader fail otherwise than by saying what is wrong?

    python tests/fuzz/coverage_guided.py policy -max_total_time=60

Mutates bytes guided by the code they reach (atheris, extra `fuzz`); every argument after the name
of the reader goes to libFuzzer. A reader may refuse, with diagnostics, and nothing else.
`make fuzz` runs each for a minute.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["simulator"]):
    from simulator.formats.documents import read_document
    from simulator.formats.loading import Findings
    from simulator.formats.one_line import read_request
    from simulator.language.syntax import check_policy
    from simulator.source import Source


def policy(data: bytes) -> None:
    """A policy document, as it would be read from a file."""
    found, diagnostics = check_policy(data, "policy.json")
    assert found is not None or diagnostics
    for diagnostic in diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.span.source.text)
        assert diagnostic.span.location


def document(data: bytes) -> None:
    """A YAML document."""
    read_document(Source("world.yaml", data.decode("utf-8", "replace")), Findings())


def request(data: bytes) -> None:
    """A request in one line."""
    loaded = read_request(data.decode("utf-8", "replace"), "request")
    assert loaded.value is not None or loaded.diagnostics


READERS: dict[str, Callable[[bytes], None]] = {
    reader.__name__: reader for reader in (policy, document, request)
}


def main() -> None:
    """Fuzz one reader."""
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, READERS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
