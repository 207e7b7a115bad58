"""Every library query at one size, and its growth from a tenth of that size."""

from __future__ import annotations

import statistics
from urllib.parse import quote

from bench.engines import OURS
from bench.inputs import SIZES, Input
from bench.measures.together import factor
from bench.results import Section
from nmc_graph.config import bundle_root
from nmc_graph.model.library import Library, LibraryQuery

ROUNDS = 5
LIMIT_SECONDS, LIMIT_GROWTH = 1.0, 12.0
NOISE_SECONDS = 0.002
"""Shorter times at the smaller size count as this: below it, we would measure only the
connection."""

# Values of the library's parameters in the generated data.
VALUES = {
    "collaborative": "https://w3id.org/nmc/id/collaborative/g000005",
    "entity": "https://w3id.org/nmc/id/collaborative/g000005",
    "organization": "https://w3id.org/nmc/id/organization/g000005-0",
    "person": "https://w3id.org/nmc/id/person/g000005-0",
    "agent": "https://w3id.org/nmc/id/person/g000005-0",
    "source": "https://w3id.org/nmc/id/source/g000005",
    "place": "https://w3id.org/nmc/id/place/g000005",
}


def measure(size: str) -> Section:
    """Run the library at `size` and at a tenth of it."""
    smaller = next(s for s, n in SIZES.items() if n * 10 == SIZES[size])
    section = Section("library", size, f"The query library: {size}")
    library = Library(bundle_root() / "queries").queries
    found = {s: _asked(Input(s), list(library.values())) for s in (smaller, size)}
    section.say(
        f"Median of {ROUNDS} rounds over HTTP, milliseconds, no cache. Growth is relative to "
        f"{smaller}; times below {NOISE_SECONDS * 1000:g} ms there count as that.\n"
    )
    rows, slow, grown = [], [], []
    for name in library:
        (a, _), (b, count) = found[smaller][name], found[size][name]
        growth = b / max(a, NOISE_SECONDS)
        rows.append((name, count, f"{a * 1000:,.1f}", f"{b * 1000:,.1f}", factor(growth)))
        slow += [name] if b > LIMIT_SECONDS else []
        grown += [name] if growth > LIMIT_GROWTH else []
    section.table(("query", f"rows at {size}", f"{smaller} ms", f"{size} ms", "growth"), rows)
    worst = max(found[size].values(), key=lambda t: t[0])[0]
    most = max(b / max(found[smaller][n][0], NOISE_SECONDS) for n, (b, _) in found[size].items())
    section.target(
        f"library queries at {size}, the slowest of {len(rows)}", f"≤ {LIMIT_SECONDS:g} s",
        f"{worst:.2f} s" + (f" ({', '.join(slow)})" if slow else ""), not slow,
    )  # fmt: skip
    section.target(
        f"library queries, growth from {smaller} to {size}", f"≤ {LIMIT_GROWTH:g} × for each",
        f"{most:.1f} × at most" + (f" ({', '.join(grown)})" if grown else ""), not grown,
    )  # fmt: skip
    return section


def filled(query: LibraryQuery) -> str:
    """Return a library query with parameters of the generated data where there are such."""
    known = {p.name for p in query.parameters}
    return query.filled(**{k: v for k, v in VALUES.items() if k in known})


def _asked(data: Input, queries: list[LibraryQuery]) -> dict[str, tuple[float, int | None]]:
    found = {}
    with OURS.serve(data) as endpoint:
        endpoint.ask("ASK {}")
        for query in queries:
            text = filled(query)
            first = endpoint.ask(text)
            if first.status != 200:
                raise RuntimeError(f"{query.name}: {first.status} {quote(first.body[:200])}")
            times = [endpoint.ask(text).seconds for _ in range(ROUNDS)]
            found[query.name] = (statistics.median(times), first.count(graph=False))
    return found
