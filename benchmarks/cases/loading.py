"""How long does it take to read real policies?

Beside a bare JSON grammar under the same parser generator, which makes a tree and says nothing of
what it means, and the JSON reader of the standard library, which is written in C and knows no
positions. The policies are AWS's managed ones, from moto's table.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.report import Bar, Result, short, spread

_ROUNDS = 5
_EVERY = 8

_JSON = r"""
?start: value
?value: object | array | string | SIGNED_NUMBER -> number
    | "true" -> true | "false" -> false | "null" -> null
array: "[" [value ("," value)*] "]"
object: "{" [pair ("," pair)*] "}"
pair: string ":" value
string: ESCAPED_STRING
%import common.ESCAPED_STRING
%import common.SIGNED_NUMBER
%import common.WS
%ignore WS
"""


def run() -> Result:
    """Parse and compile, in rounds."""
    if importlib.util.find_spec("moto") is None:
        return Result("reading policies", ("reader", "µs a policy"), (("absent: moto", ""),))
    texts = _managed_policies()
    readers = _readers()
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(_ROUNDS):
        for name, read in readers.items():
            started = time.perf_counter()
            for text in texts:
                read(text)
            seconds[name].append(time.perf_counter() - started)
    ours, grammar, plain = _OURS, _GRAMMAR, _PLAIN
    ratio = _ratio(seconds[ours], seconds[grammar])
    size = sum(map(len, texts))
    rows = tuple(
        (
            name,
            short(statistics.median(took) / len(texts) * 1e6),
            short(statistics.median(took) / size * 1e9),
            spread(_ratio(took, seconds[plain])),
        )
        for name, took in seconds.items()
    )
    return Result(
        f"reading {len(texts)} of AWS's managed policies, {size // 1000:,} kB",
        ("reader", "µs a policy", "ns a character", "times json.loads"),
        rows,
        (
            Bar(
                "parsing to the model takes no longer than a bare Lark JSON grammar for its tree",
                f"{spread(ratio)} of its time",
                ratio[1] <= 1,
            ),
        ),
        data=dict(seconds),
    )


_OURS = "Policy.parse: the model, positions, diagnostics"
_GRAMMAR = "a bare JSON grammar under Lark: a tree"
_PLAIN = "json.loads"


def _readers() -> dict[str, Callable[[str], Any]]:
    from lark import Lark

    from simulator import Authorizer, Policy, PolicySet

    bare = Lark(_JSON, parser="lalr")
    return {
        _OURS: Policy.parse,
        "Policy.parse and compiling it": lambda text: Authorizer(PolicySet(Policy.parse(text))),
        _GRAMMAR: bare.parse,
        _PLAIN: json.loads,
    }


def _managed_policies() -> list[str]:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = json.loads(aws_managed_policies_data)
    documents = [policies[name]["Document"] for name in sorted(policies)]
    return [json.dumps(document, indent=4) for document in documents[::_EVERY]]


def _ratio(one: list[float], other: list[float]) -> tuple[float, float, float]:
    found = [mine / theirs for mine, theirs in zip(one, other, strict=True)]
    return min(found), statistics.median(found), max(found)
