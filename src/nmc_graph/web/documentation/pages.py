"""The pages of the documentation, their titles, and the menu, made from `docs/README.md`."""

from __future__ import annotations

import functools
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from nmc_graph.config import bundle_root
from nmc_graph.errors import UsageError

START = ""
"""The name of the page at /docs; its lists of links are the menu."""
_INDEX = "README"
"""The file of a folder's page."""
_SUFFIXES = (".md", ".ipynb")
_IMAGE = re.compile(r"!\[[^]]*\]\(([\w./-]+\.(?:png|svg))\)")
_LEADING_COMMENT = re.compile(r"\A<!--.*?-->\s*", re.S)
_TITLE = re.compile(r"^# (?:\d{4} )?(.+)$", re.M)
_SECTION = re.compile(r"^## (.+)$", re.M)
_ENTRY = re.compile(r"^- \[([^]]+)\]\(([^)#]+)\)", re.M)


class Page(NamedTuple):
    """A page of the documentation."""

    name: str
    """Its path in `docs/` without the suffix, such as `how-to/find-things`; the page of a folder
    has the path of the folder."""
    file: str
    """Its path in `docs/`."""
    text: str
    """Markdown."""

    @property
    def title(self) -> str:
        """The first heading, as plain text."""
        found = _TITLE.search(self.text)
        return found[1].replace("`", "") if found else self.name


class Section(NamedTuple):
    """A part of the menu."""

    title: str
    pages: tuple[tuple[str, str], ...]
    """Names of pages, each with the text of its link."""


class Documentation(NamedTuple):
    """All pages and the files that they show."""

    folder: Path
    pages: dict[str, Page]
    """By their name."""
    files: frozenset[str]
    """Images and notebooks, by their path."""
    menu: tuple[Section, ...]

    def page_of(self, file: str) -> Page | None:
        """Return the page that a file of `docs/` becomes."""
        return self.pages.get(_name(file)) if file.endswith(_SUFFIXES) else None

    def section_of(self, page: Page) -> str:
        """Return the title of the section that lists a page, or an empty text."""
        entries = ((section.title, name) for section in self.menu for name, _ in section.pages)
        return next((title for title, name in entries if name == page.name), "")


def _name(file: str) -> str:
    """Return the name of the page that is written in a file."""
    stem = posixpath.splitext(file)[0]
    folder, _, last = stem.rpartition("/")
    return folder if last == _INDEX else stem


@functools.cache
def documentation() -> Documentation:
    """Return the documentation that is installed with this program. Raises UsageError."""
    folder = bundle_root() / "docs"
    if not (folder / f"{_INDEX}.md").is_file():
        raise UsageError(
            "This installation has no documentation.",
            hint="Install nmc-graph again from a wheel or a checkout.",
        )
    return read(folder)


def read(folder: Path) -> Documentation:
    """Read the documentation in a folder."""
    found = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    pages = [page for file, path in found.items() for page in _pages(file, path)]
    by_name = {page.name: page for page in pages}
    files = {file for page in pages for file in _shown_by(page) if file in found}
    return Documentation(folder, by_name, frozenset(files), tuple(_menu(by_name[START])))


def _shown_by(page: Page) -> Iterator[str]:
    """Yield the paths of the images of a page, and its own path if it is a notebook."""
    if page.file.endswith(".ipynb"):
        yield page.file
    for target in _IMAGE.findall(page.text):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(page.file), target))


def _pages(file: str, path: Path) -> Iterator[Page]:
    if path.suffix == ".md":
        yield Page(_name(file), file, _LEADING_COMMENT.sub("", path.read_text("utf-8")))
    elif path.suffix == ".ipynb":
        yield Page(_name(file), file, _notebook(json.loads(path.read_text("utf-8"))))


def _notebook(content: dict[str, Any]) -> str:
    """Return a notebook as Markdown: its texts, its code, and what the code printed."""
    parts = []
    for cell in content["cells"]:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
        for output in cell.get("outputs", []):
            printed = output.get("text") or output.get("data", {}).get("text/plain") or []
            parts.append(f"```text\n{''.join(printed).rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def _menu(start: Page) -> Iterator[Section]:
    """Yield the sections of the menu, from the headings and lists of the start page."""
    headings = list(_SECTION.finditer(start.text))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        part = start.text[heading.end() : following.start() if following else None]
        entries = tuple((_name(file), title) for title, file in _ENTRY.findall(part))
        if entries:
            yield Section(heading[1], entries)
