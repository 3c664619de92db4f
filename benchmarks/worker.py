"""A process in which one tool answers: a line of JSON in, a line of JSON out.

Each tool has a process of its own, so that none warms, or fills, another's memory. What a tool
needs to make of policies and requests is made before the clock runs.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from importlib import import_module
from typing import Any


def main(tool: str) -> None:
    """Answer until there is no further line."""
    module = import_module(f"benchmarks.tools.{tool}")
    prepared: Any = None
    for line in sys.stdin:
        asked = json.loads(line)
        if "policies" in asked:
            started = time.perf_counter()
            prepared = module.prepare(asked["policies"])
            answer = {"seconds": time.perf_counter() - started}
        else:
            answer = _run(module, prepared, asked)
        print(json.dumps(answer), flush=True)


def _run(module: Any, prepared: Any, asked: dict[str, Any]) -> dict[str, Any]:
    requests = [module.request(prepared, request) for request in asked["requests"]]
    decide = module.explain if asked["traced"] else module.decide
    verdicts = []
    gc.collect()
    started = time.perf_counter()
    for request in requests:
        verdicts.append(decide(prepared, request))
    return {"seconds": time.perf_counter() - started, "verdicts": verdicts}


if __name__ == "__main__":
    main(sys.argv[1])
