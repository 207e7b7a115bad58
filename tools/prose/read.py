"""Choose how a file is read for prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tools.prose.labels import query, turtle
from tools.prose.passages import Passage, hash_comments, javascript, markdown, python
from tools.prose.templates import template

READERS: dict[str, Callable[[str], Iterator[Passage]]] = {
    ".html": template,
    ".js": javascript,
    ".md": markdown,
    ".mjs": javascript,
    ".py": python,
    ".rq": query,
    ".ttl": turtle,
}


def read(path: Path) -> Iterator[Passage]:
    """Yield the passages of a file, by its kind."""
    return READERS.get(path.suffix, hash_comments)(path.read_text("utf-8"))
