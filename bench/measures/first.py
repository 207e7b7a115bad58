"""The graph of this repository: its build, and the first page that a new server shows."""

from __future__ import annotations

import http.client
import shutil

from bench.engines import OURS
from bench.engines.oxigraph import PROGRAM
from bench.inputs import CACHE, NMC, ROOT, Bundled
from bench.measures.pages import UNCACHED, request_ms
from bench.measures.together import factor, megabytes
from bench.processes import timed
from bench.results import Section

ROUNDS = 3
LIMIT_SECONDS = 600
PAGES = {
    "home": "/",
    "a community": "/page/collaborative/san-joaquin-county-stockton",
    "results": "/results",
    "gaps": "/gaps",
    "network": "/network",
    "disagreements": "/disagreements",
}


def measure(size: str) -> Section:
    """Build and load in turn; then show each page as the first one of a server just started."""
    data, scratch = Bundled(), CACHE / "first"
    section = Section("first", size, "Build and first page of the graph of this repository")
    release = data.release
    times: dict[str, list[float]] = {"nmc build": [], "oxigraph load": []}
    peaks = dict.fromkeys(times, 0)
    commands = {
        "nmc build": [NMC, "build", "--out", scratch],
        "oxigraph load": [
            PROGRAM, "load", "--location", scratch, "--file",
            *sorted((ROOT / "ontology").rglob("*.ttl")), *sorted((ROOT / "data").rglob("*.ttl")),
        ],
    }  # fmt: skip
    for _ in range(ROUNDS):
        for name, command in commands.items():
            shutil.rmtree(scratch, ignore_errors=True)
            run = timed(command, limit=LIMIT_SECONDS)
            if run.code:
                raise RuntimeError(run.stderr.decode()[-800:])
            times[name].append(run.seconds)
            peaks[name] = max(peaks[name], run.peak_bytes)
    shutil.rmtree(scratch, ignore_errors=True)
    ratio = min(times["nmc build"]) / min(times["oxigraph load"])
    section.say(
        f"{release.manifest['triples']:,} triples with what rules derive. The build also checks "
        "the data, applies the rules, and writes the index, the dumps and the checksums; "
        f"`oxigraph load` reads the files alone, {factor(ratio)} times as fast.\n"
    )
    section.table(
        ("command", "best s", "worst s", "peak MB"),
        [(n, f"{min(t):.1f}", f"{max(t):.1f}", megabytes(peaks[n])) for n, t in times.items()],
    )
    section.say(
        "\nEach page as the first that a server shows, and once more without the cache; best of "
        f"{ROUNDS}.\n"
    )
    section.table(
        ("page", "server starts, s", "first ms", "second ms"),
        [(name, *_first(path)) for name, path in PAGES.items()],
    )
    return section


def _first(path: str) -> tuple[str, str, str]:
    """Return the seconds of a start, and the milliseconds of the first and the second request."""
    starts, firsts, seconds = [], [], []
    for _ in range(ROUNDS):
        with OURS.serve(Bundled()) as endpoint:
            starts.append(endpoint.server.start_seconds)
            for times in (firsts, seconds):
                connection = http.client.HTTPConnection("127.0.0.1", endpoint.server.port)
                times.append(request_ms(connection, path, UNCACHED))
                connection.close()
    return f"{min(starts):.2f}", f"{min(firsts):.0f}", f"{min(seconds):.0f}"
