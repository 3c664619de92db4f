"""How do the pages become a site?

    python docs/build_site.py        # or: make docs

copies the pages and the pictures into `build/pages`, with what stands beside the README, and lets
Zensical build `build/site` of them: HTML that can be opened from disk and asks nobody for anything.
The navigation is the index, `docs/README.md`: a page that is not named there is in no menu.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BUILD = ROOT / "build"
PAGES = BUILD / "pages"
SITE = BUILD / "site"
CONFIG_FILE = BUILD / "mkdocs.yml"

# The script that Zensical's offline search wants from another host, and ours in its place.
FOREIGN_WORKER = "https://unpkg.com/iframe-worker/shim"
WORKER = Path("assets/javascripts/worker.js")

# Pages from outside docs/, and where the site has them.
BESIDE = {
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "CHANGELOG.md": "project/changelog.md",
    "README.md": "project/readme.md",
    "LICENSE": "project/LICENSE.txt",
}

# Opened from disk, pages may not ask for files: no instant loading, the search index is a script.
CONFIG = {
    "site_name": "calledvia",
    "site_description": "A local simulator of AWS access evaluation, chains of calls included.",
    "site_url": "",
    "docs_dir": PAGES.name,
    "site_dir": SITE.name,
    "use_directory_urls": False,
    "theme": {
        "name": "material",
        "language": "en",
        "font": False,
        "features": [
            "content.code.copy",
            "navigation.indexes",
            "navigation.sections",
            "navigation.top",
            "search.highlight",
            "toc.follow",
        ],
        "palette": [
            {
                "media": f"(prefers-color-scheme: {scheme})",
                "scheme": colours,
                "toggle": {"icon": icon, "name": f"Switch to {other}"},
            }
            for scheme, colours, icon, other in (
                ("light", "default", "lucide/sun", "dark"),
                ("dark", "slate", "lucide/moon", "light"),
            )
        ],
    },
    "extra": {"generator": False},
    "extra_css": ["theme/site.css"],
    "plugins": ["search", "offline"],
    "markdown_extensions": [
        "admonition",
        "attr_list",
        "md_in_html",
        "pymdownx.highlight",
        "pymdownx.superfences",
        "tables",
        {"toc": {"permalink": True}},
    ],
}

_LINK = re.compile(r'(\]\(|(?:src|srcset|href)=")([^)\s"]+)')
_FENCE = re.compile(r"^(\s*```\w+) (\S+)$", re.MULTILINE)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_PAGE_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s#]+\.md)\)")


def places() -> dict[Path, Path]:
    """Where the site has each page and picture, relative to its pages."""
    found = {
        path: path.relative_to(DOCS)
        for path in sorted(DOCS.rglob("*"))
        if path.suffix in (".md", ".svg", ".json", ".css")
    }
    return found | {
        ROOT / name: Path(place) for name, place in BESIDE.items() if (ROOT / name).exists()
    }


def staged(page: Path, where: dict[Path, Path]) -> str:
    """A page as the site has it: its links lead to where the site has what they name.

    Raises:
        ValueError: a link leads to what is not on the site.
    """

    def moved(link: re.Match[str]) -> str:
        before, target = link.groups()
        name, mark, anchor = target.partition("#")
        if target.startswith(("https://", "http://")) or not name:
            return link.group()
        to = (page.parent / name).resolve()
        if to not in where:
            raise ValueError(f"{page.relative_to(ROOT)}: {target} is not on the site")
        relative = os.path.relpath(where[to], where[page].parent)
        return f"{before}{Path(relative).as_posix()}{mark}{anchor}"

    text = _LINK.sub(moved, page.read_text(encoding="utf-8"))
    return _FENCE.sub(r'\1 title="\2"', text)


def navigation() -> list[dict[str, object]]:
    """The menu: the headings of the index, and under each the pages that it names."""
    parts = _HEADING.split((DOCS / "README.md").read_text(encoding="utf-8"))
    menu: list[dict[str, object]] = [{"Home": "README.md"}]
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        menu.append({title: _entries(DOCS / "README.md", body)})
    return menu


def _entries(page: Path, body: str) -> list[object]:
    where = places()
    entries: dict[Path, object] = {}
    for _, target in _PAGE_LINK.findall(body):
        to = (page.parent / target).resolve()
        place = where[to].as_posix()
        if to.name == "README.md" and to.parent != page.parent:
            inner = [
                entry for entry in _entries(to, to.read_text("utf-8")) if to.parent in _of(entry)
            ]
            entries[to] = {_title(to): [place, *inner]}
        else:
            entries[to] = {_title(to): place}
    return list(entries.values())


def _of(entry: object) -> tuple[Path, ...]:
    """The folders that an entry of the menu is in."""
    assert isinstance(entry, dict)
    (place,) = entry.values()
    return tuple((DOCS / place).parents) if isinstance(place, str) else ()


def _title(page: Path) -> str:
    """What a page calls itself."""
    first = page.read_text(encoding="utf-8").split("\n", 1)[0]
    return first.removeprefix("# ").replace("\\", "")


def stage() -> None:
    """Write the pages anew into `build/pages`."""
    shutil.rmtree(PAGES, ignore_errors=True)
    where = places()
    for path, place in where.items():
        to = PAGES / place
        to.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            to.write_text(staged(path, where), encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(path, to)
    # JSON is YAML.
    config = json.dumps(CONFIG | {"nav": navigation()}, indent=1)
    CONFIG_FILE.write_text(config, encoding="utf-8")


def bring_home() -> None:
    """Let the site's pages take from the site what Zensical lets them take from another host."""
    shutil.copyfile(DOCS / "theme" / WORKER.name, SITE / WORKER)
    for path in SITE.rglob("*.html"):
        own = Path(os.path.relpath(SITE / WORKER, path.parent)).as_posix()
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(FOREIGN_WORKER, own), encoding="utf-8", newline="\n")


def main() -> int:
    """Build the site; a link that leads nowhere stops it."""
    stage()
    shutil.rmtree(SITE, ignore_errors=True)
    build = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run([*build, "-f", str(CONFIG_FILE)], cwd=BUILD, check=False)
    if done.returncode == 0:
        bring_home()
        print(SITE.relative_to(ROOT) / "index.html")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
