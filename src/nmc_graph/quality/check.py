"""The check that a release must pass."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from nmc_graph.quality import shacl
from nmc_graph.quality.lint import lint
from nmc_graph.quality.report import Finding, Report
from nmc_graph.quality.source_positions import SourcePositions
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source


def check(
    dataset: Dataset,
    sources: Sequence[Source],
    shapes: Sequence[Path],
    validator: str = "fast",
) -> Report:
    """Return the report of SHACL and lint on a dataset without derived triples.

    `shapes` are files or folders; `validator` is `fast`, `pyshacl` or `both`. Derived triples would
    only repeat mistakes that are found where they were written.
    """
    graph = shacl.Shapes(shacl.shape_files(shapes))
    positions = SourcePositions(sources)
    with tempfile.TemporaryDirectory(prefix="nmc-check-") as folder:
        triples = Path(folder) / "data.nt"
        dataset.dump_ntriples(triples)
        if validator != "pyshacl":
            results = shacl.fast(dataset, triples, graph)
        else:
            results = shacl.reference(triples, graph)
        findings = [_finding(r, graph, positions) for r in results]
        if validator == "both":
            other = shacl.differences(results, shacl.reference(triples, graph))
            findings += [_difference(name, r, positions) for name, r in other]
    findings += lint(dataset, positions)
    return Report.of(findings, dataset.count_triples())


def _finding(r: shacl.Result, shapes: shacl.Shapes, positions: SourcePositions) -> Finding:
    return Finding(
        *positions.find(r.focus, r.path, r.value),
        r.focus,
        r.path,
        r.value,
        r.message,
        shapes.fixes.get(r.shape, ""),
        r.severity,
        r.shape,
    )


def _difference(name: str, r: shacl.Result, positions: SourcePositions) -> Finding:
    return Finding(
        *positions.find(r.focus, r.path, r.value),
        r.focus,
        r.path,
        r.value,
        f"Only the validator {name!r} reports: {r.message}",
        "Write the shape so that both validators agree on it.",
        "Violation",
        r.shape,
    )
