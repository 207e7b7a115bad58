"""Turtle of one thing, in the order of its page: facts, claims, evidence, sources, labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nmc_graph.iris import expand
from nmc_graph.model.claims import CLAIMS, claim_of_types
from nmc_graph.model.describe import PROPERTY_ORDER
from nmc_graph.model.kinds import kind_of_types
from nmc_graph.rdf.turtle import Block, Graph, Part, classes_of, document, in_order, read
from nmc_graph.terms import DCTERMS, NMC, OA, PREF_LABEL, RDF_TYPE, RDFS, STATEMENT

LABELS = (PREF_LABEL, RDFS + "label", DCTERMS + "title")
"""The properties that a mentioned thing has if it is not described."""
_LAST = (
    "nmc:hasCertainty", "nmc:isAssertedBy", "nmc:hasVoice", "nmc:isReportedIn", "nmc:isAtOddsWith",
    "skos:scopeNote", "skos:editorialNote", "skos:note", "nmc:hasEvidence",
)  # fmt: skip
_FIRST = (
    *LABELS, DCTERMS + "identifier", *map(expand, PROPERTY_ORDER), OA + "start", OA + "end",
)  # fmt: skip
_TYPE = f"<{RDF_TYPE}>"
_ONLY_LABELS = {f"<{iri}>" for iri in LABELS}


def entity_turtle(ntriples: bytes, iri: str, header: str) -> bytes:
    """Return the data about a thing as Turtle, with `header` as a comment at the beginning."""
    graph = {subject: _narrow_class_first(block) for subject, block in read(ntriples).items()}
    return document(graph, _parts(graph, iri), header, *_order())


def in_page_order(ntriples: bytes, iri: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the subjects of a graph, each with its properties, in the order of Turtle."""
    graph = read(ntriples)
    first, last = _order()
    listed = (subject for part in _parts(graph, iri) for subject in part.subjects)
    for subject in dict.fromkeys(listed):
        if subject in graph:
            properties = in_order(graph[subject], first, last)
            yield subject, [p[1:-1] for p in properties]


def _order() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the properties that come first and those that come last."""
    last = tuple(map(expand, _LAST))
    return tuple(p for p in _FIRST if p not in last), last


def _parts(graph: Graph, iri: str) -> Iterator[Part]:
    entity = f"<{iri}>"
    yield Part("", [entity])
    yield from _claims(graph, entity)
    described = [s for s in graph if not set(graph[s]) <= _ONLY_LABELS]
    statements = [s for s in described if STATEMENT in classes_of(graph[s])]
    yield Part("Evidence", [node for s in statements for node in (s, *_places(graph, s))])
    yield Part("Sources", [s for s in described if NMC + "Source" in classes_of(graph[s])])
    yield Part("Also described", described)
    yield Part("Labels of what is mentioned", list(graph), compact=True)


def _claims(graph: Graph, entity: str) -> Iterator[Part]:
    """Yield the claims about the entity by sections, in the order of its page."""
    kind = kind_of_types(classes_of(graph.get(entity, {})), wider=True)
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for subject, block in graph.items():
        if claim := claim_of_types(classes_of(block)):
            sections[kind.sections.get(claim.section, claim.section)].append(subject)
    usual = (kind.sections.get(claim.section, claim.section) for claim in CLAIMS.values())
    for title in dict.fromkeys((kind.first_section, *usual)):
        yield Part(title, sections[title])


def _places(graph: Graph, statement: str) -> Iterator[str]:
    """Yield the excerpts of a statement, each with its places in the text."""
    for excerpt in graph[statement].get(f"<{NMC}hasExcerpt>", ()):
        yield excerpt
        yield from graph.get(excerpt, {}).get(f"<{OA}hasSelector>", ())


def _narrow_class_first(block: Block) -> Block:
    """Return the block of a claim with its own class before the wider ones."""
    claim = claim_of_types(classes_of(block))
    if claim is None:
        return block
    own = f"<{NMC}{claim.name}>"
    return {**block, _TYPE: [own, *(t for t in block[_TYPE] if t != own)]}
