"""Generate graphs of any size with our ontology: invented collaboratives, the same in each run.

Usage: python -m bench.generate TRIPLES DIR

Each unit is one collaborative with its place, source, people, organizations, twelve statements
with excerpts, and about twenty claims; five percent of the observations are missing. No real
person or place appears: names are numbers with a word in front. The files are valid by `shapes/`.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import ntriples, unit
from bench.ntriples import english, thing
from bench.unit import MISSING_FOLLOW_UP, Unit

__all__ = ["MISSING_FOLLOW_UP", "generate", "source_hash"]
UNITS_PER_FILE = 600
TRIPLES_PER_INDICATOR = 5000
"""So each indicator is tracked by about 24 collaboratives, at every size."""


def common(indicators: int) -> Iterator[str]:
    """Yield the lines that all units share: study, waves, indicators."""
    evidence = ("nmc:hasEvidence", "id:statement/g000000/s01")
    yield from thing(
        "id:study/generated", ("a", "nmc:Study"),
        ("skos:prefLabel", english("Invented study")), evidence,
    )  # fmt: skip
    for k in (1, 2):
        yield from thing(
            f"id:wave/generated-{k}", ("a", "nmc:StudyWave"),
            ("skos:prefLabel", english(f"round {k}")), ("dcterms:isPartOf", "id:study/generated"),
            ("nmc:startYear", 2017 + 2 * (k - 1)), evidence,
            *([("nmc:followsUp", "id:wave/generated-1")] if k == 2 else []),
        )  # fmt: skip
    for k in range(indicators):
        wanted = "decrease" if k % 2 else "increase"
        yield from thing(
            f"id:indicator/generated-{k:04}", ("a", "nmc:Indicator"), ("a", "skos:Concept"),
            ("skos:inScheme", "c:indicator"),
            ("skos:prefLabel", english(f"invented indicator {k}")),
            ("skos:definition", english(f"Invented quantity number {k}.")),
            ("nmc:hasDesiredDirection", f"c:direction-of-improvement/{wanted}"), evidence,
        )  # fmt: skip


def generate(triples: int, folder: Path) -> int:
    """Write N-Triples files into `folder` until there are about `triples`; return the number."""
    folder.mkdir(parents=True, exist_ok=True)
    written, index, file = 0, 0, 0
    indicators = max(10, triples // TRIPLES_PER_INDICATOR)
    while written < triples:
        lines: list[str] = [] if index else list(common(indicators))
        for _ in range(UNITS_PER_FILE):
            lines += Unit(index, indicators).lines()
            index += 1
            if written + len(lines) >= triples:
                break
        text = "\n".join(lines) + "\n"
        (folder / f"generated-{file:04}.nt").write_text(text, "utf-8")
        written, file = written + len(lines), file + 1
    return written


def source_hash() -> str:
    """Return a hash of the generator's code: the same code generates the same files."""
    modules = (Path(m.__file__) for m in (ntriples, unit))
    code = b"".join(path.read_bytes() for path in (*modules, Path(__file__)))
    return hashlib.sha256(code).hexdigest()


if __name__ == "__main__":
    print(generate(int(sys.argv[1]), Path(sys.argv[2])))
