"""SHACL with two validators that must agree: the only module that imports them."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import rdflib
import shacl

from nmc_graph.errors import SourceError
from nmc_graph.quality import constraints
from nmc_graph.quality.details import with_details
from nmc_graph.quality.rdflib_query_cache import cached_queries
from nmc_graph.quality.result import MILD, Result
from nmc_graph.quality.shapes import NAMELESS, Shapes, Triple, shape_files
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.ntriples import literal_kind, plain
from nmc_graph.terms import SH

__all__ = ["Result", "Shapes", "differences", "fast", "reference", "shape_files"]


def fast(data: Dataset, ntriples: Path, shapes: Shapes, at_most: int | None = None) -> list[Result]:
    """Return the results of the Rust validator and of the SPARQL constraints run in one batch.

    `ntriples` is a file with the triples of `data`. With `at_most` each of the two stops after one
    result more than that, so that many results take no more time than it does to find these.
    Raises SourceError if the shapes are ill-formed.
    """
    batch = constraints.batchable(shapes.graph, data)
    compiled = _compile(shapes, {c.triple for c in batch})
    stop = None if at_most is None else at_most + 1
    batched = _batched(batch, data, stop)
    try:
        results = _run(compiled, ntriples, stop)
    except ValueError as error:
        raise shapes.error(str(error), SH + "select") from error
    return batched + with_details(results, shapes, lambda text: _run(_compiled(text), ntriples))


def _batched(
    batch: Iterable[constraints.Constraint], data: Dataset, stop: int | None
) -> list[Result]:
    """Return the results of SPARQL constraints, at most `stop`; violations come first."""
    found: list[Result] = []
    for constraint in sorted(batch, key=lambda c: c.severity in MILD):
        left = None if stop is None else stop - len(found)
        found += islice(constraints.violations(constraint, data), left)
    return found


def _run(compiled: Any, ntriples: Path, stop: int | None = None) -> list[Result]:
    """Return the results of the Rust validator, which stops at that many.

    If they have no violation, it runs again and stops only at violations.
    """
    report = compiled.validate_file(str(ntriples), max_results=stop)
    stopped = stop is not None and len(report.results) >= stop
    if stopped and all(r.severity in MILD for r in report.results):
        report = compiled.validate_file(str(ntriples), max_results=stop, allow_warnings=True)
    return [
        Result(
            plain(r.focus_node or ""),
            _path(r.path or ""),
            plain(r.value or ""),
            r.severity_iri.removeprefix(SH),
            _shape(r.source_shape or ""),
            r.message or "",
            r.component_iri,
            literal_kind(r.value or ""),
            literal_kind(r.focus_node or ""),
        )
        for r in report.results
    ]


def reference(ntriples: Path, shapes: Shapes) -> list[Result]:
    """Return the results of pySHACL. Raises SourceError if the shapes are ill-formed."""
    import pyshacl  # late: it takes half a second to import

    _compile(shapes)
    with _literals_as_written():
        data = rdflib.Graph().parse(ntriples, format="nt")
    try:
        with cached_queries():
            _, report, _ = pyshacl.validate(data, shacl_graph=shapes.graph, inplace=True)
    except Exception as error:  # pySHACL raises errors without a common base
        raise shapes.error(f"pySHACL cannot use the shapes: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise shapes.error(f"pySHACL cannot use the shapes: {report}")
    sh = rdflib.Namespace(SH)

    def cell(node: rdflib.term.Node, property_: str) -> str:
        value = report.value(node, sh[property_])
        if isinstance(value, rdflib.BNode):
            # A path that isn't a single property is a blank node here and an expression there.
            return "" if property_ == "resultPath" else f"_:{value}"
        return "" if value is None else str(value)

    def result(node: rdflib.term.Node) -> Result:
        return Result(
            cell(node, "focusNode"),
            cell(node, "resultPath"),
            cell(node, "value"),
            cell(node, "resultSeverity").removeprefix(SH),
            cell(node, "sourceShape"),
            cell(node, "resultMessage"),
            cell(node, "sourceConstraintComponent"),
            _kind(report.value(node, sh.value)),
            _kind(report.value(node, sh.focusNode)),
            tuple(map(result, report.objects(node, sh.detail))),
        )

    return list(map(result, report.objects(None, sh.result)))


def _compile(shapes: Shapes, without: Collection[Triple] = ()) -> Any:
    """Return the shapes for the Rust validator, which refuses ill-formed ones.

    Raises SourceError.
    """
    left_out = {" ".join(node.n3() for node in triple) + " .\n" for triple in without}
    try:
        return _compiled("".join(line for line in shapes.lines if line not in left_out))
    except ValueError as error:
        raise _explain(shapes, without, error) from error


@functools.lru_cache(2)
def _compiled(ntriples: str) -> Any:
    return shacl.Shapes.from_text(ntriples, format="ntriples")


def _explain(shapes: Shapes, without: Collection[Triple], error: ValueError) -> SourceError:
    """Return the error with the line of the triple without which the shapes would be accepted."""
    reason = str(error).removeprefix("invalid shapes graph: ")
    graph = rdflib.Graph()
    graph += (t for t in shapes.graph if t not in without)
    found = [t for t in graph if str(t[1]).startswith(SH)]
    found.sort(key=lambda t: (str(t[1]).removeprefix(SH) not in reason, t))
    for triple in found:
        graph.remove(triple)
        try:
            _compiled(graph.serialize(format="nt"))
        except ValueError as other:
            if str(other) == str(error):
                continue
        finally:
            graph.add(triple)
        value = "" if _is_nameless(triple[2]) else str(triple[2])
        return shapes.error(reason, str(triple[1]), value)
    return shapes.error(reason)


def _is_nameless(node: rdflib.term.Node) -> bool:
    return isinstance(node, rdflib.BNode) or str(node).startswith(NAMELESS)


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Have rdflib keep the spelling of ill-formed literals, which results must name."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def differences(a: list[Result], b: list[Result]) -> list[tuple[str, Result]]:
    """Return what only one validator found, with the name of that validator."""

    def node(value: str) -> str:
        # Each validator names blank nodes in its own way.
        return "_:" if value.startswith("_:") else value

    def key(r: Result) -> tuple[str, ...]:
        nodes = map(node, (r.focus, r.value, r.shape))
        return (*nodes, r.path, r.kind, r.severity)

    keys_a, keys_b = {key(r) for r in a}, {key(r) for r in b}
    return [("fast", r) for r in a if key(r) not in keys_b] + [
        ("pyshacl", r) for r in b if key(r) not in keys_a
    ]


def _kind(value: rdflib.term.Node | None) -> str:
    """Return language tag or datatype of a literal as in N-Triples; empty if it is none."""
    if not isinstance(value, rdflib.Literal):
        return ""
    return f"@{value.language}" if value.language else f"^^<{value.datatype or rdflib.XSD.string}>"


_shape = functools.lru_cache(4096)(plain)


@functools.lru_cache(4096)
def _path(path: str) -> str:
    """Return a path that is an IRI; for an expression nothing."""
    return plain(path) if path.startswith("<") and path.endswith(">") else ""
