"""A killed process is replaced, or its work is done without it."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path
from urllib.parse import urlencode

from nmc_graph.web.engines import DOWNLOAD_WORKERS, PAGE_WORKERS, QUERY_WORKERS
from tests.hostile.conftest import LIMITS
from tests.hostile.observe import (
    ENDLESS,
    ENTITY,
    GOOD,
    answers_correctly,
    post_query,
    processor_seconds,
    query_processes,
)
from tests.serving import serve


def test_killed_workers_are_replaced(server):
    _, workers = query_processes(server)
    assert len(workers) == PAGE_WORKERS + QUERY_WORKERS + DOWNLOAD_WORKERS
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    statuses = [post_query(server, GOOD).status_code for _ in range(6)]
    assert set(statuses) <= {200, 500}
    assert statuses[-1] == 200
    client = server.client()
    client.get(ENTITY)
    assert client.get(ENTITY).status_code == 200


def test_workers_load_the_graph_themselves_when_its_process_is_killed(release):
    with serve("--release", release.path, *LIMITS) as server:
        loader, workers = query_processes(server)
        for pid in (loader, *workers):
            os.kill(pid, signal.SIGKILL)
        assert {post_query(server, GOOD).status_code for _ in range(6)} <= {200, 500}
        assert answers_correctly(server)
        client = server.client()
        assert client.get(ENTITY).status_code in {200, 500}
        assert client.get(ENTITY).status_code == 200


def test_busy_workers_end_with_the_server(release):
    with serve("--release", release.path, "--query-timeout", "60") as server:
        _, workers = query_processes(server)
        before = {pid: processor_seconds(pid) for pid in workers}
        request = "/sparql?" + urlencode({"query": ENDLESS})
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"GET {request} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            until = time.monotonic() + 20
            while all(processor_seconds(pid) - before[pid] < 0.2 for pid in workers):
                assert time.monotonic() < until, "the endless query did not start"
                time.sleep(0.05)
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    left = [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []
