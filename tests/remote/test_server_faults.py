"""Faults of a server, and the error for each."""

import time

import pytest

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.errors import (
    EngineError,
    QueryTimeout,
    ResultTooLarge,
)
from tests.remote import servers
from tests.remote.asking import JSON, ONE, ask, broken_off
from tests.remote.servers import misbehaving, say
from tests.serving import free_port


def web_page(handler, _):
    say(handler, 200, b"<!doctype html><html><title>Hello</title></html>", Content_Type="text/html")


def garbage(handler, _):
    say(handler, 200, b"\x00\xff" * 1000, Content_Type=JSON)


def cut(handler, _):
    say(handler, 200, ONE[:40], Content_Type=JSON)


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
        (garbage, ServerError, "other than a SPARQL result", "SPARQL query endpoint"),
        (cut, ServerError, "other than a SPARQL result", "stopped in the middle"),
        (deep, ServerError, "other than a SPARQL result", "SPARQL query endpoint"),
        (broken_off, ServerError, "does not answer", "running"),
        (endless, ResultTooLarge, "larger than 100,000 bytes", "LIMIT"),
        (endless_error, ServerError, "status 500: wrong", "server's log"),
        (silent, QueryTimeout, "within 1 s", "LIMIT"),
        (dribbling, QueryTimeout, "within 1 s", "time limit there"),
        (moved, ServerError, "redirects to http://127.0.0.1:9/elsewhere", "use it with --engine"),
        (not_here, ServerError, "status 404: Not Found$", "Virtuoso has /sparql"),
        (forbidden, ServerError, "refuses access .*no", "NMC_ENGINE_USER"),
        (locked, ServerError, "refuses access", "NMC_ENGINE_TOKEN"),
        (failing, ServerError, "NullPointerException at x", "server's log"),
        (virtuoso_timeout, QueryTimeout, "its own time limit", "raise the server's limit"),
        (virtuoso_partial, QueryTimeout, "part of the result: anytime", "MaxQueryExecutionTime"),
    ],
)  # fmt: skip
def test_each_fault_has_its_own_error(answer, error, message, hint, on_loop):
    # Only what never ends is given a second: on a busy machine, others may need as long.
    limit = 1 if "within 1 s" in message else 5
    with misbehaving(answer) as url:
        started = time.monotonic()
        with pytest.raises(error, match=message) as raised:
            ask(url, on_loop=on_loop, timeout=limit, max_result_bytes=100_000)
        assert time.monotonic() - started < 4
    assert hint in raised.value.hint
    if error is ServerError:
        assert url in str(raised.value)


def test_error_names_the_address_without_a_server():
    port = free_port()
    with pytest.raises(ServerError, match=f"127.0.0.1:{port}/sparql does not answer") as error:
        ask(f"http://127.0.0.1:{port}/sparql")
    assert "Is the server running" in error.value.hint


def test_engine_recovers_when_a_server_comes_back():
    with servers.oxigraph() as (url, process):
        port = int(url.rpartition(":")[2].partition("/")[0])
        engine = RemoteEngine(endpoint(url, {}), timeout=5)
        assert engine.query("ASK {}").kind == "ask"
        process.kill()
        process.wait()
        with pytest.raises(ServerError, match="does not answer"):
            engine.query("ASK {}")
        with servers.oxigraph(port):
            assert engine.query("ASK {}").kind == "ask"
        engine.close()


def test_truncated_virtuoso_result_is_an_error(virtuoso):
    """Its row limit in the tests is 30,000, and the query has more rows than that."""
    with pytest.raises(EngineError, match="sent only the first 30000 rows") as error:
        ask(virtuoso.query, "SELECT (1 AS ?n) { { ?s a ?c } { ?t a ?d } }")
    assert "ResultSetMaxRows" in error.value.hint
