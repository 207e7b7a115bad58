"""The description of an endpoint in RDF (SPARQL 1.1 Service Description, section 3)."""

from __future__ import annotations

from collections.abc import Mapping

from nmc_graph.formats import FORMATS, Format
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import RDF_TYPE, VOID, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS_NS = "http://www.w3.org/ns/formats/"
_FORMAT_IRIS = {
    "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF_XML",
    "trig": "TriG", "nquads": "N-Quads", "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
}  # fmt: skip


def service_description(
    endpoint: str,
    format_: Format,
    *,
    dataset: str = "",
    triples: int | None = None,
    graphs: Mapping[str, int] | None = None,
) -> bytes:
    """Return the service description of the endpoint at this address.

    `dataset` is the IRI of the dataset, by default derived from the endpoint's URL. `triples` is
    the size of the default graph; `graphs` maps the IRI of each named graph to its size.
    """
    out = GraphBuilder()
    service, dataset = endpoint + "#service", dataset or endpoint
    out.link(service, RDF_TYPE, SD + "Service")
    out.link(service, SD + "endpoint", endpoint)
    out.link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    out.link(service, SD + "feature", SD + "UnionDefaultGraph")
    for f in FORMATS:
        out.link(service, SD + "resultFormat", _FORMATS_NS + _FORMAT_IRIS[f.name])
    available, union = dataset + "#available", dataset + "#union"
    out.link(service, SD + "defaultDataset", available)
    out.link(available, RDF_TYPE, SD + "Dataset")
    out.link(available, SD + "defaultGraph", union)
    out.link(union, RDF_TYPE, SD + "Graph")
    if triples is not None:
        out.text(union, VOID + "triples", triples, XSD + "integer")
    for graph, count in (graphs or {}).items():
        node = f"{graph}#described"
        out.link(available, SD + "namedGraph", node)
        out.link(node, RDF_TYPE, SD + "NamedGraph")
        out.link(node, SD + "name", graph)
        out.link(node, SD + "graph", graph)
        out.text(graph, VOID + "triples", count, XSD + "integer")
    return convert_triples(out.body(), format_)
