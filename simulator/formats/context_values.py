"""Can AWS send this value under this condition key?

A scenario or a one-line request may give any value, to see what becomes of it; one that the key
never has is probably a slip, so it is pointed out and used.
"""

from __future__ import annotations

from simulator.formats.loading import Findings
from simulator.keys import Kind, find_key
from simulator.language.addresses import read_address
from simulator.language.catalogue_keys import VALUE_TYPES
from simulator.language.values import readable
from simulator.source import Text


def check_value(key: str, value: Text, findings: Findings) -> None:
    """Note a value of another type than the key's."""
    found = find_key(key)
    if found is None or any(_is(kind, value.value) for kind in found.kinds):
        return
    kinds = " or ".join(VALUE_TYPES[kind] for kind in found.kinds)
    findings.report("REQ020", value.span, got=value.value, detail=f"{found.name} is {kinds}")


def _is(kind: Kind, text: str) -> bool:
    # A request comes from one address; ranges are for policies.
    if kind is Kind.ADDRESS:
        return read_address(text) is not None
    return readable(text, VALUE_TYPES[kind])
