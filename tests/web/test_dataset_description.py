"""The description of the data set satisfies DCAT-AP 3.0.1 and counts what the graph has."""

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, SH, VOID, Graph, URIRef

DATASET = URIRef("https://w3id.org/nmc/dataset")
SHAPES = "cases/published/dcat-ap-3.0.1-shapes.ttl"


@pytest.fixture(scope="module")
def graph(client):
    answer = client.get("/dataset", headers={"Accept": "text/turtle"})
    return Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module")
def shapes(shared_file):
    path = Path(shared_file("")).parent / SHAPES
    return Graph().parse(path.read_bytes(), format="turtle")


def test_dcat_ap_finds_no_violation(graph, shapes):
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, allow_warnings=True)
    assert conforms, text


def test_dcat_ap_misses_what_is_left_out(graph, shapes):
    broken = Graph() + graph
    broken.remove((DATASET, DCTERMS.title, None))
    assert not pyshacl.validate(broken, shacl_graph=shapes, allow_warnings=True)[0]


def test_everything_that_portals_ask_for_is_there(graph):
    for term in (
        DCTERMS.publisher, DCTERMS.temporal, DCTERMS.spatial, DCTERMS.modified, DCTERMS.language,
        DCAT.theme, DCAT.contactPoint, DCAT.landingPage, DCAT.keyword,
    ):  # fmt: skip
        assert (DATASET, term, None) in graph, term
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    for file in graph.objects(DATASET, DCAT.distribution):
        assert isinstance(graph.value(file, DCAT.mediaType), URIRef)
        assert (file, DCAT.accessURL, None) in graph
        assert len(graph.value(graph.value(file, spdx.checksum), spdx.checksumValue)) == 64
    assert (None, DCAT.servesDataset, DATASET) in graph
    assert str(graph.value(graph.value(DATASET, DCTERMS.publisher), FOAF.name))


def test_partitions_count_classes_and_properties(graph, client, release):
    total = sum(
        int(graph.value(p, VOID.triples)) for p in graph.objects(DATASET, VOID.propertyPartition)
    )
    assert total == release.manifest["triples"]
    (statements,) = (
        int(graph.value(p, VOID.entities))
        for p in graph.objects(DATASET, VOID.classPartition)
        if str(graph.value(p, VOID["class"])).endswith("#Statement")
    )
    assert statements == release.manifest["statements"]


def test_prefixes_of_queries_are_declared(graph, client):
    found = {
        str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace))
        for d in graph.objects(DATASET, SH.declare)
    }
    assert found == client.get("/prefixes").json
