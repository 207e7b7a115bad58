"""What a worker process does if its client sends something, or ends, while a query runs."""

import json
import os
import time
from select import select

import pytest

from bench.attacks import ENDLESS
from nmc_graph.engine.embedded.framing import ReplyReader, query_message
from nmc_graph.engine.embedded.launcher import ForkedWorker, ForkServer, SpawnedWorker
from nmc_graph.engine.embedded.pool import READ_BYTES
from nmc_graph.engine.embedded.worker import message
from nmc_graph.formats import get
from tests.hostile.observe import processor_seconds

MEMORY = 2 * 1024**3
SECONDS = 20
LONG = "SELECT ?s ?o { ?s ?p ?o }"
"""A query whose result is several times as long as a pipe."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "data.nq"
    path.write_text(
        "".join(f'<http://e/s{n}> <http://e/p> "{n}" <http://e/g> .\n' for n in range(5000))
    )
    return path


@pytest.fixture(scope="module")
def fork_server(store):
    server = ForkServer(store, store.with_name("socket"), MEMORY)
    server.wait()
    yield server
    server.close()


@pytest.fixture(params=["spawned", "forked"])
def process(request, store):
    if request.param == "spawned":
        process = SpawnedWorker(store, MEMORY, network=False, low_priority=False)
    else:
        address = request.getfixturevalue("fork_server").address
        process = ForkedWorker(address, low_priority=False)
    yield process
    process.kill()


def send(process, query):
    request = {
        "query": query,
        "base": "http://e/",
        "prefixes": None,
        "results": get("json").media_type,
        "graph": get("turtle").media_type,
        "default_graphs": [],
        "named_graphs": [],
        "max_bytes": 10**7,
        "has_from": False,
    }
    process.send(query_message(request, SECONDS))


def read(process):
    """Return what the worker has sent."""
    assert select([process.fileno()], [], [], SECONDS)[0], "the worker sends nothing"
    received = os.read(process.fileno(), READ_BYTES)
    assert received, "the worker has ended"
    return received


def until_ready(process):
    """Return the process id that the worker sends when it has loaded the store."""
    reply = ReplyReader()
    while not reply.ready:
        reply.feed(read(process))
    process.on_ready(reply.ready)
    return int(reply.ready)


def test_request_that_arrives_while_a_query_runs_is_answered_afterward(process):
    """The kernel may signal a request late, when the worker has already begun to answer it."""
    until_ready(process)
    send(process, LONG)
    received = read(process)  # the query runs until the rest is read
    send(process, "ASK {}")
    while b'"boolean":true' not in received:
        received += read(process)
    long, _, _ = received.partition(message(b"H", b'{"kind": "ask"}'))
    reply = ReplyReader()
    assert reply.feed(long)
    assert len(json.loads(reply.body())["results"]["bindings"]) == 5000


def test_busy_worker_ends_with_its_client_even_if_its_input_stays_open(process):
    pid = until_ready(process)
    before = processor_seconds(pid)
    send(process, ENDLESS)
    until = time.monotonic() + SECONDS
    while processor_seconds(pid) - before < 0.2 and time.monotonic() < until:
        time.sleep(0.02)
    os.close(process._alive)  # as the kernel does when the client ends
    process._alive = -1
    assert select([process.fileno()], [], [], 2)[0], "the worker still runs"
    assert os.read(process.fileno(), READ_BYTES) == b""
