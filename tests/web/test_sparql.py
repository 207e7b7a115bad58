"""The SPARQL endpoint: formats, data sets, its description and its form."""

import pytest
import rdflib
from rdflib import VOID

from nmc_graph.formats import FORMATS, get
from nmc_graph.web.http.service_description import service_description
from tests.web.samples import CONSTRUCT, HTML, PARSERS, SELECT


@pytest.mark.parametrize(("accept", "mimetype", "start"), [
    ("application/sparql-results+json", "application/sparql-results+json", "{"),
    ("application/json", "application/sparql-results+json", "{"),
    ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
    ("text/csv", "text/csv", "s\r\n"),
    ("text/tab-separated-values", "text/tab-separated-values", "?s\n"),
    ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", "<"),
    ("*/*", "application/sparql-results+json", "{"),
    ("", "application/sparql-results+json", "{"),
])  # fmt: skip
def test_results_come_in_the_requested_format(client, accept, mimetype, start):
    headers = {"Accept": accept} if accept else {}
    answers = [
        client.get("/sparql", query_string={"query": SELECT}, headers=headers),
        client.post("/sparql", data={"query": SELECT}, headers=headers),
        client.post(
            "/sparql", data=SELECT, content_type="application/sparql-query", headers=headers
        ),
    ]
    assert {a.status_code for a in answers} == {200}
    assert {a.mimetype for a in answers} == {mimetype}
    assert len({a.data for a in answers}) == 1
    assert answers[0].text.startswith(start)


@pytest.mark.parametrize("media_type", PARSERS)
def test_graphs_come_in_the_requested_format(client, media_type):
    answer = client.get(
        "/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": media_type}
    )
    assert answer.mimetype == media_type
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=answer.text, format=PARSERS[media_type])
    assert len(graph) == 1


def test_dataset_of_the_request_is_used(client):
    graph = "https://w3id.org/nmc/graph/bridgespan-follow-up-san-joaquin"
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/nmc/ontology#Focus> }"
    counts = [
        client.get("/sparql", query_string={"query": query, "format": "csv", **more}).text.split()
        for more in (
            {},
            {"default-graph-uri": graph},
            {"default-graph-uri": "https://w3id.org/nmc/graph/derived"},
            {"named-graph-uri": graph},
        )
    ]
    whole, *parts = (int(c[1]) for c in counts)
    assert whole >= 7
    assert parts == [7, 0, 0]


def test_endpoint_describes_itself(client, release):
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert (service, sd.feature, sd.BasicFederatedQuery) not in graph
    named = set(graph.subjects(rdflib.RDF.type, sd.NamedGraph))
    assert len(named) == len(release.manifest["graphs"])
    for property_ in (
        sd.endpoint, sd.supportedLanguage, sd.defaultEntailmentRegime, sd.defaultDataset,
        sd.availableGraphs,
    ):  # fmt: skip
        assert graph.value(service, property_), property_
    formats = set(graph.objects(service, sd.resultFormat))
    assert len(formats) == len(FORMATS)
    union = graph.value(graph.value(service, sd.defaultDataset), sd.defaultGraph)
    assert int(graph.value(union, VOID.triples)) == release.manifest["triples"]


def test_description_says_if_other_endpoints_may_be_asked():
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    body = service_description("http://localhost/sparql", get("turtle"), federated=True)
    graph = rdflib.Graph().parse(data=body, format="turtle")
    assert (None, sd.feature, sd.BasicFederatedQuery) in graph


def test_browser_gets_the_form_with_the_result_below(client):
    form = client.get("/sparql", headers=HTML)
    assert "<textarea" in form.text
    page = client.get("/sparql", query_string={"query": SELECT}, headers=HTML)
    assert "Result: 1 row" in page.text
    wrong = client.get("/sparql", query_string={"query": "SELECT * {\n ?s <b> \n}"}, headers=HTML)
    assert wrong.status_code == 400
    assert "Line 3, column" in wrong.text
    assert "SELECT * {" in wrong.text, "the query is kept"


def test_head_and_options(client):
    head = client.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    options = client.options("/sparql")
    assert options.status_code == 204
    assert "POST" in options.headers["Access-Control-Allow-Methods"]
