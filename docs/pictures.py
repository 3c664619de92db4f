"""Which chains of calls do the pages show as pictures? The program draws them, here they are saved.

python docs/pictures.py        # or: make docs

A picture takes its colours from the reader's choice of light or dark: both stand in its style,
which is that of the HTML report.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from docs.session import session  # noqa: E402
from simulator import load_scenario, replay  # noqa: E402
from simulator.report import chain_picture  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SOURCE_IP = ROOT / "scenarios" / "source-ip"

# The picture, the scenario and the request that it shows.
CHAINS = {
    "chain-direct.svg": ("direct.yaml", "her stack stops an instance"),
    "chain-via-service.svg": (
        "via-aws-service.yaml",
        "her stack stops an instance (ViaAWSService)",
    ),
    "chain-assume-role.svg": ("assume-role.yaml", "Bob's stack stops an instance"),
}

_RULE = re.compile(r"^\.chain[^{]*\{[^}]*\}$", re.MULTILINE)
_COLOURS = re.compile(r":root\s*\{([^}]*)\}")


def style() -> str:
    """The part of the report's style that is about chains."""
    sheet = Path(chain_picture.__file__).with_name("page.css").read_text(encoding="utf-8")
    light, dark = (" ".join(found.split()) for found in _COLOURS.findall(sheet)[:2])
    return "\n".join(
        [
            f"svg {{ {light} background: var(--paper); font-family: monospace; }}",
            f"@media (prefers-color-scheme: dark) {{ svg {{ {dark} }} }}",
            *(rule.group() for rule in _RULE.finditer(sheet)),
        ]
    )


def chain(scenario: str, name: str) -> str:
    """One request's chain of calls as an image of its own."""
    played = replay(load_scenario(SOURCE_IP / scenario))
    request = next(one for one in played.requests if one.request.name == name)
    head, *lines = chain_picture.chain_lines(request)
    head = head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "\n".join([head, f"<style>{style()}</style>", *lines]) + "\n"


def pictures() -> dict[str, str]:
    """Every picture by its name."""
    drawn = {name: chain(*what) for name, what in CHAINS.items()}
    return drawn | {"session.svg": session()}


def main() -> None:
    """Draw every picture anew."""
    for name, text in pictures().items():
        (IMAGES / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/images/{name}")


if __name__ == "__main__":
    main()
