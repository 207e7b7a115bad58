"""What makes an ontology findable and reusable: the tests of FOOPS! that need no network.

Tests of registries (prefix.cc, LOV) and of a deployed site are left to the time after a release.
"""

import re

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Dataset, URIRef

from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.rdf.write import convert_triples
from tests.ontology.graphs import BIBO, NMC, ONTOLOGY, OWN_TERMS, ROOT, SCHEMA, TERMS

WAIVED = {
    "OM3 DOI and logo": "The first deposit gives the DOI; the ontology has no logo.",
}
VERSION = str(TERMS.value(ONTOLOGY, OWL.versionIRI))


def has(*properties):
    return all(TERMS.value(ONTOLOGY, p) for p in properties)


def each(property_):
    return all(TERMS.value(t, property_) for t in OWN_TERMS)


FOOPS = {
    "PURL1 persistent IRI": lambda: str(ONTOLOGY).startswith("https://w3id.org/"),
    "URI2 IRI of the file": lambda: (ONTOLOGY, RDF.type, OWL.Ontology) in TERMS,
    "VER1 version IRI": lambda: VERSION not in {"None", str(ONTOLOGY)},
    "OM1 minimal metadata": lambda: has(
        DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, OWL.versionIRI,
        VANN.preferredNamespaceUri,
    ),
    "OM2 recommended metadata": lambda: has(
        VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created,
        DCTERMS.bibliographicCitation,
    ),
    "OM3 detailed metadata": lambda: has(
        DCTERMS.publisher, BIBO.status, DCTERMS.source, DCTERMS.issued, DCTERMS.modified
    ),
    "OM3 DOI and logo": lambda: has(BIBO.doi, URIRef("http://xmlns.com/foaf/0.1/logo")),
    "OM4.1 license is an IRI": lambda: isinstance(
        TERMS.value(ONTOLOGY, DCTERMS.license), URIRef
    ),
    "OM5 provenance": lambda: has(
        DCTERMS.creator, DCTERMS.created, DCTERMS.issued, DCTERMS.publisher
    ),
    "VOC1 known vocabularies for metadata": lambda: has(DCTERMS.title, VANN.preferredNamespaceUri),
    "VOC2 terms of others are reused": lambda: any(
        not str(o).startswith(str(NMC))
        for o in TERMS.objects(None, SCHEMA.rangeIncludes)
        if "XMLSchema" not in o
    ),
    "VOC3 labels": lambda: each(RDFS.label),
    "VOC4 definitions": lambda: each(SKOS.definition),
    "FIND1 prefix": lambda: str(TERMS.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "nmc",
    "FIND3 catalog": lambda: has(SCHEMA.includedInDataCatalog),
}  # fmt: skip


@pytest.mark.parametrize("criterion", FOOPS.keys() - WAIVED.keys())
def test_ontology_meets(criterion):
    assert FOOPS[criterion]()


@pytest.mark.parametrize("criterion", WAIVED)
def test_waiver_is_needed_and_its_reason_is_published(criterion):
    assert not FOOPS[criterion]()
    assert f"| {criterion} | {WAIVED[criterion]} |" in (ROOT / "ontology" / "README.md").read_text()


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda f: f.name)
def test_rdf1_every_form_of_the_ontology_is_read_back(format_):
    body = convert_triples(TERMS.serialize(format="nt").encode(), format_)
    found = Dataset(default_union=True).parse(data=body, format=format_.media_type)
    assert len(found) == len(TERMS)


@pytest.mark.parametrize("path", ["/ontology", "/ontology/0.1.0", "/ontology/schemes/role"])
def test_cn1_ver2_document_comes_as_a_page_and_as_rdf(client, path):
    for accept in ("text/html", "text/turtle", "application/rdf+xml", "application/ld+json"):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, accept)


def test_version_of_the_path_is_the_current_one():
    assert VERSION.endswith("/0.1.0")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## .*(Unreleased|0\.1\.0)", changelog, re.M)
