"""Labels for IRIs, in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri, kind_of, name_of, shorten
from nmc_graph.terms import DCTERMS, FOAF, PREF_LABEL, RDFS, SCHEMA

# In the order in which they are preferred; a statement is named by its identifier.
_LABELS = (PREF_LABEL, RDFS + "label", DCTERMS + "title", FOAF + "name", DCTERMS + "identifier")

# What pages call properties of other vocabularies; ours have labels in the ontology.
FOREIGN = {
    "dcterms:description": "description", "dcterms:identifier": "identifier",
    "dcterms:isPartOf": "part of", "dcterms:publisher": "publisher", "dcterms:rights": "rights",
    "dcterms:title": "title", "dcterms:creator": "creator", "dcterms:license": "licence",
    "oa:end": "ends before character", "oa:hasSelector": "place in the text",
    "oa:hasSource": "taken from", "oa:start": "starts at character",
    "org:hasSite": "site", "org:member": "member", "org:organization": "organization",
    "org:role": "role", "org:siteAddress": "address", "qudt:hasUnit": "unit",
    "rdf:type": "type", "schema:areaServed": "serves", "schema:containedInPlace": "lies in",
    "schema:location": "home", "schema:sha256": "SHA-256 of the text read",
    "skos:altLabel": "also called", "skos:broader": "broader", "skos:definition": "definition",
    "skos:editorialNote": "note of the editors", "skos:hiddenLabel": "also found as",
    "skos:inScheme": "in the list", "skos:note": "note", "skos:related": "related",
    "skos:scopeNote": "to be noted", "skos:topConceptOf": "top of",
    "unit:PERCENT": "percent", "vcard:hasTelephone": "telephone", "vcard:locality": "city",
    "vcard:postal-code": "postal code", "vcard:region": "state",
    "vcard:street-address": "street",
    "foaf:Person": "Person", "foaf:Agent": "Agent", "org:Organization": "Organization",
    "org:Site": "Site", "schema:Place": "Place", "skos:Concept": "Concept",
    "skos:ConceptScheme": "List of concepts", "oa:SpecificResource": "Excerpt",
    "oa:TextPositionSelector": "Place in a text", "vcard:VCard": "Address",
    "org:Role": "Role", "owl:Class": "Class", "owl:ObjectProperty": "Property",
    "owl:DatatypeProperty": "Property", "owl:Ontology": "Ontology",
}  # fmt: skip


_REMEMBERED = 20_000
_LONGEST = 500
"""Characters of a label that is remembered; a longer one is asked for each time."""
_remembered: WeakKeyDictionary[Engine, dict[str, str]] = WeakKeyDictionary()
"""Labels by engine: a release never changes, and every page names the same terms and concepts."""


_units: WeakKeyDictionary[Engine, dict[str, str]] = WeakKeyDictionary()


def unit_texts(engine: Engine, indicators: Iterable[str]) -> dict[str, str]:
    """Return in words what each indicator counts, such as "births per 1,000 girls", if it says."""
    known = _units.setdefault(engine, {})
    wanted = {iri for iri in indicators if is_iri(iri)}
    if new := sorted(wanted - known.keys()):
        things = " ".join(f"<{iri}>" for iri in new)
        pattern = f"VALUES ?thing {{ {things} }} ?thing <{SCHEMA}unitText> ?text"
        query = f"SELECT ?thing ?text {{ {pattern} }}"
        found = {r["thing"].value: r["text"].value[:_LONGEST] for r in select(engine, query)}
        if len(known) + len(new) > _REMEMBERED:
            known.clear()
        known.update({iri: found.get(iri, "") for iri in new})
    return {iri: text for iri in wanted if (text := known.get(iri))}


def labels(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return a label for each IRI: English before others, a name made from the IRI at worst."""
    known = _remembered.setdefault(engine, {})
    wanted = {iri for iri in iris if is_iri(iri)}
    named = {iri: label for iri in wanted if (label := known.get(iri)) is not None}
    if new := sorted(wanted - named.keys()):
        found = _ask(engine, new)
        if len(known) + len(found) > _REMEMBERED:
            known.clear()
        known.update((iri, label) for iri, label in found.items() if len(label) <= _LONGEST)
        named.update(found)
    return named


def _ask(engine: Engine, wanted: list[str]) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    things = " ".join(f"<{iri}>" for iri in wanted)
    kinds = ", ".join(f"<{p}>" for p in _LABELS)
    for row in select(
        engine,
        # A second VALUES would be taken first, and five properties looked through whole.
        f"SELECT ?thing ?kind ?label {{ VALUES ?thing {{ {things} }} ?thing ?kind ?label "
        f"FILTER(?kind IN ({kinds})) }}",
    ):
        rank = 2 * _LABELS.index(row["kind"].value) + (row["label"].lang not in ("en", ""))
        candidate = (rank, row["label"].value)
        iri = row["thing"].value
        found[iri] = min(found.get(iri, candidate), candidate)
    return {iri: found[iri][1] if iri in found else made_up(iri) for iri in wanted}


def made_up(iri: str) -> str:
    """Return a name for an IRI that has no label."""
    short = shorten(iri)
    if short in FOREIGN:
        return FOREIGN[short]
    if kind_of(iri) in {"excerpt", "selector"}:
        start, _, end = iri.rpartition("/")[2].partition("-")
        return f"characters {start} to {end}"
    return name_of(iri) if short == iri else short
