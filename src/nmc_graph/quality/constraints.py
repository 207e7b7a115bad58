"""SPARQL-based constraints run once over the whole data instead of once for each focus node.

A validator evaluates such a constraint for each focus node separately (SHACL 1.0, 5.3.1), which
at a million triples is half a minute of planning the same query. A constraint of plain graph
patterns has the same solutions if it is joined with the pattern of its targets, because `$this` is
bound first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import rdflib

from nmc_graph.quality.result import Result
from nmc_graph.quality.shapes import Triple
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.ntriples import literal_kind, plain
from nmc_graph.terms import RDFS, SH

# Their scope differs when `$this` is joined and not substituted, so the validator keeps them.
_SCOPED = re.compile(
    r"\b(OPTIONAL|MINUS|VALUES|GRAPH|SERVICE|LIMIT|OFFSET)\b|\$PATH|\$shapesGraph", re.IGNORECASE
)
_SELECT = re.compile(r"(?:\A|\{)\s*SELECT\s[^{]*?\{", re.IGNORECASE)
COMPONENT = SH + "SPARQLConstraintComponent"
_SH = rdflib.Namespace(SH)
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")


class Constraint(NamedTuple):
    """One constraint with its targets joined in: a whole SELECT with ?this, ?path, ?value."""

    triple: Triple
    """The triple of the shapes graph that gives the constraint to its shape."""
    shape: str
    severity: str
    message: str
    query: str


def batchable(shapes: rdflib.Graph, data: Dataset) -> list[Constraint]:
    """Return the constraints that can run over all data at once.

    The validator keeps the others: those with nested scopes or a limit, prefixes declared
    elsewhere, placeholders in messages, or a shape that other shapes refer to.
    """
    found = []
    for shape, node in sorted(shapes.subject_objects(_SH.sparql)):
        target = _target(shapes, shape, data)
        query, message = (str(shapes.value(node, _SH[p]) or "") for p in ("select", "message"))
        if (
            not target
            or not _SELECT.match(query)
            or not message
            or re.search(r"\{[?$]", message)
            or _SCOPED.search(query)
            or list(shapes.objects(node, _SH.prefixes))
            or list(shapes.objects(node, _SH.deactivated))
            or list(shapes.objects(shape, _SH.deactivated))
            or any(p != _SH.sparql for p in shapes.predicates(None, shape))
        ):
            continue
        severity = str(shapes.value(shape, _SH.severity) or _SH.Violation).removeprefix(SH)
        triple = (shape, _SH.sparql, node)
        found.append(Constraint(triple, str(shape), severity, message, _joined(query, target)))
    return found


def _joined(query: str, target: str) -> str:
    """Return a query that binds $this first, and so do its subqueries.

    A subquery has to return $this (SHACL, 5.2.1).
    """
    first = f" {{ SELECT DISTINCT $this {{ {target} }} }} "
    return _SELECT.sub(lambda head: head[0] + first, query)


def violations(constraint: Constraint, data: Dataset) -> Iterator[Result]:
    """Yield the solutions of one constraint over the union of all graphs."""
    rows: Any = data.store.query(constraint.query, use_default_graph_as_union=True)
    names = {v.value for v in rows.variables}
    for row in rows:
        focus, path, value = (
            str(row[name]) if name in names and row[name] is not None else ""
            for name in ("this", "path", "value")
        )
        value = value or focus
        yield Result(
            plain(focus),
            plain(path),
            plain(value),
            constraint.severity,
            constraint.shape,
            constraint.message,
            COMPONENT,
            literal_kind(value),
            literal_kind(focus),
        )


def _target(shapes: rdflib.Graph, shape: rdflib.term.Node, data: Dataset) -> str:
    """Return the graph pattern that binds $this to the focus nodes; empty if there is none."""
    parts = []
    for kind in _TARGETS:
        for value in cast("Iterator[rdflib.URIRef]", shapes.objects(shape, _SH[kind])):
            if not isinstance(value, rdflib.URIRef):
                return ""
            match kind:
                case "targetClass":
                    # As a list, because a path over subclasses is evaluated again for each node.
                    classes = " ".join(f"<{c}>" for c in _subclasses(str(value), data))
                    parts.append(f"VALUES ?targetClass {{ {classes} }} $this a ?targetClass")
                case "targetSubjectsOf":
                    parts.append(f"$this <{value}> ?targetObject")
                case "targetObjectsOf":
                    parts.append(f"?targetSubject <{value}> $this")
                case _:
                    parts.append(f"VALUES $this {{ <{value}> }}")
    return " UNION ".join(f"{{ {part} }}" for part in parts)


def _subclasses(name: str, data: Dataset) -> list[str]:
    rows = data.rows(f"SELECT DISTINCT ?c {{ ?c <{RDFS}subClassOf>* <{name}> FILTER(isIRI(?c)) }}")
    return sorted({name, *(c for (c,) in rows if c)})
