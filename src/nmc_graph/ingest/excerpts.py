"""Excerpts of a statement as data: places in a text, each with an IRI made from its position."""

from __future__ import annotations

from collections.abc import Iterable

from nmc_graph.ingest.document import Span
from nmc_graph.ingest.triples import Triples, integer, iri
from nmc_graph.terms import ID


def write_excerpts(triples: Triples, statement: str, source: str, spans: Iterable[Span]) -> None:
    """Add the excerpts of a statement. `source` is the slug of its source."""
    for span in spans:
        triples.add(statement, "nmc:hasExcerpt", iri(write_place(triples, source, span)))


def write_place(triples: Triples, source: str, span: Span) -> str:
    """Add a place in the text of a source, and return its IRI."""
    excerpt = f"{ID}excerpt/{source}/{span.start}-{span.end}"
    selector = f"{ID}selector/{source}/{span.start}-{span.end}"
    if excerpt not in triples:
        triples.type_(excerpt, "oa:SpecificResource")
        triples.add(excerpt, "oa:hasSource", iri(f"{ID}source/{source}"))
        triples.add(excerpt, "oa:hasSelector", iri(selector))
        triples.type_(selector, "oa:TextPositionSelector")
        triples.add(selector, "oa:start", integer(span.start))
        triples.add(selector, "oa:end", integer(span.end))
    return excerpt
