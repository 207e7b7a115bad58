"""Which triples a query sees on a server: exactly those that it sees on the embedded engine."""

import csv
import io

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.graph_store import GraphStore
from nmc_graph.engine.remote.upload import load
from nmc_graph.formats import get
from tests.remote.conftest import release_files

G1, G2 = "http://e/g1", "http://e/g2#part"
# `a` is said twice, in two graphs; a graph is spoken of by name; one graph speaks of itself.
QUADS = [
    ("<http://e/a>", "<http://e/p>", '"x"', f"<{G1}>"),
    ("<http://e/a>", "<http://e/p>", '"x"', f"<{G2}>"),
    ("<http://e/b>", "<http://e/p>", '"y"', f"<{G2}>"),
    (f"<{G2}>", "<http://e/from>", "<http://e/b>", f"<{G2}>"),
    (f"<{G1}>", "<http://e/from>", "<http://e/source>", "<http://e/about>"),
    ("<http://e/c>", "<http://e/p>", '"it\'s \\"so\\"\\n é 漢"@en', "<http://e/about>"),
]
QUERIES = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT * { ?s <http://e/p> ?o }",
    "SELECT * { GRAPH ?g { ?s <http://e/p> ?o } }",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?q ?o } }",
    "SELECT * { ?g <http://e/from> ?source . GRAPH ?g { ?s <http://e/p> ?o } }",
    "SELECT * { GRAPH ?g { ?g <http://e/from> ?o } }",
    f"SELECT * {{ GRAPH <{G1}> {{ ?s ?p ?o }} }}",
    "PREFIX e: <http://e/> SELECT * { GRAPH e:g1 { ?s e:p ?o } }",
    "BASE <http://e/> SELECT * { GRAPH <g1> { ?s ?p ?o } }",
    "SELECT * { GRAPH <http://e/none> { ?s ?p ?o } }",
    f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g = <{G1}>) }}",
    f"SELECT * {{ VALUES ?g {{ <{G1}> <http://e/none> }} GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * { GRAPH ?g { ?s <http://e/p> ?o } FILTER(STRENDS(STR(?g), 'part')) }",
    "SELECT ?s ?g { ?s <http://e/p> ?o OPTIONAL { GRAPH ?g { ?s <http://e/p> 'x' } } }",
    "SELECT ?s { ?s <http://e/p> ?o MINUS { GRAPH <http://e/g1> { ?s ?q ?r } } }",
    "SELECT ?s { ?s <http://e/p> ?o FILTER NOT EXISTS { GRAPH <http://e/g1> { ?s ?q ?r } } }",
    "SELECT * { { SELECT ?g { GRAPH ?g { ?s <http://e/p> 'y' } } } GRAPH ?g { ?t ?q ?u } }",
    f"SELECT * FROM <{G1}> {{ ?s ?p ?o }}",
    f"SELECT * FROM <{G1}> FROM NAMED <{G2}> {{ ?s ?p ?o . GRAPH ?g {{ ?t ?q 'y' }} }}",
    f"SELECT * FROM NAMED <{G1}> {{ ?s ?p ?o }}",
    f"SELECT * FROM NAMED <{G1}> FROM NAMED <{G2}> {{ GRAPH ?g {{ ?s <http://e/p> ?o }} }}",
    f"SELECT * FROM <{G1}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM <http://e/none> { ?s ?p ?o }",
    "SELECT ?s { ?s ?p '\\u0078' } # GRAPH ?g { }",
    "SELECT ?g ?graph { GRAPH\n?graph\t{ ?g <http://e/p> 'GRAPH ?g { }' } }",
    "SELECT (COUNT(*) AS ?n) { ?s !(<http://e/p>) ?o }",
]
DATASETS = [
    {"default_graphs": [G1]},
    {"default_graphs": [G2]},
    {"named_graphs": [G1, G2]},
    {"default_graphs": ["http://e/about"], "named_graphs": [G2]},
]
UNION = "<http://e/the-union>"
TWO_GRAPHS = f"SELECT ?s FROM <{G1}> FROM <{G2}> {{ ?s <http://e/p> 'x' }}"


