"""`nmc export` of a whole graph to Turtle against rdflib: processor time and memory."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from bench.inputs import NMC, Input
from bench.measures.together import factor, megabytes
from bench.processes import timed
from bench.results import Section

LIMIT_SECONDS = 1800
MIN_FACTOR, MAX_BYTES = 10.0, 100e6
_RDFLIB = (
    "import sys, rdflib; "
    "rdflib.Graph().parse(sys.argv[1], format='nt').serialize(sys.argv[2], format='turtle')"
)


def measure(size: str) -> Section:
    """Write the graph with both, and compare the processor time."""
    data = Input(size)
    section = Section("export", size, f"Export to Turtle: {size}")
    if data.release.file("ttl").exists():
        section.say("The build wrote Turtle already, so there is nothing to export.\n")
        return section
    out = data.folder / "export.ttl"
    commands: dict[str, list[Path | str]] = {
        "nmc export": [NMC, "export", "--format", "turtle", "--release", data.release.path,
                       "--out", out],
        "rdflib": [sys.executable, "-c", _RDFLIB, data.ntriples, out],
    }  # fmt: skip
    found = {name: _run(command) for name, command in commands.items()}
    out.unlink()
    section.say(
        f"{data.triples:,} triples from N-Triples to Turtle, from the start of the command to its "
        "end. Processor time of all its processes; shared pages of memory count once (PSS).\n"
    )
    section.table(
        ("command", "processor seconds", "peak MB"),
        [(name, f"{cpu:.1f}", megabytes(peak)) for name, (cpu, peak) in found.items()],
    )
    ratio = found["rdflib"][0] / found["nmc export"][0]
    section.target(
        f"export to Turtle, {size}, against rdflib", f"≥ {MIN_FACTOR:g} ×",
        f"{factor(ratio)} ×", ratio >= MIN_FACTOR,
    )  # fmt: skip
    peak = found["nmc export"][1]
    section.target(
        f"peak memory of the export, {size}", f"≤ {MAX_BYTES / 1e6:g} MB", f"{peak / 1e6:.0f} MB",
        peak <= MAX_BYTES,
    )  # fmt: skip
    return section


def _run(command: list[Path | str]) -> tuple[float, int]:
    """Return the processor time and the most memory of a command."""
    before = _children()
    run = timed(command, limit=LIMIT_SECONDS)
    if run.code:
        raise RuntimeError(run.stderr.decode()[-800:])
    return _children() - before, run.peak_bytes


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
