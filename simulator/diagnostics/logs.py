"""What can be wrong with a log, an export of one, and what is asked of it?"""

from __future__ import annotations

from simulator.diagnostics.row import error, warning

_PAGE = "docs/reference/cloudtrail.md"

LOGS = (
    error("LOG001", "cannot be read", "See that the file is there and may be read.", _PAGE),
    error(
        "LOG002",
        "the compressed data is damaged or ends too early",
        "What came before it was read. Fetch the file anew.",
        _PAGE,
    ),
    error(
        "LOG003",
        "the JSON is broken or ends too early",
        "The whole records before it were read. Fetch the file anew.",
        _PAGE,
    ),
    error(
        "LOG004",
        "records that are none of CloudTrail's",
        "The others of the file were read. A record has eventTime, eventSource and eventName.",
        _PAGE,
    ),
    error(
        "LOG005",
        "no log of CloudTrail",
        "Give CloudTrail's files, or exports of them with CloudTrail's field names.",
        _PAGE,
    ),
    error(
        "LOG006",
        "Parquet and CSV need DuckDB",
        "Install it: pip install 'calledvia[scale]' brings it.",
        _PAGE,
    ),
    error(
        "LOG007",
        "no log in the folder",
        "Logs end in .json, .json.gz, .jsonl, .csv or .parquet.",
        _PAGE,
    ),
    warning(
        "LOG008",
        "files that were left out",
        "By their names they are no logs, or CloudTrail's digests of logs.",
        _PAGE,
    ),
    error(
        "LOG009",
        "no baseline",
        "Write one with --write-baseline FILE.",
        _PAGE,
    ),
    error(
        "LOG010",
        "a change that changes nothing",
        "Name the file as a policy of the world is named, or its owner: user/alice=new.json.",
        _PAGE,
    ),
)
