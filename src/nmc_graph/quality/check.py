"""The check that a release must pass."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nmc_graph.quality.lint import lint
from nmc_graph.quality.report import Finding, Report
from nmc_graph.quality.result import MILD, Result
from nmc_graph.quality.source_positions import SourcePositions
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.ntriples import literal_kind, plain
from nmc_graph.rdf.sources import Source

if TYPE_CHECKING:
    from nmc_graph.quality.shapes import Shapes


def check(
    dataset: Dataset,
    sources: Sequence[Source],
    shapes: Sequence[Path],
    validator: str = "fast",
    *,
    with_lint: bool = True,
    at_most: int | None = None,
    triples: Path | None = None,
) -> Report:
    """Return the report of SHACL and lint on a dataset without derived triples.

    `shapes` are files or folders; `validator` is `fast`, `pyshacl` or `both`. Derived triples would
    only repeat mistakes that are found where they were written. Without lint only the shapes count.
    With `at_most` a report has no more findings than that, the gravest of those found, and the
    search for more stops soon after. `triples` is a file as `Dataset.dump_ntriples` writes it, if
    there is one already.
    """
    from nmc_graph.quality import shacl  # late: the validators take a quarter of a second to import

    graph = _shapes(
        tuple((p, p.stat().st_mtime_ns if p.is_file() else 0) for p in shacl.shape_files(shapes))
    )
    positions = SourcePositions(sources)
    with tempfile.TemporaryDirectory(prefix="nmc-check-") as folder:
        if triples is None:
            triples = Path(folder) / "data.nt"
            dataset.dump_ntriples(triples)
        if validator != "pyshacl":
            results = shacl.fast(dataset, triples, graph, at_most)
        else:
            results = shacl.reference(triples, graph)
        described = _gravest(results, at_most)
        describe = _Describer(graph, positions, dataset)
        findings = list(map(describe.finding, described))
        if validator == "both":
            other = shacl.differences(results, shacl.reference(triples, graph))
            findings += [describe.difference(name, r) for name, r in other]
        if with_lint:
            findings += lint(dataset, triples, positions, at_most)
    report = Report.of(findings, dataset.count_triples(), len(results) - len(described))
    return report if at_most is None else report.limited(at_most)


def _gravest(results: list[Result], at_most: int | None) -> list[Result]:
    """Return the results to describe, in an order that doesn't depend on threads."""
    if at_most is None or len(results) <= at_most:
        return results
    order = sorted(results, key=lambda r: (r.severity in MILD, r.focus, r.shape, r.value))
    return order[:at_most]


@functools.lru_cache(2)
def _shapes(files: tuple[tuple[Path, int], ...]) -> Shapes:
    """Return the shapes of files with the times they were written at, which may be read already."""
    from nmc_graph.quality.shapes import Shapes  # late, as above

    return Shapes([path for path, _ in files])


class _Describer:
    """Makes findings of results; what depends on the shape alone is looked up once."""

    def __init__(self, shapes: Shapes, positions: SourcePositions, dataset: Dataset) -> None:
        self._shapes, self._positions, self._dataset = shapes, positions, dataset
        self._message = functools.cache(shapes.message)
        self._path = functools.cache(shapes.path_of)
        self._named = functools.cache(shapes.named)

    def finding(self, r: Result) -> Finding:
        """Return the finding for a result, with its place in the files."""
        message, language = self._message(r.shape, r.component, r.message)
        path, path_term = (r.path, "") if r.path else self._path(r.shape)
        entity, value, kind = r.focus, r.value, r.kind
        turned = r.shape in self._shapes.about_values
        if turned:
            entity, (value, kind) = r.value, self._value(r)
        return Finding(
            *self._positions.find(entity, r.path, value),
            entity,
            path,
            value,
            message,
            self._shapes.fixes.get(r.shape, ""),
            r.severity,
            self._named(r.shape),
            language=language,
            component=r.component,
            path_term=path_term,
            value_kind=kind,
            focus=r.focus if turned else "",
            focus_kind=r.focus_kind,
            details=tuple(map(self.finding, r.details)),
        )

    def difference(self, name: str, r: Result) -> Finding:
        """Return the finding for a result that only one validator has."""
        return replace(
            self.finding(r),
            message=f"Only the validator {name!r} reports: {r.message}",
            fix="Write the shape so that both validators agree on it.",
            severity="Violation",
            language="en",
        )

    def _value(self, r: Result) -> tuple[str, str]:
        """Return which value of its path a result on an entity is about, if that is known.

        The entity has the focus node, or should have it; or else it has only one value.
        """
        if not r.path:
            return r.focus, r.focus_kind
        if r.value.startswith("_:"):
            return "", ""
        values = {plain(o): literal_kind(o) for o in self._dataset.objects(r.value, r.path)}
        if r.focus in values or not values:
            return r.focus, r.focus_kind
        return next(iter(values.items())) if len(values) == 1 else ("", "")
