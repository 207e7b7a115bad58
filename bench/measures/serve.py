"""The largest size: start-up, and entity pages."""

from __future__ import annotations

import http.client
import statistics
import time

from bench.engines import OURS
from bench.inputs import Input
from bench.measures.together import megabytes
from bench.results import Section
from nmc_graph.release import store

PAGES = 60
WANTED_MS = 50.0


def measure(size: str) -> Section:
    """Serve it, and request pages that aren't cached."""
    data = Input(size)
    section = Section("serve", size, f"Serving the largest graph: {size}")
    begun = time.perf_counter()
    store.ensure(data.release)
    made = time.perf_counter() - begun
    with OURS.serve(data) as endpoint:
        start, port = endpoint.server.start_seconds, endpoint.server.port
        cold = _pages(port, data, first=0)
        # Until the graph is in memory: about eight seconds per million triples.
        time.sleep(max(10, 16 * data.triples / 10**6))
        warm = _pages(port, data, first=PAGES)
        memory = endpoint.server.resident()
    section.say(
        f"`nmc serve` responds {start:.2f} s after its start and uses {megabytes(memory)} MB. The "
        f"first start makes the store on disk before that, which takes {made:.0f} s; so does the "
        "first query.\n"
    )
    section.table(
        ("uncached entity pages", "p50 ms", "p90 ms", "slowest ms"),
        [_row("right after the start", cold), _row("with the graph in memory", warm)],
    )
    p50 = statistics.median(warm)
    section.target(
        f"entity page at {size}, p50", f"≤ {WANTED_MS:g} ms", f"{p50:.1f} ms", p50 <= WANTED_MS
    )
    return section


def _row(name: str, times: list[float]) -> tuple[str, ...]:
    tens = statistics.quantiles(times, n=10)
    return (name, f"{statistics.median(times):.1f}", f"{tens[8]:.1f}", f"{max(times):.1f}")


def _pages(port: int, data: Input, *, first: int) -> list[float]:
    """Return the milliseconds of pages of collaboratives, organizations and places in turn."""
    units = data.release.manifest["collaboratives"]
    connection, found = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for n in range(first, first + PAGES):
        unit = f"g{(n * 7919) % max(1, units - 1):06}"
        path = (f"collaborative/{unit}", f"organization/{unit}-1", f"place/{unit}")[n % 3]
        start = time.perf_counter()
        connection.request("GET", f"/page/{path}", headers={"Accept": "text/html"})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"/page/{path}: {response.status}")
        found.append((time.perf_counter() - start) * 1000)
    connection.close()
    return found
