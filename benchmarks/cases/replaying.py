"""How many rows a second of a log, on one core, from cold?

A million rows over 20,000 distinct requests of the account, their frequencies by Zipf's law with
exponent 1. The rows are in Arrow batches before the clock runs; nothing has been decided before.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from itertools import accumulate
from random import Random
from typing import Any

from benchmarks import questions
from benchmarks.account import account_request
from benchmarks.report import Bar, Result, short

EVENTS = 1_000_000
DISTINCT = 20_000
BATCH = 65_536
_ROUNDS = 3


def run() -> Result:
    """A cold authorizer each round."""
    if importlib.util.find_spec("pyarrow") is None:
        return Result("a log, in batches", ("step", "rows/s"), (("absent: pyarrow", ""),))
    from benchmarks.tools import calledvia

    question = questions.account()
    batches = _batches()
    prepared = calledvia.prepare(question.policies)
    rates, use = [], None
    for _ in range(_ROUNDS):
        cold = type(prepared)(prepared.policies)
        # The time of the processor, so that what else runs on the machine does not count.
        started = time.process_time()
        for batch in batches:
            cold.decide_batch(batch)
        rates.append(EVENTS / (time.process_time() - started))
        use = cold.outcomes.use
    assert use is not None
    rate = statistics.median(rates)
    return Result(
        f"a log of {EVENTS:,} rows, {DISTINCT:,} distinct requests",
        ("step", "rows/s", "slowest", "quickest"),
        (("decide_batch, one core", short(rate), short(min(rates)), short(max(rates))),),
        (
            Bar(
                "log replay, one core: ≥ 200,000 rows/s from parsed batches",
                f"{short(rate)} ({short(min(rates))} to {short(max(rates))})",
                rate >= 200_000,
            ),
        ),
        f"Of the rows that are distinct within their batch, {use.hit_rate:.0%} were decided in an "
        f"earlier one; {use.misses:,} requests were decided.",
        data={"rates": rates},
    )


def _batches() -> list[Any]:
    import pyarrow

    random = Random(1)
    weights = list(accumulate(1 / rank for rank in range(1, DISTINCT + 1)))
    picked = random.choices(range(DISTINCT), cum_weights=weights, k=EVENTS)
    distinct = [account_request(number) for number in range(DISTINCT)]
    keys = sorted(distinct[0]["context"])
    rows = {
        **{name: [one[name] for one in distinct] for name in ("principal", "action", "resource")},
        **{key: [one["context"][key] for one in distinct] for key in keys},
    }
    table = pyarrow.table({name: pyarrow.array(values) for name, values in rows.items()})
    return table.take(pyarrow.array(picked)).combine_chunks().to_batches(max_chunksize=BATCH)
