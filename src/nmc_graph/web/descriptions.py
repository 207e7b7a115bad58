"""The description of the data set in RDF (DCAT 3 and VoID)."""

from __future__ import annotations

from nmc_graph.formats import Format
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import DCAT, DCTERMS, FOAF, NMC, RDF_TYPE, VANN, VOID, XSD
from nmc_graph.web import urls
from nmc_graph.web.context import DATASET, LICENSE, SiteContext


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
    out.link(DATASET, VOID + "sparqlEndpoint", base + urls.sparql())
    out.link(DATASET, FOAF + "homepage", base + urls.HOME)
    for f in m["files"]:
        node = base + urls.download(f["name"])
        out.link(DATASET, DCAT + "distribution", node)
        out.link(DATASET, VOID + "dataDump", node)
        out.link(node, RDF_TYPE, DCAT + "Distribution")
        out.link(node, DCAT + "downloadURL", node)
        out.link(node, DCTERMS + "license", LICENSE)
        out.text(node, DCAT + "mediaType", f["media_type"], XSD + "string")
        out.text(node, DCAT + "byteSize", f["bytes"], XSD + "nonNegativeInteger")
    return convert_triples(out.body(), format_)
