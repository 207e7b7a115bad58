"""What a server can do wrong, what is said then, and what is tried again."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from nmc_graph.engine.remote import syntax
from nmc_graph.engine.remote.endpoint import Endpoint, endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.engine.remote.upload import open_server
from nmc_graph.errors import (
    EngineBusy,
    EngineError,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    ServiceRefused,
    UpdateRefused,
    UsageError,
    WorkerDied,
)
from nmc_graph.formats import get
from nmc_graph.sparql.complexity import TooComplex
from nmc_graph.sparql.functions import FunctionRefused
from tests.remote import servers
from tests.remote.servers import misbehaving, say

JSON = "application/sparql-results+json"
ONE = json.dumps(
    {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "1"}}]}}
).encode()
QUERY = "SELECT ?n { ?s ?p ?n }"


async def on_a_loop(engine, query):
    try:
        return await engine.query_async(query, results=get("csv"))
    finally:
        await engine.close_async()


def ask(url, query=QUERY, *, on_loop=False, environment=None, **options):
    engine = RemoteEngine(endpoint(url, environment or {}), **({"timeout": 5} | options))
    try:
        if on_loop:
            # In a thread of its own: a browser of other tests may hold a loop in this one.
            with ThreadPoolExecutor(1) as thread:
                return thread.submit(asyncio.run, on_a_loop(engine, query)).result()
        return engine.query(query, results=get("csv"))
    finally:
        engine.close()


def well(handler, _):
    say(handler, 200, ONE, Content_Type=JSON)


def web_page(handler, _):
    say(handler, 200, b"<!doctype html><html><title>Hello</title></html>", Content_Type="text/html")


def garbage(handler, _):
    say(handler, 200, b"\x00\xff" * 1000, Content_Type=JSON)


def cut(handler, _):
    say(handler, 200, ONE[:40], Content_Type=JSON)


def broken_off(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(ONE)
    handler.close_connection = True


def endless(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for _ in range(100_000):
        handler.wfile.write(b" " * 65536)


def endless_error(handler, _):
    handler.send_response(500)
    handler.end_headers()
    handler.close_connection = True
    for _ in range(100_000):
        handler.wfile.write(b"wrong " * 10_000)


def silent(handler, _):
    time.sleep(1.5)


def dribbling(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def moved(handler, _):
    say(handler, 302, Location="http://127.0.0.1:9/elsewhere")


def not_here(handler, _):
    say(handler, 404, b"<html><style>x</style><h1>Not&nbsp;Found</h1></html>")


def forbidden(handler, _):
    say(handler, 403, b"no")


def locked(handler, _):
    say(handler, 401, b"who are you", WWW_Authenticate='Basic realm="x"')


def failing(handler, _):
    say(handler, 500, b"java.lang.NullPointerException\n\tat x")


def virtuoso_timeout(handler, _):
    say(handler, 500, b"Virtuoso S1T00 Error SR171: Transaction timed out")


def virtuoso_partial(handler, _):
    say(handler, 200, ONE, Content_Type=JSON, X_SQL_State="S1TAT", X_SQL_Message="anytime")


def deep(handler, _):
    say(handler, 200, b"[" * 50_000, Content_Type=JSON)


@pytest.mark.parametrize("on_loop", [False, True], ids=["in a thread", "on the loop"])
@pytest.mark.parametrize(
    ("answer", "error", "message", "hint"),
    [
        (web_page, ServerError, "a web page", "SPARQL query endpoint"),
        (garbage, ServerError, "no SPARQL result", "SPARQL query endpoint"),
        (cut, ServerError, "no SPARQL result", "broken off"),
        (deep, ServerError, "no SPARQL result", "SPARQL query endpoint"),
        (broken_off, ServerError, "does not answer", "running"),
        (endless, ResultTooLarge, "larger than 100,000 bytes", "LIMIT"),
        (endless_error, ServerError, "status 500: wrong", "log of the server"),
        (silent, QueryTimeout, "after 1 s", "LIMIT"),
        (dribbling, QueryTimeout, "after 1 s", "time limit there"),
        (moved, ServerError, "sends on to http://127.0.0.1:9/elsewhere", "name it with --engine"),
        (not_here, ServerError, "status 404: Not Found$", "Virtuoso has /sparql"),
        (forbidden, ServerError, "refuses access .*no", "NMC_ENGINE_USER"),
        (locked, ServerError, "refuses access", "NMC_ENGINE_TOKEN"),
        (failing, ServerError, "NullPointerException at x", "log of the server"),
        (virtuoso_timeout, QueryTimeout, "its own time limit", "raise the limit"),
        (virtuoso_partial, QueryTimeout, "part of the answer: anytime", "MaxQueryExecutionTime"),
    ],
)  # fmt: skip
def test_each_fault_is_told_for_what_it_is(answer, error, message, hint, on_loop):
    with misbehaving(answer) as url:
        started = time.monotonic()
        with pytest.raises(error, match=message) as raised:
            ask(url, on_loop=on_loop, timeout=1, max_result_bytes=100_000)
        assert time.monotonic() - started < 4
    assert hint in raised.value.hint
    if error is ServerError:
        assert url in str(raised.value)


@pytest.mark.parametrize("on_loop", [False, True])
@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_that_restarts_is_asked_again(status, on_loop):
    times = []

    def twice_down(handler, body):
        times.append(time.monotonic())
        say(handler, status, b"later") if len(times) < 3 else well(handler, body)

    with misbehaving(twice_down) as url:
        assert ask(url, on_loop=on_loop).body == b"n\r\n1\r\n"
    assert len(times) == 3
    assert min(times[2] - times[1], times[1] - times[0]) > 0.05


@pytest.mark.parametrize("on_loop", [False, True])
def test_a_connection_that_breaks_is_made_again_with_nothing_of_the_first_answer(on_loop):
    answers = iter([broken_off, well])
    with misbehaving(lambda handler, body: next(answers)(handler, body)) as url:
        assert ask(url, on_loop=on_loop).body == b"n\r\n1\r\n"


def test_attempts_are_few_and_end_with_what_the_server_said():
    asked = []

    def down(handler, _):
        asked.append(1)
        say(handler, 503, b"Service is starting")

    with misbehaving(down) as url, pytest.raises(ServerError, match="503: Service is starting"):
        ask(url)
    assert len(asked) == 4


def test_no_attempt_begins_after_the_deadline():
    asked = []

    def down(handler, _):
        asked.append(1)
        say(handler, 503)

    with misbehaving(down) as url, pytest.raises(ServerError):
        ask(url, timeout=0.1)
    assert len(asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_what_will_not_change_is_not_asked_again(status):
    asked = []

    def refuse(handler, _):
        asked.append(1)
        say(handler, status)

    with misbehaving(refuse) as url, pytest.raises(EngineError):
        ask(url)
    assert len(asked) == 1


def test_an_address_where_nobody_listens_is_named():
    port = servers.free_port()
    with pytest.raises(ServerError, match=f"127.0.0.1:{port}/sparql does not answer") as error:
        ask(f"http://127.0.0.1:{port}/sparql")
    assert "Is the server running" in error.value.hint


def test_a_server_that_ends_is_missed_and_found_again():
    with servers.oxigraph() as (url, process):
        port = int(url.rpartition(":")[2].partition("/")[0])
        engine = RemoteEngine(endpoint(url, {}), timeout=5)
        assert engine.query("ASK {}").kind == "ask"
        process.kill()
        process.wait()
        with pytest.raises(ServerError, match="does not answer"):
            engine.query("ASK {}", timeout=1)
        with servers.oxigraph(port):
            assert engine.query("ASK {}").kind == "ask"
        engine.close()


def test_no_redirect_is_followed_and_no_credential_goes_elsewhere():
    seen = []

    def thief(handler, _):
        seen.append(handler.headers.get("authorization"))
        well(handler, _)

    with misbehaving(thief) as elsewhere:

        def redirect(handler, _):
            say(handler, 307, Location=elsewhere)

        environment = {"NMC_ENGINE_USER": "u", "NMC_ENGINE_PASSWORD": "secret"}
        with misbehaving(redirect) as url, pytest.raises(ServerError, match="not followed"):
            ask(url, environment=environment)
    assert seen == []


@pytest.mark.parametrize(
    ("environment", "challenge", "begins"),
    [
        ({"NMC_ENGINE_USER": "u", "NMC_ENGINE_PASSWORD": "p"}, 'Basic realm="r"', "Basic dTpw"),
        (
            {"NMC_ENGINE_USER": "u", "NMC_ENGINE_PASSWORD": "p"},
            'Digest realm="r", nonce="abc", qop="auth", algorithm=MD5',
            'Digest username="u", realm="r"',
        ),
        ({"NMC_ENGINE_TOKEN": "t"}, "Bearer", "Bearer t"),
    ],
)
def test_credentials_go_in_the_way_the_server_asks_and_are_remembered(
    environment, challenge, begins
):
    seen = []

    def guarded(handler, body):
        seen.append(handler.headers.get("authorization", ""))
        if seen[-1].startswith(begins):
            well(handler, body)
        else:
            say(handler, 401, WWW_Authenticate=challenge)

    with misbehaving(guarded) as url:
        engine = RemoteEngine(endpoint(url, environment), timeout=5)
        for _ in range(3):
            assert len(engine.query(QUERY).body) > 10
        engine.close()
    assert seen[-2:] == [s for s in seen[-2:] if s.startswith(begins)]
    assert seen.count("") <= 2


def test_wrong_credentials_are_told_from_none(virtuoso):
    wrong = {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "wrong"}
    guarded = virtuoso.query.replace("/sparql", "/sparql-auth")
    with pytest.raises(ServerError, match=r"refuses these credentials \(status 401\)") as error:
        ask(guarded, "ASK {}", environment=wrong)
    assert "Check NMC_ENGINE_USER and NMC_ENGINE_PASSWORD" in error.value.hint
    right = {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "dba"}
    assert ask(guarded, "ASK {}", environment=right).kind == "ask"


def test_a_password_is_shown_nowhere():
    found = endpoint("http://user:secret@127.0.0.1:9/sparql?x=secret", {})
    assert found.credentials.password == "secret"
    assert "secret" not in repr(found.credentials) + found.shown
    with pytest.raises(ServerError) as error:
        ask("http://user:secret@127.0.0.1:9/sparql")
    assert "secret" not in str(error.value)


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
def test_what_is_no_sparql_query_is_never_sent(query, error, on_loop):
    asked = []
    with misbehaving(lambda handler, body: asked.append(body)) as url, pytest.raises(error) as e:
        ask(url, query, on_loop=on_loop)
    assert asked == []
    if query.startswith("SELECT * {\n"):
        assert e.value.line == 3


def test_a_virtuoso_that_can_fetch_is_not_told_to_by_a_visitor(virtuoso):
    """The same call does reach the listener when an operator makes it."""
    fetched = threading.Event()

    def listener(handler, body):
        fetched.set()
        say(handler, 200, b"fetched")

    with misbehaving(listener) as target:
        query = f"SELECT (<bif:http_get>('{target}') AS ?x) {{ }}"
        with pytest.raises(FunctionRefused, match="not a function of SPARQL"):
            ask(virtuoso.query, query, asked_by="visitors")
        assert not fetched.is_set()
        assert b"fetched" in ask(virtuoso.query, query).body
        assert fetched.is_set()


def test_virtuoso_does_not_cut_silently(virtuoso):
    """Its limit in the tests is 5,000 rows; it has more triples than that of its own."""
    with pytest.raises(EngineError, match="gave the first 5000 rows only") as error:
        ask(virtuoso.query, "SELECT ?s ?t { { ?s a ?c } { ?t a ?d } }")
    assert "ResultSetMaxRows" in error.value.hint


def test_a_runaway_query_is_given_up_and_the_next_is_answered():
    """On a server of its own: Oxigraph goes on evaluating for ever."""
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    triples = "".join(f"<http://e/{n}> <http://e/p> {n} .\n" for n in range(2000))
    with servers.oxigraph() as (url, _):
        store = url.replace("/query", "/store?default")
        sent = httpx.post(store, content=triples, headers={"Content-Type": "text/turtle"})
        assert sent.is_success
        engine = RemoteEngine(endpoint(url, {}), timeout=5)
        with pytest.raises(QueryTimeout, match=r"after 0\.5 s"):
            engine.query(runaway, timeout=0.5)
        assert engine.query("ASK {}").kind == "ask"
        engine.close()


def repeated(count):
    """Queries that overflow the stack of a server, each by `count` of something."""
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


def test_no_query_of_a_visitor_ends_the_server():
    """Sent straight to it, each of the longer ones does: it overflows its stack."""
    with servers.oxigraph() as (url, process):
        engine = RemoteEngine(endpoint(url, {}), timeout=5, asked_by="visitors")
        for query in repeated(10_000) + repeated(1_001):
            with pytest.raises((TooComplex, WorkerDied, QueryTimeout)):
                engine.query(query)
        for query in repeated(60):
            engine.query(query)
        assert engine.query("ASK {}").kind == "ask"
        assert process.poll() is None
        engine.close()


def test_many_values_and_arguments_are_no_trouble():
    values = "(1.5 -2) " * 5000
    arguments = ", ".join(["1"] * 5000)
    with servers.oxigraph() as (url, _):
        engine = RemoteEngine(endpoint(url, {}), timeout=5, asked_by="visitors")
        engine.query(f"SELECT * {{ VALUES (?a ?b) {{ {values} }} ?a ?c ?d }}")
        engine.query(f"SELECT * {{ ?a ?c ?d FILTER(?d IN ({arguments})) }}")
        engine.close()


def test_a_query_that_cannot_be_read_in_time_is_not_sent(monkeypatch):
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


def test_queries_over_the_number_of_connections_wait_and_are_then_told_so():
    def slow(handler, body):
        time.sleep(0.6)
        well(handler, body)

    with misbehaving(slow) as url:
        engine = RemoteEngine(endpoint(url, {}), timeout=5, connections=1, queue_wait=0.2)
        threads = [threading.Thread(target=lambda: engine.query(QUERY)) for _ in range(1)]
        threads[0].start()
        time.sleep(0.2)
        with pytest.raises(EngineBusy, match="connections"):
            engine.query(QUERY)
        threads[0].join()
        engine.close()


@pytest.mark.parametrize(
    "url", ["ftp://e/", "e/sparql", "http://", "http://e:port/", "file:///etc/passwd", ""]
)
def test_what_is_no_http_address_is_refused(url):
    with pytest.raises(UsageError, match="no address of a SPARQL server"):
        endpoint(url, {})


@pytest.mark.parametrize(
    ("query", "server", "update", "graphs"),
    [
        ("http://h:8890/sparql", "Virtuoso/07.20", "/sparql-auth", "/sparql-graph-crud-auth"),
        ("http://h:7878/query", "Oxigraph/0.5.8", "/update", "/store"),
        ("http://h:3030/ds/sparql", "Apache Jena Fuseki (5.0)", "/ds/update", "/ds/data"),
        ("http://h:3030/ds", "Apache Jena Fuseki (5.0)", "/ds/update", "/ds/data"),
        ("http://h:7200/repositories/nmc", "GraphDB/10", "/repositories/nmc/statements",
         "/repositories/nmc/rdf-graphs/service"),
        ("http://h:5820/nmc/query", "", "/nmc/update", ""),
        ("http://h:8182/sparql", "", "/sparql", ""),
    ],
)  # fmt: skip
def test_the_addresses_for_writing_follow_from_the_server(query, server, update, graphs):
    known = endpoint(query, {}).known_as(server)
    root = query[: query.index("/", 8)]
    assert known.update == root + update
    assert known.graphs == (root + graphs if graphs else "")


def test_addresses_in_the_environment_come_before_those_that_follow():
    environment = {"NMC_ENGINE_UPDATE_URL": "http://u/", "NMC_ENGINE_GRAPHS_URL": "http://g/"}
    known = endpoint("http://h:7878/query", environment).known_as("Oxigraph")
    assert (known.update, known.graphs) == ("http://u/", "http://g/")


def test_a_server_of_the_real_ones_is_known_by_its_name(server, server_name):
    opened = open_server(Endpoint(server.query))
    path = {"virtuoso": "/sparql-graph-crud-auth", "oxigraph": "/store"}[server_name]
    assert opened.endpoint.graphs.endswith(path)
    opened.close()
