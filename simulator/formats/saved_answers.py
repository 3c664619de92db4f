"""What did AWS answer, in a file that ``aws iam simulate-custom-policy`` has written?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class AnswerError(ValueError):
    """A file that holds no such answer; the message names it and says what is wrong."""


def answer_files(path: Path) -> Iterator[Path]:
    """The file itself, or the JSON files of a folder."""
    if path.is_dir():
        yield from sorted(path.glob("*.json"))
    else:
        yield path


def read_decision(path: Path) -> str:
    """The decision on the one action and resource that was asked about.

    Raises:
        AnswerError: the file cannot be read, or holds no answer.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise AnswerError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise AnswerError(f"{path}: cannot be read: {error}") from error
    results = _list(document, "EvaluationResults")
    if len(results) != 1:
        raise AnswerError(f"{path}: not one entry in EvaluationResults, but {len(results)}")
    specific = _list(results[0], "ResourceSpecificResults")
    found = _text(specific[0], "EvalResourceDecision") if len(specific) == 1 else ""
    found = found or _text(results[0], "EvalDecision")
    if not found:
        raise AnswerError(f"{path}: there is no EvalDecision")
    return found


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
