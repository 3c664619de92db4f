"""Strings that try to style, act, steer or hide, in every place where a file can put one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

STRINGS = (
    "b[/k",
    "[bold red]x[/]",
    "[@click=app.bell]press[/]",
    "\x1b]0;title\x07",
    "\x1b[31mred\x1b[0m",
    "\u202egpj.exe",
    "\u200bzero",
    "\x9b31m",
    "$primary [$error]x",
    "日本語の名前",
    "x" * 900,
)


def write_hostile(folder: Path) -> Path:
    """A world, a policy and a scenario made of such strings; the scenario's path."""
    folder.mkdir(parents=True)
    for name, texts, extra in (
        ("policy.json", [text for text in STRINGS if _iam_takes(text)], {}),
        ("resource.json", [text for text in STRINGS if "\x1b" not in text], {"Principal": "*"}),
    ):
        document = {
            "Version": "2012-10-17",
            "Statement": [_statement(text, texts, extra) for text in texts],
        }
        (folder / name).write_text(
            json.dumps(document, ensure_ascii=False).replace("\x7f", "\\u007f"), encoding="utf-8"
        )
    world = {
        "calledvia": "1",
        "networks": {"office": "103.15.250.7"},
        "accounts": {
            "111122223333": {
                "users": {"alice": {"policies": ["policy.json"]}},
                "resources": {
                    f"instance/{text}": {
                        "arn": f"arn:aws:ec2:us-east-1:111122223333:instance/{text}",
                        "policy": "resource.json",
                    }
                    for text in STRINGS
                },
            }
        },
    }
    (folder / "world.yaml").write_text(_yaml(world), encoding="utf-8")
    scenario = {
        "calledvia": "1",
        "title": " ".join(STRINGS[:9]),
        "world": "world.yaml",
        "requests": [
            {
                "name": f"{number} {text}",
                "call": "user/alice ec2:StopInstances on "
                + _word(f"instance/{text}")
                + " from office",
                "context": {f"aws:RequestTag/{text}": text},
            }
            for number, text in enumerate(STRINGS)
        ],
    }
    path = folder / "hostile.yaml"
    path.write_text(_yaml(scenario), encoding="utf-8")
    return path


def _iam_takes(text: str) -> bool:
    return all("\x20" <= character <= "\xff" for character in text)


def _statement(text: str, texts: Iterable[str], extra: dict[str, str]) -> dict[str, object]:
    condition = {"StringEquals": {f"aws:RequestTag/{text}": list(texts)}}
    statement = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": condition}
    return {**statement, **extra}


def _word(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _yaml(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=True)
