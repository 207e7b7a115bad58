"""Counting requests, and writing the counts of all web processes for Prometheus."""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the histogram of durations, in seconds."""
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HELP = {
    "requests": ("nmc_requests_total", "counter", "Requests by route and status."),
    "seconds": ("nmc_request_seconds", "histogram", "Time to the end of the response."),
    "bytes": ("nmc_response_bytes_total", "counter", "Bytes of response bodies."),
    "cached": ("nmc_cached_responses_total", "counter", "Responses from the cache."),
}


class Metrics:
    """The counts of one web process, and of the others from their files."""

    def __init__(self, folder: Path | None) -> None:
        """Share counts through files in `folder`; the files of ended processes still count."""
        self._folder, self._counts = folder, Counter[str]()

    def add(self, route: str, status: int, seconds: float, size: int, *, cached: bool) -> None:
        """Count a request."""
        counts = self._counts
        counts[f"requests {route} {status}"] += 1
        counts[f"bytes {route}"] += size
        counts[f"bucket {route} {bisect_left(BUCKETS, seconds)}"] += 1
        counts[f"microseconds {route}"] += int(seconds * 1e6)
        if cached:
            counts[f"cached {route}"] += 1

    def save(self) -> None:
        """Write the counts of this process for the others."""
        if self._folder is None:
            return
        path = self._folder / f"metrics-{os.getpid()}.json"
        new = path.with_suffix(".new")
        with suppress(OSError):  # a full disk must not stop a server
            new.write_text(json.dumps(self._counts), "utf-8")
            new.replace(path)

    def text(self, release: str) -> str:
        """Return the counts of all processes in the text format of Prometheus."""
        self.save()
        total = Counter(self._counts)
        for path in self._folder.glob("metrics-*.json") if self._folder else ():
            if path.name != f"metrics-{os.getpid()}.json":
                with suppress(OSError, ValueError):
                    total.update(json.loads(path.read_bytes()))
        return "\n".join(_lines(total, release)) + "\n"


def _lines(total: Counter[str], release: str) -> Iterator[str]:
    yield "# HELP nmc_release_info The release that is served."
    yield "# TYPE nmc_release_info gauge"
    yield f'nmc_release_info{{release="{release}"}} 1'
    rows = sorted(key.split(" ") for key in total)
    for kind, (name, type_, text) in HELP.items():
        yield f"# HELP {name} {text}"
        yield f"# TYPE {name} {type_}"
        if kind == "seconds":
            yield from _histogram(name, total, sorted({r[1] for r in rows if r[0] == "bucket"}))
        for row in rows:
            if row[0] == kind:
                status = f',status="{row[2]}"' if len(row) > 2 else ""
                yield f'{name}{{route="{row[1]}"{status}}} {total[" ".join(row)]}'


def _histogram(name: str, total: Counter[str], routes: Iterable[str]) -> Iterator[str]:
    for route in routes:
        count = 0
        for number, bound in enumerate((*BUCKETS, "+Inf")):
            count += total[f"bucket {route} {number}"]
            yield f'{name}_bucket{{route="{route}",le="{bound}"}} {count}'
        yield f'{name}_sum{{route="{route}"}} {total[f"microseconds {route}"] / 1e6:.6f}'
        yield f'{name}_count{{route="{route}"}} {count}'
