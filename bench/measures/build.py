"""`nmc build` with validation against `oxigraph load` alone, of the same files."""

from __future__ import annotations

import shutil

from bench.engines.oxigraph import PROGRAM
from bench.inputs import NMC, Input
from bench.measures.together import factor, megabytes
from bench.processes import timed
from bench.results import Section

ROUNDS = 3
LIMIT_SECONDS = 3600
WANTED, WANTED_BYTES = 2.5, 1.5e9


def measure(size: str) -> Section:
    """Build and load in turn, best of the rounds."""
    data = Input(size)
    section = Section("build", size, f"Build: {size}")
    scratch = data.folder / "scratch"
    found: dict[str, list[tuple[float, int]]] = {"nmc build": [], "oxigraph load": []}
    for _ in range(ROUNDS if data.triples <= 10**6 else 1):
        for name, command in (
            (
                "oxigraph load",
                [PROGRAM, "load", "--location", scratch / "ox", "--file", *data.files],
            ),
            ("nmc build", [NMC, "build", data.source, "--out", scratch / "out"]),
        ):
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir(parents=True)
            run = timed(command, limit=LIMIT_SECONDS)
            if run.code:
                raise RuntimeError(run.stderr.decode()[-800:])
            found[name].append((run.seconds, run.peak_bytes))
    data.take(scratch / "out")
    shutil.rmtree(scratch, ignore_errors=True)
    best = {name: min(runs) for name, runs in found.items()}
    peak = {name: max(p for _, p in runs) for name, runs in found.items()}
    section.say(
        f"{data.triples:,} triples in {len(data.files)} files. `nmc build` reads them, checks "
        "them, "
        "applies the rules, and writes the canonical document and the dumps; `oxigraph load` makes "
        "its store. Best of the rounds; memory with all processes below, shared pages once (PSS).\n"
    )
    section.table(
        ("command", "seconds", "peak MB"),
        [(name, f"{best[name][0]:.1f}", megabytes(peak[name])) for name in best],
    )
    if size != "1m":
        return section  # nothing was promised of another size
    ratio = best["nmc build"][0] / best["oxigraph load"][0]
    section.target(
        f"build incl. validation, {size}, against `oxigraph load`", f"≤ {WANTED:g} ×",
        f"{factor(ratio)} ×", ratio <= WANTED,
    )  # fmt: skip
    section.target(
        f"peak memory of the build, {size}", f"≤ {WANTED_BYTES / 1e9:g} GB",
        f"{peak['nmc build'] / 1e9:.2f} GB", peak["nmc build"] <= WANTED_BYTES,
    )  # fmt: skip
    return section
