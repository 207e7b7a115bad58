"""What a draft consists of: one item for each statement, with the claim that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from nmc_graph.ingest.document import Document, Span

Kind = Literal[
    "title", "name", "place", "focus", "tracks", "founded", "backbone", "role", "change", "level",
    "missing", "quotation", "report", "cue", "office", "boilerplate", "field", "layout", "unplaced",
    "anchored",
]  # fmt: skip
"""`field` is a labeled value without a claim, `layout` a heading or a line that names a
speaker; `unplaced` wasn't understood. `anchored` is a statement that the graph has."""
NOT_STATED = frozenset({"layout", "unplaced"})
"""Kinds of items that make no statement."""
AUTHORS = ""
"""The speaker of what the document says itself."""
SURE = 0.8
"""Items with a lower confidence carry a to-do."""


@dataclass(frozen=True)
class Candidate:
    """A thing of the graph that a name may mean."""

    iri: str
    label: str
    score: float


@dataclass(frozen=True)
class Item:
    """A statement of the draft."""

    kind: Kind
    spans: tuple[Span, ...]
    voice: str = "authorial"
    speaker: str = AUTHORS
    """The name of the person who is quoted."""
    values: dict[str, Any] = field(default_factory=dict)
    """What it says: numbers, years, names as printed, concepts."""
    gist: str = ""
    """What it says in our words; a sentence of the document is never copied."""
    confidence: float = 1.0
    todos: tuple[str, ...] = ()
    restates: int | None = None
    """The number of the item that it repeats."""
    evidence: int | None = None
    """The number of the item whose statement it follows from; None if it has its own."""
    number: int = 0
    page: int | None = None
    candidates: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """For each value that names a thing: what it may be in the graph, the best first."""

    @property
    def is_claim(self) -> bool:
        """Whether something follows from it, so that it is more than read."""
        return self.kind not in ("unplaced", "field", "boilerplate", "layout")


def from_json(row: dict[str, Any]) -> Item:
    """Return the item that `asdict` made a dictionary of, with lists for tuples."""
    candidates = {
        name: tuple(Candidate(**c) for c in found) for name, found in row["candidates"].items()
    }
    spans = tuple(Span(*span) for span in row["spans"])
    return Item(**{**row, "spans": spans, "candidates": candidates, "todos": tuple(row["todos"])})


def numbered(items: Iterable[Item], document: Document) -> list[Item]:
    """Return items in the order of the text, numbered from 1, each with its page."""
    ordered = sorted(
        items, key=lambda item: (item.spans[0].start, item.evidence is not None, -item.spans[0].end)
    )
    new = {item.number: n for n, item in enumerate(ordered, 1)}
    return [
        replace(
            item,
            number=n,
            page=document.page_of(item.spans[0].start),
            restates=new[item.restates] if item.restates else None,
            evidence=new[item.evidence] if item.evidence else None,
        )
        for n, item in enumerate(ordered, 1)
    ]
