"""Queries that are never sent, and queries that must not harm the server."""

import threading

import httpx
import pytest

from nmc_graph.engine.remote import syntax
from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.errors import (
    QuerySyntaxError,
    QueryTimeout,
    ServiceRefused,
    UpdateRefused,
    WorkerDied,
)
from nmc_graph.sparql.complexity import TooComplex
from nmc_graph.sparql.functions import FunctionRefused
from tests.remote import servers
from tests.remote.asking import ask
from tests.remote.servers import misbehaving, say


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * {\n  ?s ?p\n}", QuerySyntaxError),
        ("INSERT DATA { <e:a> <e:b> <e:c> }", UpdateRefused),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { } }", ServiceRefused),
        ("DEFINE get:soft 'replace' SELECT * { ?s ?p ?o }", QuerySyntaxError),
        ("SELECT * { ?s ?p ?o OPTION (TRANSITIVE) }", QuerySyntaxError),
        ("SELECT (sql:f() AS ?x) { }", QuerySyntaxError),
    ],
)
@pytest.mark.parametrize("on_loop", [False, True])
def test_invalid_or_forbidden_query_is_never_sent(query, error, on_loop):
    asked = []
    with misbehaving(lambda handler, body: asked.append(body)) as url, pytest.raises(error) as e:
        ask(url, query, on_loop=on_loop)
    assert asked == []
    if query.startswith("SELECT * {\n"):
        assert e.value.line == 3


@pytest.mark.parametrize("traffic", ["pages", "operator", "visitors"])
def test_sorting_numbers_and_strings_does_not_end_an_oxigraph_server(oxigraph, traffic):
    values = " ".join(f'"{n}z" {n}' for n in range(30))
    query = f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY ?x"
    assert len(ask(oxigraph.query, query, traffic=traffic).body.splitlines()) == 61


def test_visitor_cannot_make_virtuoso_fetch_a_url(virtuoso):
    """The same call reaches the listener when an operator makes it."""
    fetched = threading.Event()

    def listener(handler, body):
        fetched.set()
        say(handler, 200, b"fetched")

    with misbehaving(listener) as target:
        query = f"SELECT (<bif:http_get>('{target}') AS ?x) {{ }}"
        with pytest.raises(FunctionRefused, match="not a function of SPARQL"):
            ask(virtuoso.query, query, traffic="visitors")
        assert not fetched.is_set()
        assert b"fetched" in ask(virtuoso.query, query).body
        assert fetched.is_set()


def test_runaway_query_times_out_and_the_next_is_answered():
    """On a separate server, since Oxigraph never stops evaluating."""
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    triples = "".join(f"<http://e/{n}> <http://e/p> {n} .\n" for n in range(2000))
    with servers.oxigraph() as (url, _):
        store = url.replace("/query", "/store?default")
        sent = httpx.post(store, content=triples, headers={"Content-Type": "text/turtle"})
        assert sent.is_success
        engine = RemoteEngine(endpoint(url, {}), timeout=5)
        with pytest.raises(QueryTimeout, match=r"within 0\.5 s"):
            engine.query(runaway, timeout=0.5)
        assert engine.query("ASK {}").kind == "ask"
        engine.close()


def repeated(count):
    """Return queries that overflow the stack of a server, each by `count` repetitions."""
    some = [
        "{" * count + "}" * count,
        f"FILTER({'(' * count}1{')' * count})",
        f"FILTER({'!' * count}true)",
        f"FILTER(1{'+1' * count})",
        f"FILTER(true{'&&true' * count})",
        "{}" + " UNION {}" * count,
        "OPTIONAL {?a ?b ?c} " * count,
        "GRAPH <g:g> {?a ?b ?c} " * count,
        f"?s <a:b>{'/<a:b>' * count} ?o",
        f"?s <a:b>{'|<a:b>' * count} ?o",
        f"?s {'(^' * count}<a:b>{')' * count} ?o",
        f"?s ?p {'[ ?p ' * count}1{']' * count}",
        f"?s ?p {'(' * count}1{')' * count}",
        "?a ?b ?c. " * count,
    ]
    return [f"SELECT * {{ {pattern} }}" for pattern in some]


def test_no_visitor_query_crashes_the_server():
    """Sent directly, each of the longer queries crashes the server by a stack overflow."""
    with servers.oxigraph() as (url, process):
        engine = RemoteEngine(endpoint(url, {}), timeout=5, traffic="visitors")
        for query in repeated(10_000) + repeated(1_001):
            with pytest.raises((TooComplex, WorkerDied, QueryTimeout)):
                engine.query(query)
        for query in repeated(60):
            engine.query(query)
        assert engine.query("ASK {}").kind == "ask"
        assert process.poll() is None
        engine.close()


def test_many_values_and_arguments_are_accepted():
    values = "(1.5 -2) " * 5000
    arguments = ", ".join(["1"] * 5000)
    with servers.oxigraph() as (url, _):
        engine = RemoteEngine(endpoint(url, {}), timeout=5, traffic="visitors")
        engine.query(f"SELECT * {{ VALUES (?a ?b) {{ {values} }} ?a ?c ?d }}")
        engine.query(f"SELECT * {{ ?a ?c ?d FILTER(?d IN ({arguments})) }}")
        engine.close()


def test_query_that_cannot_be_checked_in_time_is_not_sent(monkeypatch):
    asked = []
    monkeypatch.setattr(syntax, "SECONDS", 0.3)
    values = " ".join(map(str, range(100)))
    crossed = " ".join(f"VALUES ?v{n} {{ {values} }}" for n in range(8))
    with (
        misbehaving(lambda handler, body: asked.append(body)) as url,
        pytest.raises(QueryTimeout, match=r"empty graph within 0\.3 s"),
    ):
        ask(url, f"SELECT (COUNT(*) AS ?n) {{ {crossed} }}")
    assert asked == []
