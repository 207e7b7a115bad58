"""Mixed traffic at saturation for half an hour: `make soak`. `make test-long` runs a short form."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from bench.processes import resident
from tests.hostile.observe import ROOT, answers_correctly, query_processes, web_processes
from tests.serving import serve
from tests.soak.clients import KINDS, Seen, run
from tests.soak.requests import DATA, PAGES, QUERIES

SECONDS = float(os.environ.get("SOAK", "0"))
SHORT_SECONDS = 10.0
LIMITS = ("--query-timeout", "4", "--workers", "2")
TRIES = 5
GROWTH, P99_MS = 1.05, 250.0
"""Limits on memory and on the time of pages, for which the short form is too short."""
REPORT = ROOT / "build" / "soak.md"


def right_answers(server):
    """Return the SHA-256 of each answer, after asking twice to see that it doesn't change."""
    client, digests = server.client(timeout=120), {}
    requests = {path: (path, "*/*") for path in DATA}
    requests |= {path: (path, "text/html") for path in PAGES}
    for query in QUERIES:
        path = "/sparql?" + urlencode({"query": query})
        requests[query] = (path, "application/sparql-results+json")
    for name, (path, accept) in requests.items():
        bodies = set()
        for control in ("no-cache", "max-age=60"):
            fields = {"Accept": accept, "Cache-Control": control}
            answers = (client.get(path, headers=fields) for _ in range(TRIES))
            bodies.add(next((a.data for a in answers if a.status_code == 200), b""))
        assert b"" not in bodies, path
        assert len(bodies) == 1, f"{path} differs from one request to the next"
        digests[name] = hashlib.sha256(bodies.pop()).hexdigest()
    return digests


def soak(server, seconds):
    """Run all clients; return what each kind saw, and the memory at each second."""
    digests, memory = right_answers(server), []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(KINDS), mp_context=context) as pool:
        runs = {kind: pool.submit(run, kind, server.port, seconds, digests) for kind in KINDS}
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            memory.append(memory_of(server))
            time.sleep(min(1.0, seconds / 30))
        return {kind: future.result() for kind, future in runs.items()}, memory


def memory_of(server):
    """Return the bytes of all processes, and those without the query workers.

    A worker may take up to 2 GB while it runs a hostile query, and ends with it.
    """
    total = resident(server.process.pid)
    return total, total - sum(resident(pid) for pid in query_processes(server)[1])


def p99(seen: Seen) -> float:
    return statistics.quantiles(seen.milliseconds * 2, n=100)[98]  # which needs two numbers


def thirds(numbers):
    """Return the median of each third."""
    size = max(1, len(numbers) // 3)
    return [statistics.median(numbers[n * size : (n + 1) * size] or numbers) for n in range(3)]


def in_megabytes(numbers):
    return " / ".join(f"{number / 1e6:,.0f}" for number in thirds(numbers))


def report(seconds, seen, memory, other):
    """Return the table of a soak; `other` is the load of the machine before it."""
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {seconds / 60:.1f} minutes, {os.cpu_count()} cores, "
        f"load of the machine {os.getloadavg()[2]:.1f} ({other:.1f} before):\n",
        "| traffic | clients | requests | what happened |",
        "|---|---|---|---|",
    ]
    for kind, found in seen.items():
        text = ", ".join(f"{count:,} {what}" for what, count in found.outcomes.most_common())
        lines.append(f"| {kind} | {KINDS[kind][1]} | {found.outcomes.total():,} | {text} |")
    times = seen["pages"].milliseconds
    total, lasting = zip(*memory, strict=True)
    lines += [
        "",
        f"Pages: p50 {statistics.median(times):.0f} ms, p99 {p99(seen['pages']):.0f} ms, "
        f"slowest {max(times):.0f} ms.",
        f"Memory, median of each third: {in_megabytes(lasting)} MB; with the query workers "
        f"{in_megabytes(total)} MB.",
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.long
def test_mixed_traffic_gets_right_answers_or_stated_errors(release):
    seconds = SECONDS or SHORT_SECONDS
    with serve("--release", release.path, *LIMITS) as server:
        web, other = web_processes(server), os.getloadavg()[0]
        seen, memory = soak(server, seconds)
        text = report(seconds, seen, memory, other)
        print("\n" + text)
        if SECONDS:
            REPORT.parent.mkdir(exist_ok=True)
            REPORT.write_text(text, "utf-8")
        assert [line for found in seen.values() for line in found.wrong] == []
        log = server.log.read_text()
        assert "Traceback" not in log, log
        assert all(found.outcomes for found in seen.values())
        assert answers_correctly(server)
        assert web_processes(server) == web, "a web process was replaced"
    if SECONDS:
        _, middle, last = thirds([lasting for _, lasting in memory])
        assert last <= middle * GROWTH
        assert p99(seen["pages"]) < P99_MS
