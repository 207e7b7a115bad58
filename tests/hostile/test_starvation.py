"""No kind of traffic starves another: what must be answered is answered while others keep busy."""

from __future__ import annotations

import itertools
import os
import select
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from bench.attacks import ENDLESS
from nmc_graph.web.engines import QUERY_WORKERS
from tests.hostile.observe import processor_seconds, query_processes
from tests.serving import serve

DOWNLOADERS = 8
CLIENTS = 2
QUERIES_PER_CLIENT = 100
WAIT_SECONDS = 30
BUSY_SECONDS = 0.2
"""Processor time after which a worker counts as busy with an endless query."""
NEVER_CACHED = {"Cache-Control": "no-cache"}


def ask_until_refused(client, number, downloaded):
    """Send different queries in sequence; return the statuses up to the first failure.

    They go on until enough were asked and a list was downloaded meanwhile.
    """
    statuses, until = [], time.monotonic() + WAIT_SECONDS
    while len(statuses) < QUERIES_PER_CLIENT or not (downloaded() or time.monotonic() > until):
        query = f"SELECT ?s {{ ?s ?p ?o }} LIMIT {1 + number + CLIENTS * len(statuses)}"
        statuses.append(client.get("/sparql", query_string={"query": query}).status_code)
        if statuses[-1] != 200:
            break
    return statuses


def test_queries_succeed_while_other_clients_download_fresh_lists(release):
    limits, stop, downloads = itertools.count(500), threading.Event(), []

    def download(client):
        while not stop.is_set():
            path = f"/browse/statement.ttl?sort=name&limit={next(limits)}"
            downloads.append(client.get(path).status_code)

    with (
        serve("--release", release.path) as server,
        ThreadPoolExecutor(DOWNLOADERS + CLIENTS) as threads,
    ):
        client = server.client(timeout=WAIT_SECONDS)
        downloading = [threads.submit(download, client) for _ in range(DOWNLOADERS)]
        try:
            until = time.monotonic() + WAIT_SECONDS
            while len(downloads) < DOWNLOADERS and time.monotonic() < until:
                time.sleep(0.01)
            before = len(downloads)
            asking = [
                threads.submit(ask_until_refused, client, number, lambda: downloads[before:])
                for number in range(CLIENTS)
            ]
            answered = [a.result() for a in asking]
            during = len(downloads) - before
        finally:
            stop.set()
        for done in downloading:
            done.result()
    assert [set(statuses) for statuses in answered] == [{200}] * CLIENTS
    assert set(downloads) <= {200, 503}
    assert during > 0, "no list was downloaded while the queries were asked"
    assert downloads.count(200) > 0


@pytest.fixture(scope="module")
def busy(release):
    """A server whose query workers are all busy, and the connections that wait for the answers."""
    request = "/sparql?" + urlencode({"query": ENDLESS})
    with serve("--release", release.path, "--query-timeout", "300") as server:
        _, workers = query_processes(server)
        waiting = []
        try:
            for _ in range(QUERY_WORKERS):
                connection = socket.create_connection(("127.0.0.1", server.port))
                connection.sendall(f"GET {request} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                waiting.append(connection)
            until = time.monotonic() + WAIT_SECONDS
            while sum(processor_seconds(w) > BUSY_SECONDS for w in workers) < QUERY_WORKERS:
                assert time.monotonic() < until, "the endless queries did not start"
                time.sleep(0.05)
            yield server, waiting
        finally:
            for connection in waiting:
                connection.close()
            for pid in workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def answered_connections(waiting):
    """Return the connections on which something has arrived, or that the server has closed."""
    return select.select(waiting, [], [], 0)[0]


def test_editor_page_is_shown_while_endless_queries_run(busy):
    server, waiting = busy
    response = server.client().get("/sparql", headers={"Accept": "text/html", **NEVER_CACHED})
    assert response.status_code == 200
    assert "<textarea" in response.text
    assert answered_connections(waiting) == []


def test_options_is_answered_while_endless_queries_run(busy):
    server, waiting = busy
    response = server.client().options("/sparql")
    assert response.status_code in {200, 204}
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert answered_connections(waiting) == []
