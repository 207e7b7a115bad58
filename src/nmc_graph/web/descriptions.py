"""The description of the data set in RDF: DCAT 3 by the profile DCAT-AP 3.0.1, and VoID."""

from __future__ import annotations

from typing import Any

from nmc_graph.formats import FORMATS, Format
from nmc_graph.model.about import ABSTRACT, AUTHORS, KEYWORDS, LICENSE, TITLE
from nmc_graph.model.dataset_queries import Contents, contents
from nmc_graph.model.examples import add_prefixes
from nmc_graph.model.extract import version_date
from nmc_graph.model.remembered import remembered
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import (  # fmt: skip
    DCAT,
    DCTERMS,
    FOAF,
    NMC,
    RDF_TYPE,
    SKOS,
    VANN,
    VCARD,
    VOID,
    XSD,
)
from nmc_graph.web import urls
from nmc_graph.web.context import DATASET, SiteContext

SPDX = "http://spdx.org/rdf/terms#"
FORMAT_IRI = "http://www.w3.org/ns/formats/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
THEME, _THEMES = _AUTHORITY + "data-theme/SOCI", _AUTHORITY + "data-theme"
_ENGLISH = _AUTHORITY + "language/ENG"


def dataset_description(site: SiteContext, base: str, format_: Format) -> bytes:
    """Return the description of the data set in DCAT 3 and VoID; `base` is this server's root."""
    found, out = dataset_contents(site), GraphBuilder()
    _add_dataset(out, site, base)
    _add_coverage(out, found)
    _add_contact(out, site, base)
    for file in site.release.manifest["files"]:
        _add_file(out, base, file)
    _add_service(out, base)
    _add_partitions(out, found)
    add_prefixes(out, DATASET)
    return convert_triples(out.body(), format_)


def dataset_contents(site: SiteContext) -> Contents:
    """Return what the data set contains, counted once: a release never changes."""
    engine = site.engines.downloads
    return remembered(engine, "contents", lambda: contents(engine))


def _add_dataset(out: GraphBuilder, site: SiteContext, base: str) -> None:
    m = site.release.manifest
    for kind in (DCAT + "Dataset", VOID + "Dataset"):
        out.link(DATASET, RDF_TYPE, kind)
    out.text(DATASET, DCTERMS + "title", TITLE)
    out.text(DATASET, DCTERMS + "description", ABSTRACT)
    out.link(DATASET, DCTERMS + "license", LICENSE)
    out.link(LICENSE, RDF_TYPE, DCTERMS + "LicenseDocument")
    out.text(DATASET, DCTERMS + "identifier", m["release"], XSD + "string")
    out.text(DATASET, DCAT + "version", m["version"], XSD + "string")
    out.link(DATASET, DCTERMS + "language", _ENGLISH)
    out.link(_ENGLISH, RDF_TYPE, DCTERMS + "LinguisticSystem")
    if modified := version_date(site.engine):
        out.text(DATASET, DCTERMS + "modified", modified, XSD + "date")
    for keyword in KEYWORDS:
        out.text(DATASET, DCAT + "keyword", keyword)
    out.link(DATASET, DCAT + "theme", THEME)
    out.link(THEME, RDF_TYPE, SKOS + "Concept")
    out.text(THEME, SKOS + "prefLabel", "Population and society")
    out.link(THEME, SKOS + "inScheme", _THEMES)
    out.link(DATASET, DCAT + "landingPage", base + urls.dataset())
    out.link(base + urls.dataset(), RDF_TYPE, FOAF + "Document")
    out.text(DATASET, VOID + "triples", m["triples"], XSD + "integer")
    out.link(DATASET, VOID + "vocabulary", NMC)
    out.text(DATASET, VOID + "uriSpace", "https://w3id.org/nmc/", XSD + "string")
    out.text(DATASET, VANN + "preferredNamespacePrefix", "nmc", XSD + "string")
    out.link(DATASET, VOID + "sparqlEndpoint", base + urls.sparql())
    out.link(DATASET, VOID + "uriLookupEndpoint", base + urls.entity() + "?uri=")
    out.link(DATASET, FOAF + "homepage", base + urls.HOME)
    for format_ in FORMATS:
        if format_.kind == "graph":
            out.link(DATASET, VOID + "feature", FORMAT_IRI + FORMAT_NAMES[format_.name])


FORMAT_NAMES = {
    "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF_XML",
    "trig": "TriG", "nquads": "N-Quads",
}  # fmt: skip


