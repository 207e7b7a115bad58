"""`nmc build` with validation against `oxigraph load` alone, of the same files."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.engines.oxigraph import PROGRAM
from bench.inputs import NMC, Input
from bench.measures.together import factor, megabytes
from bench.processes import Run, timed
from bench.results import Section

ROUNDS = 3
LIMIT_SECONDS = 3600
MAX_FACTOR, MAX_BYTES = 4.0, 1.31e9
"""Of `oxigraph load`, and of memory, at a million triples."""
MAX_GROWTH = 12.0
"""Of the time from one million triples to ten."""


def measure(size: str) -> Section:
    """Build and load in turn, best of the rounds."""
    data = Input(size)
    section = Section("build", size, f"Build: {size}")
    best, used, peak = _compare(data)
    section.say(
        f"{data.triples:,} triples in {len(data.files)} files. `nmc build` reads them, checks "
        "them, applies the rules, and writes the canonical document and the dumps; `oxigraph load` "
        "makes its store. Best of the rounds; processor time and memory with all processes below, "
        "shared pages once (PSS).\n"
    )
    section.table(
        ("command", "seconds", "processor s", "peak MB"),
        [(name, f"{best[name]:.1f}", f"{used[name]:.1f}", megabytes(peak[name])) for name in best],
    )
    if size == "1m":
        ratio = best["nmc build"] / best["oxigraph load"]
        section.target(
            f"build incl. validation, {size}, against `oxigraph load`", f"≤ {MAX_FACTOR:g} ×",
            f"{factor(ratio)} ×", ratio <= MAX_FACTOR,
        )  # fmt: skip
        section.target(
            f"peak memory of the build, {size}", f"≤ {MAX_BYTES / 1e9:g} GB",
            f"{peak['nmc build'] / 1e9:.2f} GB", peak["nmc build"] <= MAX_BYTES,
        )  # fmt: skip
    if size == "10m":
        seconds = _build(Input("1m")).seconds
        growth = best["nmc build"] / seconds
        section.target(
            "build, growth from 1m to 10m", f"≤ {MAX_GROWTH:g} ×",
            f"{factor(growth)} × ({seconds:.1f} s at 1m)", growth <= MAX_GROWTH,
        )  # fmt: skip
    return section


def _compare(data: Input) -> tuple[dict[str, float], dict[str, float], dict[str, int]]:
    """Return the best seconds, the least processor time and the most memory of each command.

    The commands run in turn.
    """
    runs: dict[str, list[Run]] = {"nmc build": [], "oxigraph load": []}
    for _ in range(ROUNDS if data.triples <= 10**6 else 1):
        runs["oxigraph load"].append(_load(data))
        runs["nmc build"].append(_build(data))
    best = {name: min(run.seconds for run in found) for name, found in runs.items()}
    used = {name: min(run.processor_seconds for run in found) for name, found in runs.items()}
    return best, used, {name: max(r.peak_bytes for r in found) for name, found in runs.items()}


def _load(data: Input) -> Run:
    return _timed(data, [PROGRAM, "load", "--location", _scratch(data), "--file", *data.files])


def _build(data: Input) -> Run:
    found = _timed(data, [NMC, "build", data.source, "--out", _scratch(data)])
    data.take(_scratch(data))
    return found


def _timed(data: Input, command: list[Path | str]) -> Run:
    shutil.rmtree(_scratch(data), ignore_errors=True)
    _scratch(data).parent.mkdir(parents=True, exist_ok=True)
    run = timed(command, limit=LIMIT_SECONDS)
    if run.code:
        raise RuntimeError(run.stderr.decode()[-800:])
    return run


def _scratch(data: Input) -> Path:
    return data.folder / "scratch"
