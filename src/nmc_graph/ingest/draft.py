"""From items to a graph: the source, statements with their excerpts, entities and claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.ingest.claim_writer import ClaimWriter
from nmc_graph.ingest.document import Document
from nmc_graph.ingest.entity_writer import EntityWriter
from nmc_graph.ingest.excerpts import write_excerpts
from nmc_graph.ingest.items import NOT_STATED, Item
from nmc_graph.ingest.study import Study
from nmc_graph.ingest.triples import Triples, integer, iri, slug, string, words
from nmc_graph.terms import ID


class Draft(NamedTuple):
    """A document, what was found in it, and the graph that it makes."""

    document: Document
    items: tuple[Item, ...]
    source: str
    """The slug of the source."""
    study: Study | None
    triples: Triples
    identifiers: dict[int, str]
    """The identifier of the statement of each item that has one."""


def draft_of(document: Document, items: Sequence[Item], study: Study | None = None) -> Draft:
    """Return the draft of a document."""
    source = slug(document.path.stem)
    triples = Triples()
    identifiers = _identifiers(items)
    entities = EntityWriter(triples, source, items)
    _write_source(triples, document, source, study, entities)
    claims = ClaimWriter(triples, source, study, entities, identifiers, items)
    gists = _shared_gists(items)
    for item in items:
        if item.kind not in NOT_STATED:
            if item.evidence is None:
                gist = gist_of(item, gists.get(item.number, []))
                _write_statement(triples, source, item, gist, identifiers, entities)
            claims.write(item, items)
    entities.give_publisher_evidence(list(identifiers.values()))
    return Draft(document, tuple(items), source, study, triples, identifiers)


def _identifiers(items: Sequence[Item]) -> dict[int, str]:
    """Return an identifier for each item; items without a statement share that of another."""
    found: dict[int, str] = {}
    for item in items:
        if item.kind not in NOT_STATED and item.evidence is None:
            found[item.number] = f"S{len(found) + 1:02}"
    for item in items:
        if item.evidence is not None and item.evidence in found:
            found[item.number] = found[item.evidence]
    return found


def _write_source(
    triples: Triples, document: Document, slug_: str, study: Study | None, entities: EntityWriter
) -> None:
    source = f"{ID}source/{slug_}"
    agent = entities.authors
    triples.name(agent, f"authors of {document.path.name}", "foaf:Agent")
    triples.type_(source, "nmc:Snapshot" if study else "nmc:Source")
    triples.add(source, "dcterms:title", words(f"Document {document.path.name}"))
    rights = "The text belongs to its publisher. Only facts and their places are given here."
    triples.add(source, "dcterms:rights", words(rights))
    if study:
        triples.add(source, "nmc:isReportedIn", iri(study.current))
        triples.add(source, "nmc:profiles", iri(entities.collaborative))
        triples.add(source, "dcterms:publisher", iri(entities.publisher()))
    triples.add(source, "schema:sha256", string(document.text_sha256))
    triples.add(source, "nmc:textLength", integer(len(document.text)))
    if not document.is_text_file:
        note = f"Text taken from a {document.format} file with the SHA-256 {document.sha256}."
        triples.add(source, "skos:note", words(note))


def _write_statement(
    triples: Triples,
    source: str,
    item: Item,
    gist: str,
    identifiers: dict[int, str],
    entities: EntityWriter,
) -> None:
    name = identifiers[item.number].lower()
    statement = f"{ID}statement/{source}/{name}"
    triples.type_(statement, "nmc:Statement")
    triples.add(statement, "dcterms:identifier", string(identifiers[item.number]))
    triples.add(statement, "dcterms:description", words(gist))
    triples.add(statement, "dcterms:isPartOf", iri(f"{ID}source/{source}"))
    triples.add(statement, "nmc:isAssertedBy", iri(entities.speaker(item)))
    triples.add(statement, "nmc:hasVoice", iri(f"concept/voice/{item.voice}"))
    if item.values.get("certainty"):
        certainty = iri(f"concept/certainty/{item.values['certainty']}")
        triples.add(statement, "nmc:hasCertainty", certainty)
    if item.restates and item.restates in identifiers:
        other = identifiers[item.restates].lower()
        triples.add(statement, "nmc:restates", iri(f"{ID}statement/{source}/{other}"))
    if item.page:
        triples.add(statement, "nmc:locator", words(f"page {item.page}"))
    write_excerpts(triples, statement, source, item.spans)


def _shared_gists(items: Sequence[Item]) -> dict[int, list[str]]:
    """Return what follows from the statement of each item that other items share."""
    found: dict[int, list[str]] = {}
    for item in items:
        if item.evidence is not None:
            found.setdefault(item.evidence, []).append(item.gist)
    return found


def gist_of(item: Item, shared: Sequence[str]) -> str:
    """Return what the statement of an item says, with the claims that share it."""
    if item.kind == "quotation" and shared:
        return f"{item.speaker or 'A speaker'}: {' '.join(dict.fromkeys(shared))}"
    return " ".join(dict.fromkeys([item.gist, *shared]))
