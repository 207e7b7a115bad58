"""The query library in RDF: examples that clients find in the graph itself.

The pattern is the one that editors for SPARQL read: `sh:SPARQLExecutable` with the text of the
query, `rdfs:comment`, `sh:prefixes`, and `schema:target` for the endpoint.
"""

from __future__ import annotations

from nmc_graph.model.library import Library, LibraryQuery
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.sparql.guard import form
from nmc_graph.terms import (  # fmt: skip
    BASE,
    ENDPOINT,
    EXAMPLES_GRAPH,
    ONTOLOGY,
    PREFIXES,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SH,
    XSD,
)

_CLASSES = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
"""Form of a query -> its class and the property that has its text."""


def query_iri(name: str) -> str:
    """Return the IRI of a library query."""
    return f"{BASE}queries/{name}"


def examples(library: Library) -> bytes:
    """Return all queries of a library with the prefixes that they may use, as N-Triples."""
    out = GraphBuilder()
    out.text(EXAMPLES_GRAPH, RDFS + "label", "SPARQL examples")
    for query in library.queries.values():
        _add_query(out, query)
    add_prefixes(out, EXAMPLES_GRAPH)
    for prefix in PREFIXES:
        out.text(prefix_iri(prefix), RDFS + "label", f"Prefix {prefix}")
    return out.body()


def prefix_iri(prefix: str) -> str:
    """Return the IRI of the declaration of a prefix."""
    return f"{ONTOLOGY}/prefix/{prefix}"


def add_prefixes(out: GraphBuilder, subject: str) -> None:
    """Declare the prefixes of queries (SHACL 5.2.1)."""
    for prefix, namespace in PREFIXES.items():
        declaration = prefix_iri(prefix)
        out.link(subject, SH + "declare", declaration)
        out.text(declaration, SH + "prefix", prefix, XSD + "string")
        out.text(declaration, SH + "namespace", namespace, XSD + "anyURI")


def _add_query(out: GraphBuilder, query: LibraryQuery) -> None:
    iri, text = query_iri(query.name), query.filled()
    class_, property_ = _CLASSES[form(text)]
    for name in ("SPARQLExecutable", class_):
        out.link(iri, RDF_TYPE, SH + name)
    out.text(iri, RDFS + "label", query.title)
    out.text(iri, RDFS + "comment", query.description)
    out.text(iri, SH + property_, text, XSD + "string")
    out.link(iri, SH + "prefixes", EXAMPLES_GRAPH)
    out.link(iri, SCHEMA + "target", ENDPOINT)
    for tag in query.tags:
        out.text(iri, SCHEMA + "keywords", tag)
