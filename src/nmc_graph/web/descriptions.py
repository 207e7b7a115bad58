"""Descriptions in RDF: of the endpoint (SPARQL 1.1 Service Description) and of the data set."""

from __future__ import annotations

from nmc_graph.formats import FORMATS, Format
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import DCAT, DCTERMS, FOAF, NMC, RDF_TYPE, VANN, VOID, XSD
from nmc_graph.web.context import DATASET, LICENSE, SiteContext

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS_NS = "http://www.w3.org/ns/formats/"
_FORMAT_IRIS = {
    "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF_XML",
    "trig": "TriG", "nquads": "N-Quads", "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
}  # fmt: skip


def service_description(site: SiteContext, endpoint: str, format_: Format) -> bytes:
    """Return the service description (SPARQL 1.1 Service Description, section 3)."""
    out = GraphBuilder()
    service = endpoint + "#service"
    out.link(service, RDF_TYPE, SD + "Service")
    out.link(service, SD + "endpoint", endpoint)
    out.link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    out.link(service, SD + "feature", SD + "UnionDefaultGraph")
    for f in FORMATS:
        out.link(service, SD + "resultFormat", _FORMATS_NS + _FORMAT_IRIS[f.name])
    dataset, default = DATASET + "#available", DATASET + "#union"
    out.link(service, SD + "defaultDataset", dataset)
    out.link(dataset, RDF_TYPE, SD + "Dataset")
    out.link(dataset, SD + "defaultGraph", default)
    out.link(default, RDF_TYPE, SD + "Graph")
    out.text(default, VOID + "triples", site.release.manifest["triples"], XSD + "integer")
    for graph, count in site.release.manifest["graphs"].items():
        node = f"{graph}#described"
        out.link(dataset, SD + "namedGraph", node)
        out.link(node, RDF_TYPE, SD + "NamedGraph")
        out.link(node, SD + "name", graph)
        out.link(node, SD + "graph", graph)
        out.text(graph, VOID + "triples", count, XSD + "integer")
    return convert_triples(out.body(), format_)


def dataset_description(site: SiteContext, base: str, format_: Format) -> bytes:
    """Return the description of the data set in DCAT 3 and VoID; `base` is this server's root."""
    out, m = GraphBuilder(), site.release.manifest
    for kind in (DCAT + "Dataset", VOID + "Dataset"):
        out.link(DATASET, RDF_TYPE, kind)
    out.text(DATASET, DCTERMS + "title", "Needle-moving collaboratives: a knowledge graph")
    out.text(
        DATASET,
        DCTERMS + "description",
        "Community collaboratives, their approaches, focus "
        "areas and results, each statement with who says it and where.",
    )
    out.link(DATASET, DCTERMS + "license", LICENSE)
    out.text(DATASET, DCTERMS + "identifier", m["release"], XSD + "string")
    out.text(DATASET, DCAT + "version", m["version"], XSD + "string")
    out.text(DATASET, VOID + "triples", m["triples"], XSD + "integer")
    out.link(DATASET, VOID + "vocabulary", NMC)
    out.text(DATASET, VOID + "uriSpace", "https://w3id.org/nmc/", XSD + "string")
    out.text(DATASET, VANN + "preferredNamespacePrefix", "nmc", XSD + "string")
    out.link(DATASET, VOID + "sparqlEndpoint", base + "/sparql")
    out.link(DATASET, FOAF + "homepage", base + "/")
    for f in m["files"]:
        node = f"{base}/download/{f['name']}"
        out.link(DATASET, DCAT + "distribution", node)
        out.link(DATASET, VOID + "dataDump", node)
        out.link(node, RDF_TYPE, DCAT + "Distribution")
        out.link(node, DCAT + "downloadURL", node)
        out.link(node, DCTERMS + "license", LICENSE)
        out.text(node, DCAT + "mediaType", f["media_type"], XSD + "string")
        out.text(node, DCAT + "byteSize", f["bytes"], XSD + "nonNegativeInteger")
    return convert_triples(out.body(), format_)
