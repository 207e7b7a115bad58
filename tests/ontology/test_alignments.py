"""Alignments with other vocabularies: their terms exist, and their clients get answers."""

import tomllib

import pytest
from rdflib import DCTERMS, FOAF, ORG, PROV, QB, RDFS, SDO, SKOS, URIRef

from tests.ontology.graphs import ALIGNMENTS, HERE, SCHEMES

# Terms for which rdflib has no closed namespace, each from its specification.
LISTED = {
    "http://purl.org/linked-data/sdmx/2009/attribute#obsStatus",
    *(f"http://purl.org/linked-data/sdmx/2009/code#obsStatus-{c}" for c in "ABEPM"),
    "https://schema.org/StatisticalVariable",  # newer than rdflib's copy
    "https://schema.org/OrganizationRole", "https://schema.org/Claim",
}  # fmt: skip
# Terms that no package contains: taken from files whose checksums are recorded with them.
STORED = tomllib.loads((HERE / "foreign-terms.toml").read_text("utf-8"))
LISTED |= {part["namespace"] + name for part in STORED.values() for name in part["terms"]}
DEPRECATED = {"http://www.w3.org/ns/sosa/ObservableProperty"}
CLOSED = {str(n): n for n in (ORG, PROV, FOAF, SKOS, DCTERMS, SDO, QB)}


def targets():
    relations = [
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
    ]
    return sorted(
        {str(o) for g in ALIGNMENTS.values() for p in relations for o in g.objects(None, p)}
    )


@pytest.mark.parametrize("target", targets())
def test_aligned_term_exists_and_is_not_deprecated(target):
    assert target not in DEPRECATED
    if target in LISTED or any((URIRef(target), None, None) in g for g in SCHEMES.values()):
        return
    namespace = next(n for n in CLOSED if target.startswith(n))
    assert URIRef(target) in CLOSED[namespace]


def test_client_of_another_vocabulary_gets_answers(engine):
    from nmc_graph.engine.base import select

    for query in (
        "ASK { ?c a <http://www.w3.org/ns/org#Organization> ; "
        "<http://www.w3.org/ns/org#purpose> ?p ; <http://www.w3.org/ns/org#hasMember> ?m }",
        "ASK { ?e a <http://www.w3.org/ns/prov#Entity> ; "
        "<http://www.w3.org/ns/prov#wasAttributedTo> ?who }",
        "ASK { ?c a <https://schema.org/Organization> ; <https://schema.org/name> ?n ; "
        "<https://schema.org/foundingDate> ?d ; <https://schema.org/knowsAbout> ?a }",
    ):
        (row,) = select(engine, query)
        assert str(row["boolean"]) == "true", query
