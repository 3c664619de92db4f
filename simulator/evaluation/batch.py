"""What comes out for each row of a table of requests?

Rows are Arrow's, so that a file, a warehouse or Spark hands them over as they are. Columns are
dictionary-encoded and rows that differ in nothing that is read are decided once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from simulator.evaluation.brief import Outcome
from simulator.evaluation.cached import OutcomeCache
from simulator.evaluation.keys_read import Asked
from simulator.evaluation.request import UNKNOWN, Credentials, Request
from simulator.evaluation.special import MFA_KEY

if TYPE_CHECKING:
    import pyarrow

NEEDED = ("principal", "action", "resource")
OPTIONAL = ("resource_account", "credentials", "federated_by")
UNKNOWN_KEYS = "unknown_keys"
"""A column of lists: the context keys of which nobody knows whether and with what value a request
has them."""

DECIDED = {
    "verdict": "string",
    "settled_by": "string",
    "policy": "string",
    "sid": "string",
    "statement": "int32",
    "problem": "string",
}
"""The columns that are added, with their types in the words of Arrow."""


def decide_batch(batch: pyarrow.RecordBatch, cache: OutcomeCache) -> pyarrow.RecordBatch:
    """The batch with the columns of `DECIDED` added, row by row.

    Args:
        batch: columns as in `NEEDED`, if need be as in `OPTIONAL` and `UNKNOWN_KEYS`, and one
            column a context key (each has a colon in its name): text, numbers, booleans or lists
            of those; null is a key that is absent. Other columns are passed on.
        cache: decides each distinct request once.

    Raises:
        ImportError: pyarrow is not installed.
        ValueError: a column is missing, or there twice, or has the name of one that is added.
        TypeError: a column has a type that no request can have.
    """
    try:
        import pyarrow as arrow
        import pyarrow.compute
    except ImportError as missing:
        raise ImportError("decide_batch needs pyarrow: pip install 'calledvia[scale]'") from missing
    read = _columns_read(batch.schema.names, cache.keys)
    for name in read:
        _check_type(name, batch.schema.field(name).type, arrow)
    groups, first_rows = _alike([batch.column(name) for name in read], arrow)
    distinct = batch.select(read).take(arrow.array(first_rows, arrow.int64()))
    lowered = distinct.rename_columns([name.lower() for name in read])
    decided = [_decided(row, cache) for row in lowered.to_pylist()]
    for number, (name, type) in enumerate(DECIDED.items()):
        values = arrow.array([row[number] for row in decided], arrow.type_for_alias(type))
        batch = batch.append_column(name, values.take(groups))
    return batch


def _columns_read(names: Sequence[str], keys: frozenset[str]) -> list[str]:
    lowered = [name.lower() if ":" in name else name for name in names]
    twice = {name for name in lowered if lowered.count(name) > 1}
    if twice:
        raise ValueError(f"columns that are there twice: {', '.join(sorted(twice))}")
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ValueError(f"columns that are missing: {', '.join(missing)}")
    taken = [name for name in DECIDED if name in names]
    if taken:
        raise ValueError(f"columns with the names of those that are added: {', '.join(taken)}")
    # Session tokens are asked for MFA whatever the policies say.
    asked = {*NEEDED, *OPTIONAL, UNKNOWN_KEYS, *keys, MFA_KEY.lower()}
    return [name for name, lower in zip(names, lowered, strict=True) if lower in asked]


def _check_type(name: str, type: pyarrow.DataType, arrow: Any) -> None:
    is_ = arrow.types
    outer = type.value_type if is_.is_dictionary(type) else type
    listed = is_.is_list(outer) or is_.is_large_list(outer)
    inner = outer.value_type if listed else outer
    inner = inner.value_type if is_.is_dictionary(inner) else inner
    text = is_.is_string(inner) or is_.is_large_string(inner) or is_.is_string_view(inner)
    number = is_.is_boolean(inner) or is_.is_integer(inner) or is_.is_floating(inner)
    if name == UNKNOWN_KEYS:
        fits, expected = text and listed, "lists of text"
    elif ":" in name:
        fits, expected = text or number, "text, numbers, booleans, or lists of those"
    else:
        fits, expected = text and not listed, "text"
    if not fits and not is_.is_null(inner):
        raise TypeError(f"column {name!r} is {type}: expected {expected}")


def _alike(columns: Iterable[pyarrow.Array], arrow: Any) -> tuple[pyarrow.Array, list[int]]:
    """For each row the number of its group, whose rows are the same in all columns; for each group
    its first row."""
    compute = arrow.compute
    groups = None
    for column in columns:
        codes, size = _codes(column, arrow)
        if groups is not None:
            pairs = compute.add(compute.multiply(groups, arrow.scalar(size, arrow.int64())), codes)
            codes = compute.dictionary_encode(pairs).indices.cast(arrow.int64())
        groups = codes
    assert groups is not None
    rows = arrow.table({"group": groups, "row": arrow.array(range(len(groups)), arrow.int64())})
    first = rows.group_by("group").aggregate([("row", "min")]).sort_by("group")
    numbers = compute.index_in(groups, value_set=first["group"].combine_chunks())
    return numbers, first["row_min"].to_pylist()


def _codes(column: pyarrow.Array, arrow: Any) -> tuple[pyarrow.Array, int]:
    """A number for each value of a column, and how many numbers there are."""
    if arrow.types.is_nested(column.type):
        numbers: dict[Any, int] = {}
        rows = (None if row is None else tuple(row) for row in column.to_pylist())
        codes = [numbers.setdefault(row, len(numbers)) for row in rows]
        return arrow.array(codes, arrow.int64()), len(numbers)
    if not arrow.types.is_dictionary(column.type):
        column = arrow.compute.dictionary_encode(column)
    size = len(column.dictionary)
    return column.indices.cast(arrow.int64()).fill_null(size), size + 1


Row = tuple[str | None, str | None, str | None, str | None, int | None, str | None]


def _decided(row: dict[str, Any], cache: OutcomeCache) -> Row:
    """The columns of `DECIDED` for one row: a problem, or a decision."""
    try:
        outcome = cache.outcome(_asked(row))
    except (TypeError, ValueError) as problem:
        return (None, None, None, None, None, str(problem))
    return (*_told(outcome), None)


def _asked(row: dict[str, Any]) -> Request | Asked:
    """
    Raises:
        TypeError: a list has something in it that is no value.
        ValueError: something that a request must have is null, or is not what it says.
    """
    for name in NEEDED:
        if row[name] is None:
            raise ValueError(f"{name} is null")
    context = {key: value for key, value in row.items() if value is not None and ":" in key}
    context |= {key.lower(): UNKNOWN for key in row.get(UNKNOWN_KEYS) or ()}
    principal, action, resource = (row[name] for name in NEEDED)
    owner, credentials, federated_by = (row.get(name) for name in OPTIONAL)
    if credentials is not None:
        credentials = Credentials(credentials)
    if all(type(value) is str for value in context.values()):
        return Asked(principal, action, resource, owner, credentials, federated_by, context)
    return Request(principal, action, resource, owner, credentials, context, federated_by)


def _told(
    outcome: Outcome,
) -> tuple[str, str | None, str | None, str | None, int | None]:
    settled_by = outcome.settled_by
    return (
        outcome.verdict.value,
        None if settled_by is None else settled_by.value,
        outcome.policy,
        outcome.sid,
        outcome.statement,
    )