def _add_coverage(out: GraphBuilder, found: Contents) -> None:
    """Add the years of the results and the largest places."""
    first, last = found.years
    if first:
        period = DATASET + "#period"
        out.link(DATASET, DCTERMS + "temporal", period)
        out.link(period, RDF_TYPE, DCTERMS + "PeriodOfTime")
        out.text(period, DCAT + "startDate", first, XSD + "gYear")
        out.text(period, DCAT + "endDate", last, XSD + "gYear")
    for iri, name in found.places:
        out.link(DATASET, DCTERMS + "spatial", iri)
        out.link(iri, RDF_TYPE, DCTERMS + "Location")
        out.text(iri, SKOS + "prefLabel", name)


def _add_contact(out: GraphBuilder, site: SiteContext, base: str) -> None:
    """Add the publisher, and the contact that the operator gives, else the page for reports."""
    publisher, contact = DATASET + "#publisher", DATASET + "#contact"
    for role in ("publisher", "creator"):
        out.link(DATASET, DCTERMS + role, publisher)
    out.link(publisher, RDF_TYPE, FOAF + "Agent")
    out.text(publisher, FOAF + "name", AUTHORS)
    out.link(DATASET, DCAT + "contactPoint", contact)
    out.link(contact, RDF_TYPE, VCARD + "Organization")
    out.link(contact, RDF_TYPE, VCARD + "Kind")
    out.text(contact, VCARD + "fn", AUTHORS)
    address = site.settings.contact
    if "@" in address and "/" not in address:
        out.link(contact, VCARD + "hasEmail", f"mailto:{address}")
    else:
        out.link(contact, VCARD + "hasURL", address or base + urls.report())


def _add_file(out: GraphBuilder, base: str, file: dict[str, Any]) -> None:
    """Add a file of the release as a distribution, with its size and checksum."""
    node = base + urls.download(file["name"])
    media_type, checksum = _MEDIA_TYPES + file["media_type"], node + "#sha256"
    out.link(DATASET, DCAT + "distribution", node)
    out.link(DATASET, VOID + "dataDump", node)
    out.link(node, RDF_TYPE, DCAT + "Distribution")
    out.text(node, DCTERMS + "title", file["name"])
    out.link(node, DCAT + "accessURL", base + urls.dataset())
    out.link(node, DCAT + "downloadURL", node)
    out.link(node, DCTERMS + "license", LICENSE)
    out.link(node, DCAT + "mediaType", media_type)
    out.link(media_type, RDF_TYPE, DCTERMS + "MediaType")
    out.text(node, DCAT + "byteSize", file["bytes"], XSD + "nonNegativeInteger")
    out.link(node, SPDX + "checksum", checksum)
    out.link(checksum, RDF_TYPE, SPDX + "Checksum")
    out.link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
    out.link(SPDX + "checksumAlgorithm_sha256", RDF_TYPE, SPDX + "ChecksumAlgorithm")
    out.text(checksum, SPDX + "checksumValue", file["sha256"], XSD + "hexBinary")


def _add_service(out: GraphBuilder, base: str) -> None:
    """Add the SPARQL endpoint as a service that gives access to the data set."""
    endpoint, contact = base + urls.sparql(), DATASET + "#contact"
    service = endpoint + "#service"
    out.link(service, RDF_TYPE, DCAT + "DataService")
    out.text(service, DCTERMS + "title", "SPARQL endpoint")
    out.link(service, DCAT + "endpointURL", endpoint)
    out.link(service, DCAT + "endpointDescription", base + urls.openapi())
    out.link(service, DCAT + "servesDataset", DATASET)
    out.link(service, DCAT + "contactPoint", contact)
    out.link(service, DCTERMS + "license", LICENSE)
    out.link(service, DCTERMS + "publisher", DATASET + "#publisher")


def _add_partitions(out: GraphBuilder, found: Contents) -> None:
    """Add how many things each class has, and how often each property is used (VoID 4.4)."""
    out.text(DATASET, VOID + "classes", len(found.classes), XSD + "integer")
    out.text(DATASET, VOID + "properties", len(found.properties), XSD + "integer")
    for n, (class_, entities) in enumerate(found.classes, 1):
        node = f"{DATASET}#class-{n}"
        out.link(DATASET, VOID + "classPartition", node)
        out.link(node, VOID + "class", class_)
        out.text(node, VOID + "entities", entities, XSD + "integer")
    for n, one in enumerate(found.properties, 1):
        node = f"{DATASET}#property-{n}"
        out.link(DATASET, VOID + "propertyPartition", node)
        out.link(node, VOID + "property", one.iri)
        out.text(node, VOID + "triples", one.triples, XSD + "integer")
        out.text(node, VOID + "distinctSubjects", one.subjects, XSD + "integer")
        out.text(node, VOID + "distinctObjects", one.objects, XSD + "integer")
