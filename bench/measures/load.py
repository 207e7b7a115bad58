"""Loading, time to the first response, memory at rest: one engine at a time."""

from __future__ import annotations

from bench.engines import OURS, for_size
from bench.inputs import Input
from bench.measures.together import available, megabytes
from bench.results import Section

STARTS = 3
START_TARGET_SECONDS = 0.7


def measure(size: str) -> Section:
    """Measure each engine at one size."""
    data = Input(size)
    section = Section("load", size, f"Load, start, memory: {size}")
    section.say(
        f"The release's {data.release.manifest['triples']:,} triples. Load: into the engine's "
        "database (nmc-graph: into memory). Start: from the command to the first 200, best of "
        f"{STARTS}. Memory: including descendants, shared pages counted once (PSS).\n"
    )
    rows = []
    for engine in available(for_size(data.triples), section):
        loaded = engine.load(data)
        best, memory = float("inf"), 0
        for _ in range(STARTS if engine.speaks_http else 1):
            with engine.serve(data) as endpoint:
                best = min(best, endpoint.server.start_seconds)
                endpoint.ask("SELECT * { ?s ?p ?o } LIMIT 10")
                if engine.speaks_http:
                    memory = endpoint.server.resident()
        if engine is OURS:
            section.target(
                f"`nmc serve` on an existing release to first 200, {size}",
                f"≤ {START_TARGET_SECONDS} s",
                f"{best:.2f} s",
                best <= START_TARGET_SECONDS,
            )
        rows.append(
            (
                engine.name,
                "none" if loaded is None else f"{loaded:.2f}",
                f"{best:.2f}",
                megabytes(memory) if memory else "",
            )
        )
    section.table(("engine", "load s", "start s", "memory MB"), rows)
    return section
