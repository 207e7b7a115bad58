"""Checking files that `nmc export` wrote, which also contain what rules derived.

In a file that keeps graphs, derived triples are in a separate graph. Any other file is compared
with the release that it was exported from: only what the release doesn't have is checked as
written by hand, together with all that the release states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nmc_graph.quality.check import check
from nmc_graph.quality.report import Report
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import Release
from nmc_graph.terms import DERIVED_GRAPH, GENERATED_GRAPHS

_HEADER = re.compile(rb"\A(?:# .*\n){1,2}# Version .*, release ([0-9a-f]{64})\n")
_EXPORTED = DERIVED_GRAPH + "/exported"


def release_of(path: Path) -> str:
    """Return the hash of the release that a Turtle file was exported from; empty for others."""
    with path.open("rb") as file:
        match = _HEADER.match(file.read(4096))
    return match[1].decode() if match else ""


def is_from(source: Source, release: Release) -> bool:
    """Return whether a file is an export of a release or one of its dumps."""
    if release_of(source.path) == release.hash:
        return True
    dumps = {entry["sha256"] for entry in release.manifest["files"]}
    return source.path.suffix in {".nt", ".rdf"} and source.sha256() in dumps


def check_exported(
    sources: Sequence[Source],
    release: Release,
    shapes: Sequence[Path],
    validator: str = "fast",
) -> Report:
    """Return the report on files exported from a release, as changes to it."""
    dataset, count = Dataset(), 0
    dataset.load_quads(release.nquads)
    subjects: set[str] = set()
    for number, source in enumerate(sources):
        graph, before = f"{_EXPORTED}/{number}", len(dataset)
        dataset.load([replace(source, graph=graph)])
        count += len(dataset) - before
        dataset.remove_stated(graph)
        subjects |= dataset.subjects(graph)
    dataset.forget(*GENERATED_GRAPHS)
    report = check(dataset, sources, shapes, validator)
    return Report.of([f for f in report.findings if f.entity in subjects], count)
