"""What the guard lets through and what it refuses, whatever the spelling."""

import pytest

from nmc_graph.errors import QueryError, QuerySyntaxError, ServiceRefused, UpdateRefused
from nmc_graph.sparql import guard
from nmc_graph.sparql.syntax_errors import syntax_error

ALLOWED = [
    "SELECT * { ?s ?p ?o }",
    "prefix ex: <http://example.org/> ask { ex:a ?p ?o }",
    "# SERVICE in a comment\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    "SELECT * { ?s ?p 'SERVICE' }",
    'SELECT * { ?s ?p """a "SERVICE" in a long string""" }',
    "SELECT ?service { ?service ?p ?o }",
    "PREFIX service: <http://example.org/> SELECT * { ?s service:service ?o }",
    "BASE <http://example.org/> DESCRIBE <INSERT>",
]

SERVICE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent ?where { ?s ?p ?o } }",
    "SELECT * { SER\\u0056ICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICE#x\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p 1e5SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'it\\'s' SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2) SERVICE <http://127.0.0.1:9/> { FILTER(3>2) } }",
    "SELECT * { BIND('\\u0027' AS ?a) SERVICE <http://127.0.0.1:9/> { } BIND('\\u0027' AS ?b) }",
    "SELECT * { ?s ?p '' SERVICE <http://127.0.0.1:9/> { ?s ?p '' } }",
]

UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }",
    "# comment\nLOAD <http://127.0.0.1:9/>",
    "CLEAR ALL",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("query", ALLOWED)
def test_a_query_that_only_looks_dangerous_passes(query):
    guard.check(query, max_bytes=10_000)


@pytest.mark.parametrize("query", SERVICE)
def test_service_is_refused_in_every_disguise(query):
    with pytest.raises(ServiceRefused):
        guard.check(query, max_bytes=10_000)


@pytest.mark.parametrize("query", UPDATES)
def test_updates_are_refused_with_403(query):
    with pytest.raises(UpdateRefused) as error:
        guard.check(query, max_bytes=10_000)
    assert error.value.status == 403


def test_a_query_over_the_length_limit_is_refused():
    with pytest.raises(QueryError, match="longer than 1,000 bytes"):
        guard.check("SELECT * { ?s ?p '" + "x" * 1000 + "' }", max_bytes=1000)


@pytest.mark.parametrize("query", ["", "   \n", "SELEC ?x {}", "hello"])
def test_text_other_than_a_query_is_a_syntax_error(query):
    with pytest.raises(QuerySyntaxError, match="expected SELECT, ASK, CONSTRUCT or DESCRIBE"):
        guard.check(query, max_bytes=1000)


def test_a_syntax_error_shows_its_line_with_a_caret():
    error = syntax_error("SELECT * {\n  ?s ?p\n}", "error at 3:2: expected OPTIONAL")
    assert (error.line, error.column) == (3, 1)
    assert error.excerpt == "}\n^"


LISTED = "http://e/sparql"


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ("SELECT * { SERVICE <http://e/sparql> { ?s ?p ?o } }", True),
        ("SELECT * { service silent # x\n <http://e/sparql> { ?s ?p ?o } }", True),
        ("SELECT * { SERVICE <http://e/sparql> { SERVICE <http://e/sparql> { ?s ?p 1 } } }", True),
        ("SELECT * { SERVICE <http://e/sparql> { SERVICE <http://f/> { ?s ?p 1 } } }", False),
        ("SELECT * { SERVICE <http://e/sparql/> { ?s ?p ?o } }", False),
        ("SELECT * { SERVICE <HTTP://E/sparql> { ?s ?p ?o } }", False),
        ("SELECT * { SERVICE ?where { ?s ?p ?o } }", False),
        ("PREFIX e: <http://e/> SELECT * { SERVICE e:sparql { ?s ?p ?o } }", False),
        ("BASE <http://e/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }", False),
        ("SELECT * { ?s ?p 1e5SERVICE <http://e/sparql> { ?s ?p ?o } }", False),
        ("SELECT * { SERVICE SILENT SILENT <http://e/sparql> { ?s ?p ?o } }", False),
        ("SELECT * { SERVICE", False),
    ],
)
def test_service_may_name_what_the_operator_lists_and_nothing_else(query, passes):
    if passes:
        guard.check(query, max_bytes=1000, allowed=frozenset([LISTED]))
    else:
        with pytest.raises(ServiceRefused, match="refused") as refused:
            guard.check(query, max_bytes=1000, allowed=frozenset([LISTED]))
        assert LISTED in refused.value.hint
