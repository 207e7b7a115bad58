"""The fast validator against pySHACL on data with planted mistakes; findings before times."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench import faults
from bench.inputs import ROOT, Input
from bench.measures.together import factor, megabytes
from bench.processes import timed
from bench.results import Section

LIMITS = {"10k": 400.0, "100k": 200.0}
"""Time limit of pySHACL in seconds, by size; it doesn't run at other sizes."""
CHILD = "bench.measures.validate_child"
WANTED = 100.0


def measure(size: str) -> Section:
    """Validate one size with both, each in a separate process."""
    data = Input(size)
    section = Section("validation", size, f"Validation: {size}")
    file, planted = faults.plant(data.files, data.folder / "faulty")
    fast = min((_validate("fast", file) for _ in range(3)), key=lambda r: r["seconds"])
    section.say(
        f"{data.triples:,} triples with {planted:,} planted mistakes. From reading the file to "
        "the list of findings; the fast validator with SPARQL constraints in bulk (ADR 0009), "
        "best of three.\n"
    )
    rows = [
        ("fast", f"{fast['seconds']:.2f}", f"{len(fast['findings']):,}", megabytes(fast["peak"]))
    ]
    if limit := LIMITS.get(size):
        slow = _validate("pyshacl", file, limit)
        done = slow["findings"] is not None
        rows.append(
            (
                "pySHACL",
                f"{slow['seconds']:.1f}" if done else f"stopped at {limit:g}",
                f"{len(slow['findings']):,}" if done else "",
                megabytes(slow["peak"]),
            )
        )
        ratio = slow["seconds"] / fast["seconds"]
        same = slow["findings"] == fast["findings"] if done else None
        section.target(
            f"validation at {size} against pySHACL", f"≥ {WANTED:g} ×",
            f"{'' if done else 'more than '}{factor(ratio)} ×", ratio >= WANTED,
        )  # fmt: skip
        if done:
            section.target(
                f"the same findings as pySHACL at {size}", "the same",
                f"{len(fast['findings'])} and {len(slow['findings'])}", same,
            )  # fmt: skip
    section.table(("validator", "seconds", "findings", "peak MB"), rows)
    return section


def _validate(which: str, file: Path, limit: float = 300.0) -> dict[str, object]:
    run = timed([sys.executable, "-m", CHILD, which, file], limit=limit, cwd=ROOT)
    if run.code and run.code > 0:
        raise RuntimeError(run.stderr.decode()[-800:])
    result = json.loads(run.stdout) if run.code == 0 else {"seconds": run.seconds, "findings": None}
    return result | {"peak": run.peak_bytes}
