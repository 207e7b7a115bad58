"""The query mix over HTTP, taking turns among engines; rows are compared before times."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field

from bench.asking import Reply
from bench.engines import ENDPOINT, MEMORY, OURS, OXIGRAPH, VIRTUOSO, for_size
from bench.inputs import Input
from bench.measures.together import Together, available, factor
from bench.mix import Query, queries
from bench.results import Section

LIMIT_SECONDS = 20.0
RDFLIB_SECONDS = 10.0
"""rdflib's evaluator can't be stopped, so its process must be killed and must load again."""
RDFLIB = (ENDPOINT.name, MEMORY.name)
ROUNDS = 5
IN_A_ROW = 5
"""How often an engine runs the query in its turn: after the turns of slow engines, the processor's
caches are cold, and the first time measures the caches and not the engine."""
ENOUGH_SECONDS = 2.0
"""No engine runs a query again after spending this long on it in total."""
TARGETS = {
    "100k": {ENDPOINT.name: 20.0, OXIGRAPH.name: 2.0, VIRTUOSO.name: 1.0},
    "1m": {OXIGRAPH.name: 1.5},
}


@dataclass
class Timed:
    """One query on one engine."""

    limit: float
    answered: bool = False
    rows: int | None = None
    seconds: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    """The first time of each turn."""

    @property
    def first(self) -> float:
        """The median of the first times of all turns."""
        return statistics.median(self.firsts) if self.firsts else self.median

    @property
    def median(self) -> float:
        """Seconds; the limit if there was no response in time."""
        return statistics.median(self.seconds) if self.seconds else self.limit


def measure(size: str) -> Section:
    """Run every query on every engine at one size."""
    data = Input(size)
    section = Section("mix", size, f"Query mix over HTTP: {size}")
    engines = available(for_size(data.triples), section)
    found: dict[str, dict[str, Timed]] = {}
    with Together(engines, data) as together:
        for query in queries():
            found[query.name] = _ask(query, together)
    _report(section, data, [e.name for e in engines], found)
    return section


def _ask(query: Query, together: Together) -> dict[str, Timed]:
    def ask(name: str) -> Reply:
        limit = found[name].limit
        return together.ask(name, query.text, graph=query.graph, seconds=limit)

    found = {
        name: Timed(RDFLIB_SECONDS if name in RDFLIB else LIMIT_SECONDS)
        for name in together.endpoints
    }
    for name, timed in found.items():  # a warm-up run
        if name == MEMORY.name and ENDPOINT.name in found and not found[ENDPOINT.name].answered:
            continue  # the same evaluator, which can't be stopped
        reply = ask(name)
        timed.answered = reply.status == 200
        timed.rows = reply.count(graph=query.graph) if query.comparable else None
        if reply.seconds > ENOUGH_SECONDS and timed.answered:
            timed.seconds.append(reply.seconds)
    for _ in range(ROUNDS):
        for name, timed in found.items():
            for at in range(IN_A_ROW):
                if timed.answered and sum(timed.seconds) <= ENOUGH_SECONDS:
                    timed.seconds.append(ask(name).seconds)
                    if at == 0:
                        timed.firsts.append(timed.seconds[-1])
    times = ", ".join(f"{n} {t.median * 1000:.1f}" for n, t in found.items())
    print(f"  {query.name}: {times}", flush=True)
    return found


def _report(
    section: Section, data: Input, names: list[str], found: dict[str, dict[str, Timed]]
) -> None:
    section.say(
        f"{data.release.manifest['triples']:,} triples; median milliseconds of up to {ROUNDS} "
        f"rounds in which the engines take turns, each {IN_A_ROW} times in a row, one client, no "
        f"cache; limit {LIMIT_SECONDS:g} s, {RDFLIB_SECONDS:g} s for rdflib; no response "
        "counts as the limit. The last row uses only the first time of each turn, with cold "
        "processor caches.\n"
    )
    rows, wrong = [], []
    by_name = {q.name: q for q in queries()}
    for name, timed in found.items():
        counts = {t.rows for t in timed.values() if t.answered}
        right = timed[OURS.name].rows
        cells = []
        for engine in names:
            t = timed[engine]
            mark = "" if t.rows == right else " !"
            cells.append(f"{t.median * 1000:,.1f}{mark}" if t.answered else "no answer")
        if len(counts) > 1:
            wrong.append(f"{name}: " + ", ".join(f"{e} {timed[e].rows}" for e in names))
        rows.append((name, by_name[name].kind, right if right is not None else "", *cells))
    means = {e: _mean([t[e].median for t in found.values()]) for e in names}
    rows.append(("geometric mean", "", "", *(f"{means[e] * 1000:,.2f}" for e in names)))
    rows.append(
        ("nmc-graph is faster by", "", "", *(factor(means[e] / means[OURS.name]) for e in names))
    )
    firsts = {e: _mean([t[e].first for t in found.values()]) for e in names}
    rows.append(
        (
            "same, first of each turn",
            "",
            "",
            *(factor(firsts[e] / firsts[OURS.name]) for e in names),
        )
    )
    section.table(("query", "kind", "rows", *names), rows)
    if wrong:
        section.say("Marked with `!`: different rows from nmc-graph, or no rows.\n")
        for line in wrong:
            section.say(f"- {line}")
        section.say()
    _slowest_against(section, VIRTUOSO.name, names, found)
    for engine, wanted in TARGETS.get(data.size, {}).items():
        ratio = means[engine] / means[OURS.name] if engine in means else math.nan
        section.target(
            f"query mix at {data.size}, geometric mean over HTTP, against {engine}",
            f"≥ {wanted:g} ×",
            f"{factor(ratio)} ×" if engine in means else "",
            ratio >= wanted if engine in means else None,
        )


def _slowest_against(
    section: Section, other: str, names: list[str], found: dict[str, dict[str, Timed]]
) -> None:
    """List the queries on which another engine is furthest ahead."""
    if other not in names:
        return
    behind = sorted(
        (
            (t[OURS.name].median / t[other].median, name)
            for name, t in found.items()
            if t[other].answered
        ),
        reverse=True,
    )
    ahead = [f"`{name}` ({factor(ratio)} ×)" for ratio, name in behind if ratio > 1.5][:8]
    if ahead:
        section.say(f"{other} is furthest ahead of nmc-graph on {', '.join(ahead)}.\n")


def _mean(seconds: list[float]) -> float:
    return statistics.geometric_mean([max(s, 1e-6) for s in seconds])
