"""Search in the documentation: passages that have all words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from nmc_graph.web.documentation.markdown import Heading, passages
from nmc_graph.web.documentation.pages import Page, documentation

MOST = 30
"""Passages that a search returns."""
MOST_WORDS = 8
_AROUND = 90
"""Characters of a passage that are shown before and after the first word."""


@dataclass(frozen=True)
class Passage:
    """What is written under one heading."""

    page: Page
    heading: Heading
    text: str
    folded: tuple[str, str, str]
    """Title of the page, heading and text, for comparison with words in any case."""


@dataclass(frozen=True)
class Hit:
    """A passage with all words of a query, and the part of it to show."""

    passage: Passage
    excerpt: str


@functools.cache
def _passages() -> tuple[Passage, ...]:
    return tuple(
        Passage(
            page,
            heading,
            text,
            (page.title.casefold(), heading.text.casefold(), text.casefold()),
        )
        for page in documentation().pages.values()
        for heading, text in passages(page.text)
    )


def find(query: str) -> list[Hit]:
    """Return the passages that have all words of a query, the best ones first."""
    words = query.casefold().split()[:MOST_WORDS]
    if not words:
        return []
    scored = [(_score(passage, words), passage) for passage in _passages()]
    best = sorted((s for s in scored if s[0]), key=lambda s: (_is_record(s[1]), -s[0]))
    return [Hit(passage, _excerpt(passage.text, words)) for _, passage in best[:MOST]]


def _score(passage: Passage, words: list[str]) -> int:
    """Return how well a passage matches; 0 if it lacks a word.

    A word in the title of the page or in the heading counts more than one in the text.
    """
    title, heading, text = passage.folded
    if not all(word in title or word in heading or word in text for word in words):
        return 0
    return sum(4 * (w in title) + 6 * (w in heading) + min(text.count(w), 3) for w in words)


def _is_record(passage: Passage) -> bool:
    """Decision records come after pages that say how things are."""
    return passage.page.name.startswith("adr/")


def _excerpt(text: str, words: list[str]) -> str:
    """Return the part of a text around the first word that is in it."""
    flat = re.sub(r"\s+", " ", text)
    places = [place for word in words if (place := flat.casefold().find(word)) >= 0]
    middle = min(places, default=0)
    start, end = max(0, middle - _AROUND), middle + _AROUND
    if start:
        start = flat.find(" ", start) + 1
    if end < len(flat):
        end = max(flat.rfind(" ", start, end), start)
    return f"{'… ' if start else ''}{flat[start:end]}{' …' if end < len(flat) else ''}"
