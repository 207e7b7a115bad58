"""SHACL with two validators that must agree: the only module that imports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from nmc_graph.errors import SourceError, UsageError
from nmc_graph.quality import constraints
from nmc_graph.quality.rdflib_query_cache import cached_queries
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import SH, SHAPES


class Result(NamedTuple):
    """One validation result: IRIs, or the lexical form of a literal; empty if there is none."""

    focus: str
    path: str
    value: str
    severity: str
    shape: str
    message: str


class Shapes:
    """A shapes graph in memory, read with rdflib so that both validators get the same triples."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Read the files. Raises SourceError if one does not parse."""
        import rdflib  # late: 0.2 s that only a check pays

        self.graph = rdflib.Graph()
        for path in files:
            try:
                self.graph.parse(path)
            except Exception as error:  # rdflib raises what its parsers raise
                raise SourceError(path, f"cannot be read as shapes: {error}") from error
        self.fixes = {
            str(s): str(o) for s, o in self.graph.subject_objects(rdflib.URIRef(SHAPES + "mend"))
        }


def shape_files(paths: Sequence[Path]) -> list[Path]:
    """Return the Turtle files among paths and in folders. Raises UsageError if there are none."""
    files = [f for p in paths for f in (sorted(p.rglob("*.ttl")) if p.is_dir() else [p])]
    if not files:
        raise UsageError(f"No shapes in {', '.join(map(str, paths))}.")
    return files


def fast(data: Dataset, ntriples: Path, shapes: Shapes) -> list[Result]:
    """Return the results of the Rust validator and of the SPARQL constraints run in one batch.

    `ntriples` is a file with the triples of `data`.
    """
    import rdflib
    import shacl  # late: only a check needs it

    rest = rdflib.Graph()
    rest += shapes.graph
    batched = [
        Result(v.focus, v.path, v.value, c.severity, c.shape, c.message)
        for c in constraints.extract_batchable(rest, data)
        for v in constraints.violations(c, data)
    ]
    compiled = shacl.Shapes.from_text(rest.serialize(format="nt"), format="ntriples")
    report = compiled.validate_file(str(ntriples))
    return _unique(
        batched
        + [
            Result(
                _plain(r.focus_node or ""),
                _plain(r.path or ""),
                r.value_plain or "",
                r.severity,
                _plain(r.source_shape or ""),
                r.message or "",
            )
            for r in report.results
        ]
    )


def reference(ntriples: Path, shapes: Shapes) -> list[Result]:
    """Return the results of pySHACL."""
    import pyshacl  # late: it takes half a second to import
    import rdflib

    data = rdflib.Graph().parse(ntriples, format="nt")
    with cached_queries():
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes.graph, inplace=True)
    sh = rdflib.Namespace(SH)

    def cell(node: rdflib.term.Node, property_: str) -> str:
        value = report.value(node, sh[property_])
        # A path that isn't a single property is a blank node here and an expression there.
        return "" if value is None or isinstance(value, rdflib.BNode) else str(value)

    # Without sh:detail, which the other validator does not report.
    return _unique(
        Result(
            cell(node, "focusNode"),
            cell(node, "resultPath"),
            cell(node, "value"),
            cell(node, "resultSeverity").removeprefix(SH),
            cell(node, "sourceShape"),
            cell(node, "resultMessage"),
        )
        for node in report.objects(None, sh.result)
    )


def _unique(results: Iterable[Result]) -> list[Result]:
    """Drop repeats: a SPARQL constraint reports each way in which it matches."""
    return list(dict.fromkeys(results))


def differences(a: list[Result], b: list[Result]) -> list[tuple[str, Result]]:
    """Return what only one validator found, with the name of that validator."""

    def key(r: Result) -> tuple[str, str, str, str, str]:
        return (r.focus, r.path, r.value, r.severity, r.shape)

    keys_a, keys_b = {key(r) for r in a}, {key(r) for r in b}
    return [("fast", r) for r in a if key(r) not in keys_b] + [
        ("pyshacl", r) for r in b if key(r) not in keys_a
    ]


def _plain(term: str) -> str:
    """Return an IRI without its brackets; for an expression, which isn't an IRI, nothing."""
    if term.startswith("<") and term.endswith(">"):
        return term[1:-1]
    return "" if term.startswith(("(", "^")) else term