@pytest.fixture(scope="module")
def engines(server, tmp_path_factory):
    from nmc_graph.engine.remote.upload import open_server

    folder = tmp_path_factory.mktemp("release_files")
    sent = release_files(folder, "d" * 64, QUADS)
    opened = open_server(server)
    load(sent, opened)
    # Another owner's graph on the same server, which no query may find.
    secret = b'<http://e/a> <http://e/p> "secret" .\n'
    GraphStore(opened).replace("http://e/none", [secret])
    opened.close()
    remote = RemoteEngine(server, release_graphs=sent.graph_names, traffic="visitors")
    # Oxigraph repeats a triple of two graphs where it makes the union of them itself.
    whole = release_files(folder / "whole", "e" * 64, [*QUADS, *((*q[:3], UNION) for q in QUADS)])
    embedded = EmbeddedEngine(whole.nquads)
    yield embedded, remote
    remote.close()
    embedded.close()


def whole(query):
    """The data set of a query that names none, for the embedded engine."""
    graphs = sorted({graph.strip("<>") for *_, graph in QUADS})
    if "FROM <" in query or "FROM NAMED <" in query:
        return {}
    return {"default_graphs": [UNION.strip("<>")], "named_graphs": graphs}


def rows(engine, query, **dataset):
    body = engine.query(query, results=get("csv"), **dataset).body.decode()
    head, *rest = csv.reader(io.StringIO(body))
    order = sorted(range(len(head)), key=lambda n: head[n])
    return sorted(head), sorted([row[n] for n in order] for row in rest)


@pytest.mark.parametrize("query", QUERIES)
def test_query_sees_only_the_release_under_its_own_graph_names(engines, query):
    embedded, remote = engines
    assert rows(remote, query) == rows(embedded, query, **whole(query))


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("query", QUERIES[:5])
def test_request_that_names_graphs_sees_only_those(engines, query, dataset):
    embedded, remote = engines
    assert rows(remote, query, **dataset) == rows(embedded, query, **dataset)


def test_triple_in_two_graphs_counts_once_unless_the_query_names_both(engines):
    _, remote = engines
    assert rows(remote, "SELECT ?s { ?s <http://e/p> 'x' }") == (["s"], [["http://e/a"]])
    # Both servers (and the embedded engine) answer from each graph in turn and merge nothing,
    # though SPARQL 1.1 (13.2.1) wants it. A release's union is one graph for that reason.
    assert rows(remote, TWO_GRAPHS) == (["s"], [["http://e/a"]] * 2)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("SELECT ?s ?p { ?s ?p 'x' }", "json"),
        ("SELECT ?s ?p { ?s ?p 'x' }", "xml"),
        ("SELECT ?s ?p { ?s ?p 'x' }", "tsv"),
        ("ASK { ?s ?p 'x' }", "json"),
        ("ASK { ?s ?p 'z' }", "json"),
        ("ASK { ?s ?p 'z' }", "xml"),
        ("ASK { ?s ?p 'x' }", "csv"),
        ("CONSTRUCT { ?s ?p 'x' } { ?s ?p 'x' }", "ntriples"),
        ("CONSTRUCT { ?s ?p 'x' } { ?s ?p 'x' }", "turtle"),
        ("CONSTRUCT { ?s ?p 'x' } { ?s ?p 'x' }", "rdfxml"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(LANG(?o) = 'en') }", "jsonld"),
    ],
)
def test_each_format_is_byte_identical(engines, query, name):
    format_ = get(name)
    embedded, remote = engines
    formats = {format_.kind: format_}
    embedded = embedded.query(query, **formats, **whole(query))
    remote = remote.query(query, **formats)
    assert remote.body == embedded.body
    assert (remote.kind, remote.format) == (embedded.kind, embedded.format)
