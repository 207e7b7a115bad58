"""Requests per second for small queries, with wrk, taking turns among engines."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.engines import ENDPOINT, OURS, OXIGRAPH, VIRTUOSO, for_size
from bench.engines.base import HttpEndpoint
from bench.inputs import Input
from bench.measures.together import Together, available, factor
from bench.processes import processor_seconds
from bench.results import Section

CLIENTS = (1, 8, 64)
ROUNDS, SECONDS = 3, 2
# About 2.8 kB and 27 kB of JSON.
QUERIES = {
    "small": "SELECT ?p ?o { <https://w3id.org/nmc/id/collaborative/g000005> ?p ?o } LIMIT 19",
    "27 kB": "SELECT ?s ?p ?o { ?s a <https://w3id.org/nmc/ontology#Collaborative> ; ?p ?o } "
    "LIMIT 124",
}
CACHED = "nmc-graph, from cache"


@dataclass
class Load:
    """The measurements of wrk for one engine, query and number of clients, over the rounds."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    errors: int = 0
    requests: int = 0
    processor: float = 0.0
    """Processor seconds that all processes of the server used together."""

    @property
    def rate(self) -> float:
        """Requests per second, the median of the rounds."""
        return statistics.median(self.rates)


def measure(size: str) -> Section:
    """Measure all engines with HTTP at one size."""
    data = Input(size)
    section = Section("http", size, f"Requests per second: {size}")
    if not shutil.which("wrk"):
        section.say("wrk is not installed: apt-get install wrk.")
        return section
    engines = [e for e in available(for_size(data.triples), section) if e.speaks_http]
    with Together(engines, data) as together:
        for name, query in QUERIES.items():
            _one_query(section, name, query, together.endpoints)
    return section


def _one_query(section: Section, name: str, query: str, endpoints: dict[str, HttpEndpoint]) -> None:
    sizes = {e: len(p.ask(query).body) for e, p in endpoints.items()}
    rows = {
        e: len(json.loads(p.ask(query).body)["results"]["bindings"]) for e, p in endpoints.items()
    }
    if len(set(rows.values())) > 1:
        section.say(f"The engines return different numbers of rows: {rows}.\n")
    found: dict[tuple[str, int], Load] = {}
    for clients in CLIENTS:
        for _ in range(ROUNDS):
            for engine, endpoint in endpoints.items():
                kinds = [(engine, True)] + ([(CACHED, False)] if engine == OURS.name else [])
                for label, uncached in kinds:
                    load = found.setdefault((label, clients), Load())
                    before = processor_seconds(endpoint.server.pid)
                    _wrk(
                        endpoint.url + "?" + urlencode(endpoint.fields(query)),
                        clients,
                        uncached,
                        load,
                    )
                    load.processor += processor_seconds(endpoint.server.pid) - before
    engines = list(dict.fromkeys(e for e, _ in found))
    section.say(
        f"**{name}**: {rows[OURS.name]} rows, {sizes[OURS.name]:,} bytes of JSON from nmc-graph. "
        f"Requests per second, and p50 / p99 in ms; medians of {ROUNDS} rounds of {SECONDS} s in "
        "turn. nmc-graph isolates queries and doesn't use its cache, except in the second row.\n"
    )
    table = [
        (
            engine,
            *(
                f"{load.rate:,.0f} ({statistics.median(load.p50):.1f} / "
                f"{statistics.median(load.p99):.1f})" + (" !" if load.errors else "")
                for load in (found[engine, c] for c in CLIENTS)
            ),
            f"{found[engine, 8].processor / max(found[engine, 8].requests, 1) * 1e6:,.0f}",
        )
        for engine in engines
    ]
    head = (f"{c} client{'s' * (c > 1)}" for c in CLIENTS)
    section.table(("engine", *head, "processor µs per request"), table)
    if any(load.errors for load in found.values()):
        section.say("Marked with `!`: some responses were errors.\n")
    _targets(section, name, {e: found[e, 8].rate for e in engines})


def _targets(section: Section, name: str, rates: dict[str, float]) -> None:
    ours = rates[OURS.name]
    wanted = {"small": {OXIGRAPH.name: 0.33, ENDPOINT.name: 6.0},
              "27 kB": {OXIGRAPH.name: 0.8, ENDPOINT.name: 7.0}}[name]  # fmt: skip
    for engine, least in wanted.items():
        if engine in rates:
            ratio = ours / rates[engine]
            section.target(
                f"{name} query, isolated, uncached, 8 clients, against {engine}",
                f"≥ {least:g} ×",
                f"{factor(ratio)} ×",
                ratio >= least,
            )
    if OXIGRAPH.name in rates:
        ratio = rates[CACHED] / rates[OXIGRAPH.name]
        section.target(
            f"{name} query from cache against {OXIGRAPH.name} uncached, 8 clients",
            "≥ 1 ×", f"{factor(ratio)} ×", ratio >= 1,
        )  # fmt: skip
    if VIRTUOSO.name in rates:
        section.say(
            f"Against {VIRTUOSO.name}, 8 clients: {factor(ours / rates[VIRTUOSO.name])} ×.\n"
        )


def _wrk(url: str, clients: int, uncached: bool, load: Load) -> None:
    command = [
        "wrk",
        "-t",
        str(min(clients, 2)),
        "-c",
        str(clients),
        "-d",
        f"{SECONDS}s",
        "--latency",
    ]
    command += ["-H", "Accept: application/sparql-results+json"]
    if uncached:
        command += ["-H", "Cache-Control: no-cache"]
    output = subprocess.run([*command, url], capture_output=True, text=True, timeout=60).stdout
    load.requests += int(re.search(r"(\d+) requests in", output)[1])
    load.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]))
    for share, times in (("50%", load.p50), ("99%", load.p99)):
        number, unit = re.search(rf"\s{share}\s+([\d.]+)(us|ms|s)", output).groups()
        times.append(float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit])
    if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        load.errors += int(wrong[1])
