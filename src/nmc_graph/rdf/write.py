"""Canonical N-Quads -> every other serialization, with the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse, serialize

from nmc_graph.formats import Format
from nmc_graph.terms import PREFIXES, RDF_TYPE

_OXIGRAPH = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}


def convert(nquads: bytes, to: Format) -> bytes:
    """Return the dataset in `nquads` in another format.

    Formats that keep no graphs get the union of all graphs. Order is fixed: by graph, subject,
    `rdf:type` first, predicate, object; so equal datasets give equal bytes.
    """
    quads = [q for q in parse(nquads, format=RdfFormat.N_QUADS) if isinstance(q, Quad)]
    if to.quads:
        return _serialize(sorted(quads, key=_order), to)
    union = {q.triple for q in quads}
    return _serialize(sorted(union, key=_triple_order), to)


def convert_triples(ntriples: bytes, to: Format) -> bytes:
    """Return the graph in `ntriples` in another format, in the order that `convert` uses."""
    return _serialize(sorted(_triples(ntriples), key=_triple_order), to)


def _triples(ntriples: bytes) -> Iterator[Triple]:
    for item in parse(ntriples, format=RdfFormat.N_TRIPLES):
        yield item.triple if isinstance(item, Quad) else item


def _serialize(items: Iterable[Quad] | Iterable[Triple], to: Format) -> bytes:
    prefixes = None if to.name in {"ntriples", "nquads"} else PREFIXES
    return serialize(items, format=_OXIGRAPH[to.name], prefixes=prefixes) or b""


def _triple_order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return (str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object))


def _order(quad: Quad) -> tuple[str, str, bool, str, str]:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return (graph, *_triple_order(quad.triple))
