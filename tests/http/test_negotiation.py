"""Which format a client gets: by Accept, by `format=`, and as SPARQLWrapper asks."""

from __future__ import annotations

import http.client
import json
import xml.dom.minidom
from urllib.parse import urlencode

import pytest
import rdflib
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    RDFXML,
    TSV,
    TURTLE,
    XML,
    SPARQLWrapper,
)  # fmt: skip
from SPARQLWrapper import RDF as RDF_FORMAT

ASK, SELECT = "ASK {}", "SELECT ?s { ?s a ?c } LIMIT 1"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/nmc/ontology#Collaborative> }"
DESCRIBE = "DESCRIBE <https://w3id.org/nmc/id/person/robina-asghar>"
PERSON = "/id/person/robina-asghar"

R_JSON, R_XML = "application/sparql-results+json", "application/sparql-results+xml"
R_CSV, R_TSV = "text/csv", "text/tab-separated-values"
TTL, NT, RDFX, LD = (
    "text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json",
)  # fmt: skip


def media_type(response):
    return response.headers["Content-Type"].partition(";")[0]


def send(port, path, lines):
    """Send a GET with header lines as they are given, a name as often as wanted."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in lines:
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()


ACCEPT = {
    "two lines are one list": (ASK, ["text/csv", "text/boolean;q=0.1"], R_CSV),
    "two lines, the second preferred": (ASK, ["text/boolean;q=0.1", R_XML], R_XML),
    "three lines with weights": (
        SELECT, ["text/csv;q=0.2", R_TSV + ";q=0.9", R_XML + ";q=0.5"], R_TSV,
    ),
    "a line that is empty": (ASK, ["", "text/csv"], R_CSV),
    "two lines, both unknown but for a wildcard": (ASK, ["x/y", "*/*;q=0.1"], R_JSON),
    "charset": (CONSTRUCT, ["text/turtle;charset=utf-8"], TTL),
    "a profile with a comma-free quoted IRI": (
        CONSTRUCT, ['application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'], LD,
    ),
    "a header parameter": (SELECT, ["text/csv;header=present"], R_CSV),
    "a parameter before the weight": (
        SELECT, ["text/csv;header=absent;q=0.1, text/tab-separated-values;q=0.9"], R_TSV,
    ),
    "a charset in capitals": (CONSTRUCT, ["Text/Turtle; Charset=UTF-8"], TTL),
    "N3": (CONSTRUCT, ["text/n3"], TTL),
    "N3 in its older name": (CONSTRUCT, ["text/rdf+n3"], TTL),
    "Turtle in its older name": (CONSTRUCT, ["application/x-turtle"], TTL),
    "Turtle as an application type": (CONSTRUCT, ["application/turtle"], TTL),
    "plain text": (CONSTRUCT, ["text/plain"], NT),
    "JSON for a graph": (CONSTRUCT, ["application/json"], LD),
    "XML for a graph": (CONSTRUCT, ["application/xml"], RDFX),
    "JSON for a table": (SELECT, ["application/json"], R_JSON),
    "XML for a table": (SELECT, ["text/xml"], R_XML),
    "any text for a table": (SELECT, ["text/*"], R_CSV),
    "any text for a graph": (CONSTRUCT, ["text/*"], TTL),
    "any application type for a graph": (CONSTRUCT, ["application/*"], NT),
    "any application type for a table": (SELECT, ["application/*"], R_JSON),
    "any text, but no CSV": (SELECT, ["text/*, text/csv;q=0"], R_TSV),
    "no JSON": (ASK, [R_JSON + ";q=0, */*"], R_XML),
    "no JSON, in another order": (ASK, ["*/*, " + R_JSON + ";q=0"], R_XML),
    "no JSON and no XML": (SELECT, [f"{R_JSON};q=0, {R_XML};q=0, */*;q=0.3"], R_CSV),
    "no Turtle": (CONSTRUCT, ["text/turtle;q=0, */*"], NT),
    "a specific type is worth less than a range": (SELECT, ["text/csv;q=0.1, text/*"], R_TSV),
    "the more specific of two equals": (CONSTRUCT, ["*/*, application/rdf+xml"], RDFX),
    "anything": (CONSTRUCT, ["*/*"], TTL),
}  # fmt: skip


@pytest.mark.parametrize(("query", "accepts", "right"), ACCEPT.values(), ids=ACCEPT)
def test_accept_chooses_the_format_of_an_answer(nmc_server, query, accepts, right):
    path = "/sparql?" + urlencode({"query": query})
    response = send(nmc_server.port, path, [("Accept", a) for a in accepts])
    assert response.status == 200
    assert media_type(response) == right


REFUSED = {
    "a type that is not offered": (ASK, "image/png"),
    "everything excluded": (ASK, "*/*;q=0"),
    "a table as RDF": (SELECT, "text/turtle"),
    "a graph as CSV": (CONSTRUCT, "text/csv"),
    "a range without members": (SELECT, "audio/*"),
}


@pytest.mark.parametrize(("query", "accept"), REFUSED.values(), ids=REFUSED)
def test_what_no_format_satisfies_is_refused_with_the_list_of_formats(client, query, accept):
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.status_code == 406
    assert "Available: " in response.get_json()["hint"]


ENTITY = {
    "application/json": ".jsonld",
    "text/n3": ".ttl",
    "text/turtle;charset=utf-8": ".ttl",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"': ".jsonld",
    "application/rdf+xml, text/html;q=0.5": ".rdf",
    "text/html;q=0, text/*": ".ttl",
    "application/xml": ".rdf",
    "*/*": "",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "",
}


@pytest.mark.parametrize(("accept", "suffix"), ENTITY.items())
def test_accept_leads_from_a_thing_to_its_page_or_its_data(client, accept, suffix):
    response = client.get(PERSON, headers={"Accept": accept})
    assert response.status_code == 303
    folder = "/data" if suffix else "/page"
    assert response.headers["Location"] == f"{folder}/person/robina-asghar{suffix}"


# Name of a format -> what a table and what a graph come as; without an Accept header.
FORMATS = {
    "json": (R_JSON, LD), "xml": (R_XML, RDFX), "csv": (R_CSV, TTL), "tsv": (R_TSV, TTL),
    "srj": (R_JSON, TTL), "srx": (R_XML, TTL), "sparql": (R_XML, TTL),
    "turtle": (R_JSON, TTL), "ttl": (R_JSON, TTL), "n3": (R_JSON, TTL), "nt": (R_JSON, NT),
    "rdf": (R_JSON, RDFX), "rdf+xml": (R_JSON, RDFX), "rdfxml": (R_JSON, RDFX),
    "json-ld": (R_JSON, LD), "jsonld": (R_JSON, LD), "trig": (R_JSON, "application/trig"),
    "text/csv": (R_CSV, TTL), "text/turtle": (R_JSON, TTL), R_JSON: (R_JSON, TTL),
    "application/sparql-results+xml": (R_XML, TTL), "application/rdf+xml": (R_JSON, RDFX),
    "application/ld+json": (R_JSON, LD), "JSON": (R_JSON, LD), "auto": (R_JSON, TTL),
    "": (R_JSON, TTL),
}  # fmt: skip


@pytest.mark.parametrize("parameter", ["format", "output", "results"])
@pytest.mark.parametrize(("name", "right"), FORMATS.items())
def test_a_format_is_named_as_clients_name_it(client, parameter, name, right):
    for query, media in zip((SELECT, CONSTRUCT), right, strict=True):
        response = client.get("/sparql", query_string={"query": query, parameter: name})
        assert (response.status_code, media_type(response)) == (200, media), query


def test_a_format_of_another_kind_of_answer_leaves_the_choice_to_accept(client):
    for query, name, accept in (
        (SELECT, "turtle", R_XML),
        (CONSTRUCT, "csv", RDFX),
        (ASK, "n3", "text/csv"),
        (DESCRIBE, "tsv", LD),
        (ASK, "trig", R_TSV),
    ):
        asked = {"query": query, "format": name}
        response = client.get("/sparql", query_string=asked, headers={"Accept": accept})
        assert (response.status_code, media_type(response)) == (200, accept), name


def test_an_unknown_format_is_refused(client):
    response = client.get("/sparql", query_string={"query": ASK, "format": "doc"})
    assert response.status_code == 406
    assert "doc" in response.get_json()["detail"]


TABLES = (XML, JSON, CSV, TSV)
GRAPHS = (XML, RDFXML, RDF_FORMAT, TURTLE, N3, JSONLD)


def converted(nmc_server, query, format_, method):
    wrapper = SPARQLWrapper(nmc_server.url + "/sparql")
    wrapper.setQuery(query)
    wrapper.setMethod(method)
    if format_:
        wrapper.setReturnFormat(format_)
    return wrapper.query().convert()


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("format_", [None, *TABLES])
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_sparqlwrapper_reads_tables(nmc_server, query, format_, method):
    answer = converted(nmc_server, query, format_, method)
    match answer:
        case dict():
            assert format_ == JSON
            assert "boolean" in answer or answer["results"]["bindings"]
        case xml.dom.minidom.Document():
            assert format_ in {None, XML}
            assert answer.documentElement.tagName == "sparql"
        case _:
            assert format_ in {CSV, TSV}
            assert b"true" in answer or b"http" in answer


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("format_", [None, *GRAPHS])
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_sparqlwrapper_reads_graphs(nmc_server, query, format_, method):
    answer = converted(nmc_server, query, format_, method)
    if isinstance(answer, bytes):
        answer = rdflib.Graph().parse(data=answer, format="turtle")
    assert isinstance(answer, rdflib.Graph)
    assert len(answer) > 5


def test_known_json_clients_get_json_for_errors(client):
    response = client.get("/sparql", query_string={"query": "SELECT", "format": "json"})
    assert json.loads(response.text)["status"] == 400
