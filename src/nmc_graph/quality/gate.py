"""The check that a release must pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nmc_graph.quality import shacl
from nmc_graph.quality.lint import lint
from nmc_graph.quality.locate import Places
from nmc_graph.quality.report import Finding, Report
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.terms import DERIVED_GRAPH


def check(
    dataset: Dataset,
    sources: Sequence[Source],
    shapes: Sequence[Path],
    validator: str = "fast",
) -> Report:
    """Return the report of SHACL and lint over a dataset.

    `shapes` are files or folders; `validator` is `fast`, `pyshacl` or `both`. Derived triples
    are left out: what they repeat is found where it was written.
    """
    graph = shacl.Shapes(shacl.shape_files(shapes))
    ntriples = dataset.ntriples(without=[DERIVED_GRAPH])
    places = Places(sources)
    results = (shacl.reference if validator == "pyshacl" else shacl.fast)(ntriples, graph)
    findings = [_finding(r, graph, places) for r in results]
    if validator == "both":
        other = shacl.reference(ntriples, graph)
        findings += [_difference(name, r, places) for name, r in shacl.differences(results, other)]
    findings += lint(dataset, places)
    return Report.of(findings, ntriples.count(b"\n"))


def _finding(r: shacl.Result, shapes: shacl.Shapes, places: Places) -> Finding:
    return Finding(
        *places.find(r.focus, r.path, r.value),
        r.focus,
        r.path,
        r.value,
        r.message,
        shapes.mends.get(r.shape, ""),
        r.severity,
        r.shape,
    )


def _difference(name: str, r: shacl.Result, places: Places) -> Finding:
    return Finding(
        *places.find(r.focus, r.path, r.value),
        r.focus,
        r.path,
        r.value,
        f"Only the validator {name!r} finds: {r.message}",
        "Write the shape in a form that both validators understand alike.",
        "Violation",
        r.shape,
    )
