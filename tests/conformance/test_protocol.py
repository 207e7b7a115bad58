"""The W3C SPARQL 1.1 protocol suite over HTTP. Updates count as passed when they are refused."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Namespace
from rdflib.collection import Collection

from nmc_graph.rdf.dataset import Dataset
from nmc_graph.release.publish import publish
from tests.conformance.manifest import MF, SUITE, file_of, load
from tests.programs import missing
from tests.serving import serve

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@dataclass(frozen=True)
class Exchange:
    """A request and the response that it must get."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: tuple[int, ...]
    boolean: bool | None
    form: str


def exchanges(graph, entry):
    action = graph.value(entry, MF.action)
    for request in Collection(graph, graph.value(action, HT.requests)):
        response = graph.value(request, HT.resp)
        body = graph.value(request, HT.body)
        encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8") if body else ""
        headers = graph.value(request, HT.headers)
        boolean = graph.value(response, MF.expectedBoolean)
        yield Exchange(
            str(graph.value(request, HT.methodName)),
            str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
            tuple(
                (str(graph.value(h, HT.fieldName)), str(graph.value(h, HT.fieldValue)))
                for h in Collection(graph, headers)
            )
            if headers
            else (),
            str(graph.value(body, CNT.chars) or "").encode(encoding) if body else b"",
            tuple(int(str(s)[-3]) for s in graph.objects(response, MF.expectedStatus)),
            None if boolean is None else boolean.toPython(),
            str(graph.value(response, MF.expectedFormat) or ""),
        )


GRAPH = load("protocol") if SUITE.exists() else None
ENTRIES = sorted(GRAPH.subjects(RDF.type, MF.ProtocolTest)) if GRAPH else []


def test_suite_is_complete():
    if GRAPH is None:
        missing(f"The W3C suites are missing from {SUITE}; name their folder with NMC_SHARED.")
    assert len(ENTRIES) == 34


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of `nmc serve` over the graphs of the suite."""
    folder = tmp_path_factory.mktemp("protocol")
    store = ox.Store()
    for node in GRAPH.objects(None, UT.graphData):
        path, name = file_of(GRAPH.value(node, UT.graph)), str(GRAPH.value(node, RDFS.label))
        store.load(path=str(path), to_graph=ox.NamedNode(name), format=ox.RdfFormat.N_TRIPLES)
    store.dump(str(folder / "data.nq"), ox.RdfFormat.N_QUADS)
    dataset = Dataset()
    dataset.load_quads(folder / "data.nq")
    release = publish(dataset, [], folder / "release", fingerprint="")
    with serve("--release", release.path) as server:
        yield server.client(timeout=20)


FORMS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: str(e).rpartition("#")[2])
def test_case(entry, client):
    name = str(entry).rpartition("#")[2]
    for exchange in exchanges(GRAPH, entry):
        response = client.open(
            exchange.path,
            method=exchange.method,
            headers=dict(exchange.headers),
            data=exchange.body or None,
        )
        if name.startswith(("update_", "bad_update", "bad_multiple_updates")):
            assert 400 <= response.status_code < 500, "an update must be refused"
            return
        assert response.status_code // 100 in exchange.statuses, (response.status, response.data)
        if exchange.form and response.status_code == 200:
            assert response.mimetype in FORMS[exchange.form]
        if exchange.boolean is not None:
            assert json.loads(response.data)["boolean"] == exchange.boolean
