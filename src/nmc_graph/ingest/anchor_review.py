"""Proposed passages as a review: each statement of the graph is an item with its passage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nmc_graph.ingest.anchor import Proposal
from nmc_graph.ingest.anchor_output import as_turtle
from nmc_graph.ingest.document import Document
from nmc_graph.ingest.items import Item
from nmc_graph.ingest.review import Review, session_file


def review_of(proposals: Sequence[Proposal], text: Document, source: str, out: Path) -> Review:
    """Return the review of proposals. Statements without a passage are left out."""
    known = {p.statement.iri: p.statement for p in proposals}
    items = [_item(number, p) for number, p in enumerate(proposals, 1) if p.spans]

    def render(kept: Sequence[Item]) -> bytes:
        chosen = [
            Proposal(known[item.values["statement"]], item.spans, item.confidence) for item in kept
        ]
        return as_turtle(chosen, text, source)

    return Review(text, items, session_file(out), render)


def _item(number: int, proposal: Proposal) -> Item:
    statement = proposal.statement
    todos = () if proposal.is_sure else ("Is this the passage? If not, select it and press p.",)
    return Item(
        "anchored",
        proposal.spans,
        statement.voice,
        statement.speaker if statement.voice == "direct-quotation" else "",
        {"statement": statement.iri, "identifier": statement.identifier},
        f"{statement.identifier}: {statement.says}",
        proposal.confidence,
        todos,
        number=number,
    )
