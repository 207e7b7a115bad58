"""The main subject of a page as schema.org JSON-LD, for search engines."""

from __future__ import annotations

from typing import Any

from nmc_graph.model.about import AUTHORS, KEYWORDS, LICENSE, TITLE
from nmc_graph.model.dataset_queries import Contents
from nmc_graph.model.describe import Description
from nmc_graph.model.kinds import KINDS
from nmc_graph.release import Release
from nmc_graph.web import urls
from nmc_graph.web.context import DATASET

# Properties with the same meaning in schema.org.
_NAMES = {
    "schema:areaServed": "areaServed", "schema:location": "location",
    "schema:containedInPlace": "containedInPlace", "skos:altLabel": "alternateName",
    "nmc:startYear": "foundingDate", "dcterms:publisher": "publisher",
    "dcterms:creator": "author", "dcterms:issued": "datePublished",
    "nmc:isAssertedBy": "author", "dcterms:isPartOf": "isPartOf",
}  # fmt: skip


def of_entity(thing: Description) -> dict[str, Any]:
    """Return the JSON-LD of an entity's page."""
    kind = KINDS[thing.page]
    about: dict[str, Any] = {
        "@id": thing.iri,
        "@type": kind.jsonld,
        "name": thing.label,
        "url": thing.iri,
    }
    if thing.summary and thing.summary != thing.label:
        about["description"] = thing.summary
    for short, name in _NAMES.items():
        fact = thing.fact(short)
        if fact is None or name in kind.jsonld_without:
            continue
        values = [
            {"@id": v.piece.iri, "name": v.piece.text} if v.piece.iri else v.piece.text
            for v in fact.values
        ]
        about[name] = values[0] if len(values) == 1 else values
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "mainEntity": about,
        "license": LICENSE,
        "isPartOf": {"@id": DATASET, "@type": "Dataset", "name": "nmc-graph"},
    }


def of_dataset(
    release: Release, root: str, description: str, found: Contents, modified: str
) -> dict[str, Any]:
    """Return the JSON-LD of the data set's page; `root` is this server's address."""
    m, publisher = release.manifest, {"@type": "Organization", "name": AUTHORS, "url": root}
    covered: dict[str, Any] = {"dateModified": modified} if modified else {}
    if found.years[0]:
        covered["temporalCoverage"] = "/".join(found.years)
    if found.places:
        covered["spatialCoverage"] = [
            {"@type": "Place", "@id": iri, "name": name} for iri, name in found.places
        ]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": DATASET,
        "name": TITLE,
        "description": description,
        "url": DATASET,
        "version": m["version"],
        "identifier": m["release"],
        "license": LICENSE,
        "creator": publisher,
        "publisher": publisher,
        "keywords": list(KEYWORDS),
        **covered,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": root + urls.download(f["name"]),
                "encodingFormat": f["media_type"],
                "contentSize": f"{f['bytes']} B",
                "sha256": f["sha256"],
            }
            for f in m["files"]
        ],
    }
