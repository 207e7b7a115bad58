"""Proposals for passages: for people, as JSON, as data, and as a review."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from nmc_graph.ingest.anchor import Proposal
from nmc_graph.ingest.document import Document
from nmc_graph.ingest.excerpts import write_excerpts
from nmc_graph.ingest.items import Item
from nmc_graph.ingest.review import Review, session_file
from nmc_graph.ingest.triples import Triples, integer, iri, string
from nmc_graph.rdf.turtle import Part, document
from nmc_graph.terms import CONCEPT, ID


def as_text(proposals: Sequence[Proposal], text: Document) -> str:
    """Return the proposals with their passages."""
    return "\n".join(_lines(proposals, text))


def _lines(proposals: Sequence[Proposal], text: Document) -> Iterator[str]:
    sure = sum(p.is_sure for p in proposals)
    found = sum(bool(p.spans) for p in proposals)
    yield (
        f"{len(proposals)} statements: {found} with a passage, {sure} of them sure; "
        "check the others against the text"
    )
    for p in proposals:
        yield f"{p.statement.identifier}  {p.statement.says}"
        if not p.spans:
            yield "  no passage found"
        for span in p.spans:
            mark = "sure" if p.is_sure else "check"
            yield (
                f"  {mark}, confidence {p.confidence:.0%}, {text.place_of(span.start)}, "
                f"characters {span.start} to {span.end}: “{_shown(text.words(span))}”"
            )


def _shown(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:70]} … {words[-25:]}"


def as_json(proposals: Sequence[Proposal], text: Document) -> str:
    """Return the proposals as JSON."""
    rows = [
        {
            "statement": p.statement.iri,
            "identifier": p.statement.identifier,
            "confidence": p.confidence,
            "sure": p.is_sure,
            "excerpts": [
                {"start": s.start, "end": s.end, "page": text.page_of(s.start)} for s in p.spans
            ],
        }
        for p in proposals
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def as_turtle(proposals: Sequence[Proposal], text: Document, source: str) -> bytes:
    """Return checksum, reading extent and excerpts in the form of `data/`."""
    triples = Triples()
    triples.add(source, "schema:sha256", string(text.text_sha256))
    triples.add(source, "nmc:textLength", integer(len(text.text)))
    triples.add(source, "nmc:hasReadingExtent", iri(f"{CONCEPT}reading-extent/whole"))
    name = source.removeprefix(f"{ID}source/")
    for p in proposals:
        write_excerpts(triples, p.statement.iri, name, p.spans)
    sure = [iri(p.statement.iri) for p in proposals if p.is_sure]
    others = [iri(p.statement.iri) for p in proposals if not p.is_sure]
    parts = (
        Part(f"The text that was read: {text.name}", [iri(source)]),
        Part("Statements whose passage is sure", sure),
        Part("Statements whose passage must be checked", others),
        Part("Places in the text: characters from 0, end not included", list(triples.graph)),
    )
    return document(triples.graph, parts)


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
