"""The check that a release must pass."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nmc_graph.quality import shacl
from nmc_graph.quality.lint import lint
from nmc_graph.quality.paths import path_as_sparql, path_as_turtle
from nmc_graph.quality.report import Finding, Report
from nmc_graph.quality.source_positions import SourcePositions
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source


def check(
    dataset: Dataset,
    sources: Sequence[Source],
    shapes: Sequence[Path],
    validator: str = "fast",
    *,
    with_lint: bool = True,
) -> Report:
    """Return the report of SHACL and lint on a dataset without derived triples.

    `shapes` are files or folders; `validator` is `fast`, `pyshacl` or `both`. Derived triples would
    only repeat mistakes that are found where they were written. Without lint only the shapes count.
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
            findings += [_difference(name, r, graph, positions) for name, r in other]
    if with_lint:
        findings += lint(dataset, positions)
    return Report.of(findings, dataset.count_triples())


def _finding(r: shacl.Result, shapes: shacl.Shapes, positions: SourcePositions) -> Finding:
    message, language = shapes.message(r.shape, r.component, r.message)
    path, path_term = r.path, ""
    if not path and (node := shapes.path_of(r.shape)) is not None:
        path, path_term = path_as_sparql(shapes.graph, node), path_as_turtle(shapes.graph, node)
    return Finding(
        *positions.find(r.focus, r.path, r.value),
        r.focus,
        path,
        r.value,
        message,
        shapes.fixes.get(r.shape, ""),
        r.severity,
        shapes.named(r.shape),
        language=language,
        component=r.component,
        path_term=path_term,
        value_kind=r.kind,
    )


def _difference(
    name: str, r: shacl.Result, shapes: shacl.Shapes, positions: SourcePositions
) -> Finding:
    return replace(
        _finding(r, shapes, positions),
        message=f"Only the validator {name!r} reports: {r.message}",
        fix="Write the shape so that both validators agree on it.",
        severity="Violation",
        language="en",
    )
