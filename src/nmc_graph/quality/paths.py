"""Property paths of shapes, in Turtle and in the syntax of SPARQL."""

from __future__ import annotations

import rdflib
from rdflib.collection import Collection

from nmc_graph.terms import RDF, SH

_SUFFIXES = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def path_as_sparql(graph: rdflib.Graph, node: rdflib.term.Node) -> str:
    """Return a path as SPARQL writes it; an IRI is returned without brackets."""
    return str(node) if isinstance(node, rdflib.URIRef) else _sparql(graph, node)


def path_as_turtle(graph: rdflib.Graph, node: rdflib.term.Node) -> str:
    """Return a path as shapes write it (SHACL, 2.3.1), with the prefix sh."""
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if items := _items(graph, node):
        return f"( {' '.join(path_as_turtle(graph, i) for i in items)} )"
    kind, inner = _operator(graph, node)
    return f"[ sh:{kind} {path_as_turtle(graph, inner)} ]"


def _sparql(graph: rdflib.Graph, node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if items := _items(graph, node):
        return f"({'/'.join(_sparql(graph, i) for i in items)})"
    kind, inner = _operator(graph, node)
    if kind == "inversePath":
        return "^" + _sparql(graph, inner)
    if kind == "alternativePath":
        return f"({'|'.join(_sparql(graph, i) for i in _items(graph, inner))})"
    return f"({_sparql(graph, inner)}){_SUFFIXES.get(kind, '')}"


def _items(graph: rdflib.Graph, node: rdflib.term.Node) -> list[rdflib.term.Node]:
    return (
        list(Collection(graph, node)) if (node, rdflib.URIRef(RDF + "first"), None) in graph else []
    )


def _operator(graph: rdflib.Graph, node: rdflib.term.Node) -> tuple[str, rdflib.term.Node]:
    for predicate, inner in graph.predicate_objects(node):
        if str(predicate).startswith(SH):
            return str(predicate).removeprefix(SH), inner
    raise ValueError(f"{node} is not a path")
