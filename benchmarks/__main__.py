"""Measure: all cases, or those that are named. `python -m benchmarks [CASE …]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks import peers, plot, report
from benchmarks.cases import deciding, growing, loading, replaying, rolling_out, starting

CASES = {
    "start": starting.run,
    "load": loading.run,
    "article": deciding.article,
    "article-traced": deciding.article_traced,
    "account": deciding.account,
    "account-traced": deciding.account_traced,
    "statements": growing.statements,
    "ranges": growing.ranges,
    "replay": replaying.run,
    "rollout": rolling_out.run,
}
FOLDER = Path(__file__).parent / "results"


def main(names: list[str]) -> int:
    """Run the cases and write what they found."""
    wrong = [name for name in names if name not in CASES]
    if wrong:
        print(f"no such case: {', '.join(wrong)}; there are {', '.join(CASES)}", file=sys.stderr)
        return 2
    peers.install()
    results = []
    for name in names or CASES:
        started = time.perf_counter()
        print(f"== {name}", end="", flush=True)
        results.append(CASES[name]())
        print(f": {time.perf_counter() - started:.0f} s")
        # After each, so that one that fails takes nothing with it.
        report.write(results, FOLDER)
    lines = [line for result in results for line in result.lines]
    if lines:
        (FOLDER / "growth.svg").write_text(plot.draw(lines), encoding="utf-8")
    print((FOLDER / "results.md").read_text(encoding="utf-8"))
    print(f"written: {', '.join(sorted(str(path) for path in FOLDER.iterdir()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
