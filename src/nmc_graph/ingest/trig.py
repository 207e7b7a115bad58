"""Writes a draft: as Turtle in the form of `data/`, or as TriG with its to-dos."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nmc_graph.ingest.draft import Draft
from nmc_graph.ingest.excerpts import write_place
from nmc_graph.ingest.items import Item
from nmc_graph.ingest.triples import Triples, decimal, iri, words
from nmc_graph.iris import expand
from nmc_graph.rdf.turtle import Part, document
from nmc_graph.terms import GRAPH, ID

SSSOM_CONFIDENCE = "https://w3id.org/sssom/confidence"
_FIRST = tuple(
    map(
        expand,
        (
            "skos:prefLabel", "dcterms:title", "dcterms:identifier", "dcterms:description",
            "dcterms:isPartOf", "nmc:concerns", "nmc:hasIndicator", "nmc:hasGeography",
            "nmc:startYear", "nmc:endYear", "oa:hasSource", "oa:hasSelector", "oa:start", "oa:end",
        ),
    )
)  # fmt: skip
_LAST = tuple(
    map(
        expand,
        (
            "nmc:isAssertedBy", "nmc:hasVoice", "nmc:isReportedIn", "skos:editorialNote",
            "nmc:hasEvidence", "nmc:restates", "nmc:supportsProperty", "nmc:hasExcerpt",
        ),
    )
)  # fmt: skip
_PREFIX = re.compile(rb"@prefix [^\n]*\n")


def as_turtle(draft: Draft) -> bytes:
    """Return the data of a draft in the form of `data/`."""
    return document(draft.triples.graph, _parts(draft), "", _FIRST, _LAST)


def _parts(draft: Draft) -> Iterator[Part]:
    subjects = list(draft.triples.graph)
    own = ("assertion", "statement", "excerpt", "selector")
    named = [s for s in subjects if not s.startswith(tuple(f"<{ID}{kind}/" for kind in own))]
    yield Part(f"From {draft.document.name}: who and what it names", named)
    yield Part("Claims", draft.triples.subjects(f"{ID}assertion/"))
    yield Part("Statements", draft.triples.subjects(f"{ID}statement/"))
    places = [s for s in subjects if s.startswith((f"<{ID}excerpt/", f"<{ID}selector/"))]
    yield Part("Places in the text: characters from 0, end not included", places)


def as_trig(draft: Draft) -> bytes:
    """Return the data in one named graph, and in another what has to be decided."""
    data = as_turtle(draft)
    todo = document(_todos(draft).graph, (), "", _FIRST, _LAST)
    prefixes = sorted({*_PREFIX.findall(data), *_PREFIX.findall(todo)})
    return b"".join(
        [
            f"# Draft made by nmc ingest from {draft.document.name}. Check every statement\n"
            "# against the text before you publish it.\n\n".encode(),
            *prefixes,
            b"\n",
            _graph(f"{GRAPH}{draft.source}", data),
            b"\n",
            _graph(f"{GRAPH}{draft.source}-review", todo),
        ]
    )


def _graph(name: str, turtle: bytes) -> bytes:
    blocks = _PREFIX.sub(b"", turtle).strip()
    body = b"\n".join(b"  " + line if line else b"" for line in blocks.split(b"\n"))
    return f"<{name}> {{\n".encode() + body + b"\n}\n"


def _todos(draft: Draft) -> Triples:
    """Return the to-dos as Web Annotations on statements, with confidence and alternatives."""
    triples = Triples()
    for item in draft.items:
        if not item.todos and item.kind != "unplaced":
            continue
        note = f"{ID}note/{draft.source}/{item.number}"
        triples.type_(note, "oa:Annotation")
        triples.add(note, "oa:motivatedBy", iri("oa:assessing"))
        for todo in item.todos or (item.gist,):
            triples.add(note, "oa:bodyValue", words(todo))
        triples.add(note, SSSOM_CONFIDENCE, decimal(item.confidence))
        triples.add(note, "oa:hasTarget", *_targets(draft, item, triples))
        for found in item.candidates.values():
            triples.add(note, "skos:closeMatch", *(iri(c.iri) for c in found[:3] if c.score < 99.5))
    return triples


def _targets(draft: Draft, item: Item, triples: Triples) -> list[str]:
    if item.number in draft.identifiers:
        name = draft.identifiers[item.number].lower()
        return [iri(f"{ID}statement/{draft.source}/{name}")]
    return [iri(write_place(triples, draft.source, span)) for span in item.spans]
