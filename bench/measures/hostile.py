"""Response statuses for hostile queries, and response times of other requests meanwhile."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from bench.attacks import ENDLESS
from bench.engines import OURS
from bench.inputs import Input
from bench.measures import hostile_peers
from bench.results import Section

RUNAWAY, SECONDS = 64, 10.0
WANTED_MS = 250.0
PATHS = {"/healthz": "health", "/page/collaborative/g000005": "an entity page"}


def measure(size: str) -> Section:
    """Keep sending 64 queries that never end, and request health and pages."""
    section = Section("hostile", size, f"During {RUNAWAY} runaway queries: {size}")
    with OURS.serve(Input(size), "--query-timeout", "2") as endpoint:
        port = endpoint.server.port
        quiet = {path: _times(port, path, 2.0) for path in PATHS}
        over = threading.Event()
        with ThreadPoolExecutor(RUNAWAY + len(PATHS)) as clients:
            attacks = [clients.submit(_attack, port, over) for _ in range(RUNAWAY)]
            time.sleep(0.5)
            asked = {path: clients.submit(_times, port, path, SECONDS) for path in PATHS}
            busy = {path: future.result() for path, future in asked.items()}
            over.set()
            statuses = [s for attack in attacks for s in attack.result()]
    counts = ", ".join(f"{statuses.count(s)} × {s}" for s in sorted(set(statuses)))
    section.say(
        f"{RUNAWAY} clients keep sending a cross product for {SECONDS:g} s (query limit 2 s); "
        f"the responses were {counts}. Meanwhile, one client per row requests, without cache:\n"
    )
    section.table(
        ("request", "count", "p50 ms", "p99 ms", "slowest ms", "p50 when idle"),
        [
            (
                PATHS[path], len(times), f"{statistics.median(times):.1f}", f"{_p99(times):.1f}",
                f"{max(times):.1f}", f"{statistics.median(quiet[path]):.1f}",
            )
            for path, times in busy.items()
        ],
    )  # fmt: skip
    for path, times in busy.items():
        section.target(
            f"p99 of {PATHS[path]} during {RUNAWAY} runaway queries", f"≤ {WANTED_MS:g} ms",
            f"{_p99(times):.0f} ms", _p99(times) <= WANTED_MS,
        )  # fmt: skip
    section.say(f"\nbench/hostile.md compares engines: {hostile_peers.write(size)}.")
    return section


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _times(port: int, path: str, seconds: float) -> list[float]:
    """Return the milliseconds of successive requests, each on a new connection."""
    found, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(
            "GET", path, headers={"Accept": "text/html", "Cache-Control": "no-cache"}
        )
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        found.append((time.perf_counter() - start) * 1000)
        time.sleep(0.01)
    return found


def _attack(port: int, over: threading.Event) -> list[int]:
    """Keep sending a query that never ends; return the statuses."""
    path = "/sparql?" + urlencode({"query": ENDLESS})
    found = []
    while not over.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            found.append(connection.getresponse().status)
        except OSError:
            found.append(0)
        finally:
            connection.close()
        over.wait(0.2)
    return found
