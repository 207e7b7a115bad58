"""The embedded engine: right answers, and nothing that one query does reaches another."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.base import select
from nmc_graph.engine.embedded import worker
from nmc_graph.engine.embedded.launcher import ForkedWorker, ForkServer, SpawnedWorker
from nmc_graph.engine.embedded.pool import Worker
from nmc_graph.errors import EngineBusy, QuerySyntaxError, QueryTimeout, ResultTooLarge, WorkerDied
from nmc_graph.formats import get

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "data.nq"
    lines = [f'<http://e/s{i}> <http://e/p> "{i}" <http://e/g2> .\n' for i in range(3000)]
    path.write_text('<http://e/a> <http://e/p> "x" <http://e/g1> .\n' + "".join(lines))
    return path


@pytest.fixture(scope="module")
def engine(store):
    engine = EmbeddedEngine(store, workers=2, timeout=20, max_result_bytes=100_000)
    yield engine
    engine.close()


def count(engine, **dataset):
    answer = engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results=get("csv"), **dataset)
    return int(answer.body.split()[1])


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ({}, 3001),
        ({"default_graphs": ["http://e/g1"]}, 1),
        ({"default_graphs": ["http://e/g1", "http://e/g2"]}, 3001),
        ({"named_graphs": ["http://e/g1"]}, 0),
    ],
)
def test_the_default_graph_is_the_union_unless_the_request_says_otherwise(
    engine, dataset, expected
):
    assert count(engine, **dataset) == expected


@pytest.mark.parametrize(
    ("query", "wanted", "kind", "start"),
    [
        ("SELECT ?s { ?s ?p 'x' }", "json", "select", b'{"head"'),
        ("SELECT ?s { ?s ?p 'x' }", "csv", "select", b"s\r\nhttp://e/a"),
        ("SELECT ?s { ?s ?p 'x' }", "tsv", "select", b"?s\n<http://e/a>"),
        ("ASK { ?s ?p 'x' }", "xml", "ask", b"<?xml"),
        ("CONSTRUCT WHERE { ?s ?p 'x' }", "ntriples", "graph", b"<http://e/a>"),
        ("DESCRIBE <http://e/a>", "rdfxml", "graph", b"<?xml"),
        ("DESCRIBE <http://e/a>", "jsonld", "graph", b"[{"),
    ],
)
def test_each_kind_of_query_answers_in_each_kind_of_format(engine, query, wanted, kind, start):
    format_ = get(wanted)
    answer = engine.query(query, **{format_.kind: format_})
    assert answer.kind == kind
    assert answer.format is format_
    assert answer.body.startswith(start)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("FROM <http://e/g1>", 1), ("FROM <http://e/g1> FROM <http://e/g2>", 3001),
     ("FROM <http://127.0.0.1:9/nothing>", 0), ("FROM NAMED <http://e/g1>", 0)],
)  # fmt: skip
def test_a_from_clause_names_the_dataset_and_fetches_nothing(engine, clause, expected):
    query = f"SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}"
    answer = engine.query(query, results=get("csv"))
    assert int(answer.body.split()[1]) == expected


def test_a_runaway_query_is_stopped_and_the_next_is_answered(engine):
    with pytest.raises(QueryTimeout, match=r"stopped after 0\.3 s"):
        engine.query(RUNAWAY, timeout=0.3)
    assert count(engine) == 3001


@pytest.mark.parametrize("query", [RUNAWAY, "SELECT * { ?s ?p ?o . ?t ?q ?r }"])
def test_a_worker_that_ended_itself_at_the_deadline_ran_too_long(store, query, monkeypatch):
    receive = Worker.receive

    async def late(self, seconds):
        """Wait, as a busy machine may, until the worker ends: in a query, or in its answer."""
        self.process._process.wait(20)
        return await receive(self, seconds)

    engine = EmbeddedEngine(store, workers=1, timeout=5)
    try:
        assert count(engine) == 3001
        monkeypatch.setattr(Worker, "receive", late)
        with pytest.raises(QueryTimeout):
            engine.query(query, timeout=0.1)
    finally:
        engine.close()


def test_a_short_query_is_answered_while_another_runs_away(store):
    engine = EmbeddedEngine(store, workers=2, timeout=3)
    try:
        with ThreadPoolExecutor(1) as background:
            runaway = background.submit(engine.query, RUNAWAY)
            answers = [count(engine) for _ in range(20)]
            assert not runaway.done()
            assert answers == [3001] * 20
            with pytest.raises(QueryTimeout):
                runaway.result()
    finally:
        engine.close()


def test_a_query_without_a_free_worker_gets_an_error(store):
    engine = EmbeddedEngine(store, workers=1, timeout=3, queue_wait=0.1)
    try:
        with ThreadPoolExecutor(1) as background:
            started = threading.Event()
            runaway = background.submit(lambda: (started.set(), engine.query(RUNAWAY)))
            started.wait()
            time.sleep(0.2)
            with pytest.raises(EngineBusy):
                count(engine)
            with pytest.raises(QueryTimeout):
                runaway.result()
    finally:
        engine.close()


def test_deep_nesting_only_fails_its_own_query(engine):
    deep = "SELECT * { " + "{" * 50_000 + "}" * 50_000 + " }"
    with contextlib.suppress(WorkerDied):
        engine.query(deep)
    assert count(engine) == 3001


def test_running_out_of_memory_only_fails_its_own_query(store):
    engine = EmbeddedEngine(store, workers=1, timeout=30, max_memory_bytes=300 * 1024**2)
    grow = "?x" + "".join(f" BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(34))
    query = f"SELECT (STRLEN(?x34) AS ?n) {{ ?s ?p 'x' BIND('0123456789' AS ?x0) {grow[2:]} }}"
    try:
        with pytest.raises(WorkerDied, match="memory or stack"):
            engine.query(query)
        assert count(engine) == 3001
    finally:
        engine.close()


def test_a_result_over_the_limit_is_refused_and_says_how_to_go_on(engine):
    with pytest.raises(ResultTooLarge) as error:
        engine.query("SELECT * { ?s ?p ?o . ?t ?q 'x' }", results=get("xml"))
    assert "100,000 bytes" in str(error.value)
    assert [count(engine) for _ in range(4)] == [3001] * 4, "the rest of it leaked"
    assert "LIMIT" in error.value.hint


def test_a_syntax_error_names_line_and_column(engine):
    with pytest.raises(QuerySyntaxError) as error:
        engine.query("SELECT * {\n  ?s ?p\n}")
    assert error.value.line == 3


def test_an_undeclared_prefix_is_said_in_words(engine):
    with pytest.raises(QuerySyntaxError, match="The prefix nope: is not declared"):
        engine.query("SELECT * { ?s nope:x ?o }")


def test_rows_come_as_plain_terms(engine):
    (row,) = select(engine, "SELECT ?s ?o { ?s ?p ?o FILTER(?o = 'x') }")
    assert row["s"].is_iri
    assert str(row["o"]) == "x"


@pytest.mark.skipif(sys.platform != "linux", reason="descriptor limits are set on Linux")
def test_even_past_the_guard_a_worker_cannot_open_a_connection(store):
    """SERVICE sent straight to a worker process reaches no listener on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(1)
        port = listener.getsockname()[1]
        process = SpawnedWorker(store, 2 * 1024**3, network=False, low_priority=False)
        request = {
            "query": f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
            "base": "http://e/",
            "has_from": False,
            "prefixes": {},
            "default_graphs": [],
            "named_graphs": [],
            "results": "text/csv",
            "graph": "text/turtle",
            "max_bytes": 1000,
            "seconds": 10,
        }
        assert worker.receive(process._out)[0] == b"R"
        process.send(worker.message(b"Q", json.dumps(request).encode()))
        kinds = []
        while (message := worker.receive(process._out)) and message[0] not in (b"E", b"X"):
            kinds.append(message[0])
        process._in.close()
        process._process.wait(timeout=10)
        process.kill()
        assert message[0] == b"X"
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.fixture
def loop():
    """An event loop in another thread, as in a web process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def on(loop, engine, query, **options):
    return asyncio.run_coroutine_threadsafe(engine.query_async(query, **options), loop).result(60)


def test_an_event_loop_and_threads_ask_the_same_worker_in_turn(store, loop):
    engine = EmbeddedEngine(store, workers=1, timeout=20)
    try:
        for _ in range(3):
            assert b"true" in on(loop, engine, "ASK { ?s ?p ?o }").content
            assert count(engine) == 3001
    finally:
        engine.close()


def test_on_an_event_loop_a_runaway_query_and_a_killed_worker_are_replaced(store, loop):
    engine = EmbeddedEngine(store, workers=1, timeout=20)
    try:
        assert b"true" in on(loop, engine, "ASK { ?s ?p ?o }").content
        with pytest.raises(QueryTimeout):
            on(loop, engine, RUNAWAY, timeout=0.3)
        assert b"true" in on(loop, engine, "ASK { ?s ?p ?o }").content
        idle = engine._pool._idle[0]
        os.kill(idle.process._process.pid, signal.SIGKILL)
        idle.process._process.wait()
        assert b"true" in on(loop, engine, "ASK { ?s ?p ?o }").content
    finally:
        engine.close()


def test_who_connects_to_a_loader_that_still_loads_waits_for_it(tmp_path):
    many = tmp_path / "many.nq"
    many.write_text(
        "".join(
            f"<http://e/s{i}> <http://e/p> <http://e/o{i}> <http://e/g> .\n" for i in range(9**5)
        )
    )
    address = tmp_path / "socket"
    fork_server = ForkServer(many, address, 2 * 1024**3, early=True)
    try:
        fork_server.wait()
        engine = EmbeddedEngine(many, workers=1, fork_server=address)
        assert count(engine) == 9**5
        assert isinstance(engine._pool._idle[0].process, ForkedWorker)
        engine.close()
    finally:
        fork_server.close()


def test_a_temporary_folder_may_have_a_long_path(store, tmp_path):
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    fork_server = ForkServer(store, folder / "socket", 2 * 1024**3, early=True)
    try:
        fork_server.wait(10)
        engine = EmbeddedEngine(store, workers=1, fork_server=folder / "socket")
        assert count(engine) == 3001
        assert isinstance(engine._pool._idle[0].process, ForkedWorker)
        engine.close()
    finally:
        fork_server.close()
