"""Response times of one kind of traffic while another keeps the server busy."""

from __future__ import annotations

import http.client
import itertools
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from bench.attacks import ENDLESS
from bench.engines import OURS
from bench.inputs import Input
from bench.results import Section

DOWNLOADERS, CLIENTS, QUERIES, REQUESTS = 8, 2, 100, 50
QUERY_MS, IMMEDIATE_MS = 500.0, 100.0


def measure(size: str) -> Section:
    """Time queries during downloads, then the editor and OPTIONS during endless queries."""
    section = Section("starvation", size, f"One kind of traffic during another: {size}")
    with OURS.serve(Input(size), "--workers", "1") as endpoint:
        port = endpoint.server.port
        queries, downloads = _during_downloads(port)
        immediate = _during_endless_queries(port)
    section.say(
        f"One web process. First, {CLIENTS} clients send {QUERIES} different queries each while "
        f"{DOWNLOADERS} clients download lists that are not cached ({downloads} in that time). "
        "Then, while endless queries take all query workers, other requests:\n"
    )
    rows = {"a query during downloads": queries, **immediate}
    section.table(
        ("request", "count", "p50 ms", "p99 ms"),
        [(n, len(t), f"{statistics.median(t):.1f}", f"{_p99(t):.1f}") for n, t in rows.items()],
    )
    for name, times in rows.items():
        goal = QUERY_MS if times is queries else IMMEDIATE_MS
        section.target(
            f"p99 of {name}", f"≤ {goal:g} ms", f"{_p99(times):.0f} ms", _p99(times) <= goal
        )
    return section


def _during_downloads(port: int) -> tuple[list[float], int]:
    """Return the milliseconds of all queries, and how many lists were downloaded meanwhile."""
    over, limits, downloaded = threading.Event(), itertools.count(500), list[int]()

    def download() -> None:
        while not over.is_set():
            path = f"/browse/statement.ttl?sort=name&limit={next(limits)}"
            downloaded.append(_send(port, "GET", path)[0])

    def ask(client: int) -> list[float]:
        return [
            _timed(port, "GET", "/sparql?" + urlencode({"query": _query(client * QUERIES + n)}))
            for n in range(QUERIES)
        ]

    with ThreadPoolExecutor(DOWNLOADERS + CLIENTS) as threads:
        downloading = [threads.submit(download) for _ in range(DOWNLOADERS)]
        time.sleep(1.0)
        before = len(downloaded)
        asking = [threads.submit(ask, client) for client in range(CLIENTS)]
        times = [ms for client in asking for ms in client.result()]
        meanwhile = len(downloaded) - before
        over.set()
        for done in downloading:
            done.result()
    return times, meanwhile


def _during_endless_queries(port: int) -> dict[str, list[float]]:
    """Return the milliseconds of requests that need no query worker."""
    query = "/sparql?" + urlencode({"query": ENDLESS, "timeout": "20"})
    with ThreadPoolExecutor(2) as threads:
        endless = [threads.submit(_send, port, "GET", query) for _ in range(2)]
        time.sleep(1.0)
        times = {
            "the query editor during endless queries": [
                _timed(port, "GET", f"/sparql?qtxt={n}", "text/html") for n in range(REQUESTS)
            ],
            "OPTIONS during endless queries": [
                _timed(port, "OPTIONS", "/sparql") for _ in range(REQUESTS)
            ],
        }
        if any(q.done() for q in endless):
            raise RuntimeError("an endless query ended too early")
        for q in endless:
            q.result()
    return times


def _query(number: int) -> str:
    return f"SELECT ?s {{ ?s ?p ?o }} LIMIT {1 + number}"


def _timed(port: int, method: str, path: str, accept: str = "application/json") -> float:
    start = time.perf_counter()
    status, _ = _send(port, method, path, accept)
    if status not in {200, 204}:
        raise RuntimeError(f"{method} {path}: {status}")
    return (time.perf_counter() - start) * 1000


def _send(port: int, method: str, path: str, accept: str = "application/json") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, headers={"Accept": accept})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
