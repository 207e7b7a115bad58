"""A killed process is replaced, or its work is done without it."""

from __future__ import annotations

import os
import signal

from nmc_graph.web.engines import DOWNLOAD_WORKERS, PAGE_WORKERS, QUERY_WORKERS
from tests.hostile.conftest import LIMITS
from tests.hostile.observe import ENTITY, GOOD, answers_correctly, post_query, query_processes
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
