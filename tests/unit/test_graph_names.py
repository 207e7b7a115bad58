"""A query made ready for a server that is not ours: its tokens, its graphs, its functions."""

import pytest

from nmc_graph.engine.remote.graph_names import for_release
from nmc_graph.engine.remote.release_graphs import ReleaseGraphs
from nmc_graph.errors import QueryError
from nmc_graph.sparql import functions
from nmc_graph.sparql.normalize import normalize, tokenize
from nmc_graph.sparql.tokens import scan

SERVED = ReleaseGraphs("0" * 64, ("http://e/g1", "http://e/g2"))
HERE = f"https://w3id.org/nmc/release/{'0' * 64}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SELECT * # it's\n{ }", "SELECT *  \n{ }"),
        ("SEL\\u0045CT * { }", "SELECT * { }"),
        ("{ ?s ?p '\\u0078' }", "{ ?s ?p 'x' }"),
        ("{ ?s ?p '\\u0027' }", "{ ?s ?p '\\'' }"),
        ('{ ?s ?p """\\U00000022 # no comment""" }', '{ ?s ?p """\\" # no comment""" }'),
        ("{ ?s ?p '\\\\u0027' }", "{ ?s ?p '\\\\u0027' }"),
        ("{ ?s ?p '\\n\\u000A' }", "{ ?s ?p '\\n\\n' }"),
        ("{ <http://e/\\u0041#x> ?p 1 }", "{ <http://e/A#x> ?p 1 }"),
        ("{ ?s e:a\\-b ?o }", "{ ?s e:a\\-b ?o }"),
    ],
)
def test_escapes_and_comments_are_gone_from_what_is_sent(written, read):
    assert normalize(written) == read


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { \\u0022 SERVICE <http://e/> { } \\u0022 }",
        "SELECT * { ?s ?p 1 \\u0023 }",
        "SELECT * { \\u005Cu0047RAPH ?g { } }",
        "SELECT * { <http://e/\\u003E SERVICE <http://e/> { } }",
        "SELECT * { ?s ?p '\\UFFFFFFFF' }",
        "SELECT * { ?s ?p '\\uD800' }",
    ],
)
def test_an_escape_that_would_change_the_tokens_is_refused(query):
    with pytest.raises(QueryError):
        normalize(query)


def test_every_kind_of_token_is_recognized():
    found = scan("GRAPH <http://e/> e:x ?v 'GRAPH' @en { # GRAPH\n")
    assert [t.kind for t in found] == ["word", "iri", "name", "variable", "string", "tag", "other"]


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", [HERE], []),
        ("SELECT * { GRAPH <http://e/g1> { ?s ?p ?o } }", [HERE],
         [f"{HERE}/graph/http://e/g1", f"{HERE}/graph/http://e/g2"]),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", [HERE],
         [f"{HERE}/graph/http://e/g1", f"{HERE}/graph/http://e/g2", f"{HERE}/catalogue"]),
        ("SELECT * FROM <http://e/g1> { ?s ?p ?o }", [f"{HERE}/graph/http://e/g1"], []),
        ("SELECT * FROM <http://e/g1> { GRAPH ?g { ?s ?p ?o } }", [f"{HERE}/graph/http://e/g1"],
         [f"{HERE}/nothing", f"{HERE}/catalogue"]),
        ("SELECT * FROM NAMED <http://e/g1> { ?s ?p ?o }", [f"{HERE}/nothing"], []),
        # Graphs of other owners on the same server have no name here.
        ("SELECT * FROM <http://other/private> { ?s ?p ?o }",
         [f"{HERE}/graph/http://other/private"], []),
    ],
)  # fmt: skip
def test_the_data_set_is_named_in_full(query, default, named):
    sent = for_release(SERVED, tokenize(query), (), ())
    assert (list(sent.default_graphs), list(sent.named_graphs)) == (default, named)
    assert "FROM" not in sent.text


def test_the_request_names_the_data_set_before_the_query_does():
    sent = for_release(
        SERVED, tokenize("SELECT * FROM <http://e/g1> { ?s ?p ?o }"), ["http://e/g2"], []
    )
    assert sent.default_graphs == (f"{HERE}/graph/http://e/g2",)


def test_a_hidden_variable_has_a_name_that_the_query_does_not_use():
    sent = for_release(
        SERVED, tokenize("SELECT * { GRAPH ?nmcGraph0 { ?s ?p ?o } GRAPH ?h { } }"), (), ()
    )
    assert len(set(sent.hidden)) == 2
    assert "nmcGraph0" not in sent.hidden


@pytest.mark.parametrize("query", ["{ ?s ?p 1GRAPH ?g { } }", "SELECT 1FROM <http://e/g> { }"])
def test_a_keyword_glued_to_a_number_is_refused(query):
    with pytest.raises(QueryError, match="space before"):
        for_release(SERVED, tokenize(query), (), ())


FETCH = "<bif:http_get>"


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ("PREFIX x: <http://www.w3.org/2001/XMLSchema#> SELECT (x:int('1') AS ?n) { }", True),
        ("SELECT * { ?s <e:list> (1 2) ; <e:list> (3) . [] <e:list> (4) }", True),
        ("PREFIX e: <e:> SELECT * { e:s e:list (1 2) }", True),
        ("SELECT * { ?s <bif:contains> 'word' }", True),
        (f"SELECT ({FETCH}('http://127.0.0.1/') AS ?x) {{ }}", False),
        (f"SELECT * {{ BIND({FETCH}('http://127.0.0.1/') AS ?x) }}", False),
        (f"SELECT * {{ FILTER({FETCH} # comment\n ('http://127.0.0.1/')) }}", False),
        (f"SELECT * {{ FILTER {FETCH}('http://127.0.0.1/') }}", False),
        (f"SELECT * {{ ?s ?p ?o }} ORDER BY ?s {FETCH}('http://127.0.0.1/')", False),
        (f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s {FETCH}('http://127.0.0.1/')", False),
        (f"SELECT * {{ {{ SELECT * {{ ?s ?p ?o }} ORDER BY ?s {FETCH}('x') }} }}", False),
        (f"SELECT * {{ ?s ?p ?o }} ORDER BY EXISTS {{ ?s ?p ?o }} ?s {FETCH}('x')", False),
        (f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ }}) {FETCH}('x')", False),
        ("PREFIX b: <bif:> SELECT (b:http_get('x') AS ?x) { }", False),
        ("SELECT (bif:http_get('x') AS ?x) { }", False),
        ("BASE <sql:> SELECT (<f>('x') AS ?x) { }", False),
        ("SELECT (<\\u0062if:http_get>('x') AS ?x) { }", False),
        ("SELECT * { ?s <java:com.example.Code> ?o }", False),
        ("SELECT (<http://www.w3.org/2001/XMLSchemaX>('x') AS ?x) { }", False),
    ],
)
def test_a_visitor_calls_the_functions_of_the_standards_and_no_others(query, passes):
    if passes:
        functions.check(tokenize(query))
    else:
        with pytest.raises(functions.FunctionRefused):
            functions.check(tokenize(query))


def test_a_query_that_asks_for_graphs_too_often_is_refused():
    with pytest.raises(QueryError, match="more than 100 times"):
        for_release(SERVED, tokenize("SELECT * { " + "GRAPH ?g { } " * 101 + "}"), (), ())
