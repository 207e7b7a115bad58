"""Measure the bundled graph: build, start to first answer, library queries, pages.

In one run and on the same data, ours beside rdflib in process; prints a table with ratios.
Usage: make bench
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rdflib

from nmc_graph.config import Settings, bundle_root
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.formats import get
from nmc_graph.model.library import Library
from nmc_graph.pipeline import build
from nmc_graph.web.app import create_app

PAGES = {
    "home page": "/",
    "entity page": "/page/collaborative/san-joaquin-county-stockton",
    "list page": "/browse/statement",
    "data of an entity": "/data/collaborative/san-joaquin-county-stockton.ttl",
}


def median_ms(work: Callable[[], object], repeat: int = 30) -> float:
    """Return the median time of a call in milliseconds."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    library = Library(bundle_root() / "queries")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        release = build([], Path(folder))
        print(f"build, checked and published   {time.perf_counter() - start:9.3f} s")
        start = time.perf_counter()
        engine = EmbeddedEngine(release.store, workers=2)
        engine.query("ASK {}")
        print(f"engine start to first answer   {time.perf_counter() - start:9.3f} s")
        graph = rdflib.Graph().parse(release.file("nt"), format="nt")
        print(f"\n{'query':22}{'ours ms':>10}{'rdflib ms':>12}{'ratio':>9}")
        ratios = []
        for name, query in library.queries.items():
            text = query.filled()
            ours = median_ms(lambda t=text: engine.query(t, results=get("json")))
            theirs = median_ms(lambda t=text: list(graph.query(t)), repeat=3)
            ratios.append(theirs / ours)
            print(f"{name:22}{ours:10.2f}{theirs:12.1f}{theirs / ours:9.0f}")
        print(f"{'geometric mean':44}{statistics.geometric_mean(ratios):9.0f}\n")
        client = create_app(Settings(release.path), engine, release, library).test_client()
        for name, path in PAGES.items():
            ms = median_ms(lambda p=path: client.get(p, headers={"Accept": "text/html"}))
            print(f"{name:30} {ms:9.2f} ms")
        engine.close()


if __name__ == "__main__":
    main()
