"""The JSON-LD context: a plain key for each property and class of the graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nmc_graph.engine import Engine
from nmc_graph.iris import expand, shorten
from nmc_graph.model.remembered import remembered
from nmc_graph.model.vocabulary import classes, property_ranges
from nmc_graph.rdf.jsonld import Context, Definition
from nmc_graph.terms import BASE, PREFIXES, RDF, XSD

# The terms of other vocabularies that the data uses. A key is the name of its term; where two have
# the same name, the first one has it, and the other is written as an IRI.
_LINKS = (
    "dcterms:creator", "dcterms:hasPart", "dcterms:isPartOf", "dcterms:license",
    "dcterms:publisher", "dcterms:source", "oa:hasSelector", "oa:hasSource", "org:hasMember",
    "org:hasSite", "org:member", "org:organization", "org:role", "org:siteAddress",
    "prov:wasAttributedTo", "prov:wasGeneratedBy", "qudt:hasUnit", "schema:about",
    "schema:areaServed", "schema:containedInPlace", "schema:geoOverlaps", "schema:location",
    "schema:url", "skos:broadMatch", "skos:broader", "skos:closeMatch", "skos:exactMatch",
    "skos:inScheme", "skos:narrowMatch", "skos:narrower", "skos:related", "skos:relatedMatch",
    "skos:topConceptOf", "foaf:primaryTopic", "void:inDataset", "rdfs:seeAlso", "rdfs:subClassOf",
    "rdfs:subPropertyOf", "rdfs:isDefinedBy", "vcard:hasTelephone",
)  # fmt: skip
_TEXTS = (
    "skos:prefLabel", "rdfs:label", "dcterms:title", "dcterms:description", "dcterms:rights",
    "skos:altLabel", "skos:hiddenLabel", "skos:definition", "skos:scopeNote", "skos:note",
    "skos:editorialNote", "skos:example", "schema:unitText",
)  # fmt: skip
_VALUES = (
    "dcterms:identifier", "oa:end", "oa:start", "schema:creditText", "schema:currency",
    "schema:position", "schema:sha256", "skos:notation", "vcard:locality",
    "vcard:postal-code", "vcard:region", "vcard:street-address", "owl:versionInfo",
)  # fmt: skip
_DATES = ("dcterms:issued", "dcterms:modified", "dcterms:created")
_CLASSES = (
    "foaf:Agent", "foaf:Person", "foaf:Document", "org:Organization", "org:Site", "schema:Place",
    "skos:Concept", "skos:ConceptScheme", "oa:SpecificResource", "oa:TextPositionSelector",
    "vcard:VCard",
)  # fmt: skip
_UNTYPED = {XSD + "integer", XSD + "boolean", XSD + "string"}
"""JSON has these types itself."""
_ALIASES = {"id": "@id", "type": "@type"}


def context(engine: Engine) -> Context:
    """Return the context for the graph of an engine, which is the same for a whole release."""
    return Context(remembered(engine, "jsonld-context", lambda: _terms(engine)))


def published(engine: Engine) -> bytes:
    """Return the whole context as a document that others refer to."""
    lines = {"@version": 1.1, **PREFIXES, **_ALIASES, **_written(context(engine).terms)}
    return f'{{\n"@context": {one_a_line(lines)}\n}}\n'.encode()


def head(used: Mapping[str, Definition]) -> dict[str, Any]:
    """Return the context of a document that uses these terms: our IRIs are relative in it."""
    prefixes = {shorten(d["@id"]).partition(":")[0] for d in used.values()} - {"https", "http"}
    prefixes |= {shorten(d["@type"]).partition(":")[0] for d in used.values() if "@type" in d}
    declared = {p: PREFIXES[p] for p in sorted(prefixes & PREFIXES.keys())}
    return {"@base": BASE, **declared, **_ALIASES, **_written(used)}


def one_a_line(values: Mapping[str, object]) -> str:
    """Return a JSON object with one member a line."""
    members = (f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in values.items())
    return "{\n" + ",\n".join(members) + "\n}"


def _written(terms: Mapping[str, Definition]) -> dict[str, str | Definition]:
    """Return definitions with short IRIs; a term that is no more than an IRI is a string."""
    short = {key: {k: shorten(v) for k, v in terms[key].items()} for key in sorted(terms)}
    return {key: d["@id"] if d.keys() == {"@id"} else d for key, d in short.items()}


def _terms(engine: Engine) -> dict[str, Definition]:
    ours = {iri: _of_range(range_) for iri, range_ in property_ranges(engine).items()}
    others: dict[str, Definition] = {
        **{term: {"@type": "@id"} for term in _LINKS},
        **{term: {"@language": "en"} for term in _TEXTS},
        **{term: {"@type": XSD + "date"} for term in _DATES},
        **{term: {} for term in (*_VALUES, *_CLASSES)},
    }
    named = ours | {iri: {} for iri in classes(engine)}
    named |= {expand(term): definition for term, definition in others.items()}
    terms: dict[str, Definition] = {}
    for iri, definition in named.items():
        key = iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
        if key not in _ALIASES and key not in PREFIXES:
            terms.setdefault(key, {"@id": iri, **definition})
    return terms


def _of_range(range_: str) -> Definition:
    if range_ == RDF + "langString":
        return {"@language": "en"}
    return {"@type": range_} if range_ and range_ not in _UNTYPED else {}
