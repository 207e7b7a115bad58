"""The description of an endpoint in RDF (SPARQL 1.1 Service Description, section 3)."""

from __future__ import annotations

from collections.abc import Mapping

from nmc_graph.formats import FORMATS, Format
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import RDF_TYPE, RDFS, VOID, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_FORMATS_NS = "http://www.w3.org/ns/formats/"


def service_description(
    endpoint: str,
    format_: Format,
    *,
    dataset: str = "",
    triples: int | None = None,
    graphs: Mapping[str, int] | None = None,
    federated: bool = False,
) -> bytes:
    """Return the service description of the endpoint at this address.

    `dataset` is the IRI of the dataset, by default derived from the endpoint's URL. `triples` is
    the size of the default graph; `graphs` maps the IRI of each named graph to its size;
    `federated` is whether queries may use SERVICE.
    """
    out = GraphBuilder()
    service, dataset = endpoint + "#service", dataset or endpoint
    _add_service(out, service, endpoint, federated=federated)
    available, union = dataset + "#available", dataset + "#union"
    out.link(service, SD + "defaultDataset", available)
    out.link(service, SD + "availableGraphs", available)
    for kind in ("Dataset", "GraphCollection"):
        out.link(available, RDF_TYPE, SD + kind)
    out.text(available, RDFS + "label", "The named graphs, and their union as the default graph")
    out.link(available, SD + "defaultGraph", union)
    _add_graph(out, union, triples)
    for graph, count in (graphs or {}).items():
        node = f"{graph}#described"
        out.link(available, SD + "namedGraph", node)
        out.link(node, RDF_TYPE, SD + "NamedGraph")
        out.link(node, SD + "name", graph)
        out.link(node, SD + "entailmentRegime", _SIMPLE)
        out.link(node, SD + "graph", graph)
        _add_graph(out, graph, count)
    return convert_triples(out.body(), format_)


def _add_service(out: GraphBuilder, service: str, endpoint: str, *, federated: bool) -> None:
    """Add what the service understands and returns."""
    out.link(service, RDF_TYPE, SD + "Service")
    out.text(service, RDFS + "label", "SPARQL endpoint")
    out.link(service, SD + "endpoint", endpoint)
    for language in ("SPARQL10Query", "SPARQL11Query"):
        out.link(service, SD + "supportedLanguage", SD + language)
    out.link(service, SD + "feature", SD + "UnionDefaultGraph")
    if federated:
        out.link(service, SD + "feature", SD + "BasicFederatedQuery")
    out.link(service, SD + "defaultEntailmentRegime", _SIMPLE)
    for f in FORMATS:
        name = f.label.replace("/", "_") if f.kind == "graph" else f"SPARQL_Results_{f.label}"
        out.link(service, SD + "resultFormat", _FORMATS_NS + name)


def _add_graph(out: GraphBuilder, graph: str, triples: int | None) -> None:
    out.link(graph, RDF_TYPE, SD + "Graph")
    if triples is not None:
        out.text(graph, VOID + "triples", triples, XSD + "integer")
