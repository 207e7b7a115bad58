"""How to cite a version, in the files that repositories read: CFF, DataCite and Zenodo."""

from __future__ import annotations

import json
from typing import Any

from nmc_graph.export.publication.about import LICENSE_NAME, About
from nmc_graph.model.about import LICENSE

_SOFTWARE_LICENSE = "Apache-2.0"
_DATA_LICENSE = "CC-BY-4.0"


def citation_cff(about: About) -> bytes:
    """Return CITATION.cff (Citation File Format 1.2), which GitHub and Zotero read.

    A string in JSON is one in YAML too.
    """
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {json.dumps(about.title)}",
        "message: Please cite the data as below, with the release hash.",
        "authors:",
        f"  - name: {json.dumps(about.authors)}",
        f"version: {about.version}",
        f"date-released: {about.date}",
        "license:",
        f"  - {_DATA_LICENSE}",
        f"  - {_SOFTWARE_LICENSE}",
        f"url: {about.iri}",
        "identifiers:",
        "  - type: other",
        f"    value: {about.release}",
        "    description: SHA-256 of the canonical N-Quads document of this release",
        f"abstract: {json.dumps(about.abstract)}",
        "keywords:",
        *(f"  - {word}" for word in about.keywords),
    ]
    return ("\n".join(lines) + "\n").encode()


def datacite(about: About) -> bytes:
    """Return the metadata for a DOI (DataCite 4.5), without the DOI, which a repository gives."""
    return _json(
        {
            "alternateIdentifiers": [
                {"alternateIdentifierType": "URL", "alternateIdentifier": about.iri},
                {"alternateIdentifierType": "SHA-256", "alternateIdentifier": about.release},
            ],
            "creators": [{"name": about.authors, "nameType": "Organizational"}],
            "titles": [{"title": about.title, "lang": "en"}],
            "publisher": {"name": about.authors},
            "publicationYear": about.year,
            "subjects": [{"subject": word, "lang": "en"} for word in about.keywords],
            "dates": [{"date": about.date, "dateType": "Issued"}],
            "language": "en",
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
            "formats": ["application/n-quads", "text/turtle", "application/ld+json", "text/csv"],
            "version": about.version,
            "rightsList": [
                {
                    "rights": LICENSE_NAME,
                    "rightsUri": LICENSE,
                    "rightsIdentifier": _DATA_LICENSE,
                    "rightsIdentifierScheme": "SPDX",
                    "schemeUri": "https://spdx.org/licenses/",
                }
            ],
            "descriptions": [
                {"description": about.abstract, "descriptionType": "Abstract", "lang": "en"}
            ],
            "schemaVersion": "http://datacite.org/schema/kernel-4",
        }
    )


def zenodo(about: About) -> bytes:
    """Return .zenodo.json, the metadata of a deposit on Zenodo."""
    return _json(
        {
            "title": about.title,
            "upload_type": "dataset",
            "description": about.abstract,
            "creators": [{"name": about.authors}],
            "publication_date": about.date,
            "access_right": "open",
            "license": _DATA_LICENSE.lower(),
            "keywords": list(about.keywords),
            "version": about.version,
            "language": "eng",
            "notes": f"Release {about.release}.",
            "related_identifiers": [
                {"identifier": about.iri, "relation": "isIdenticalTo", "scheme": "url"}
            ],
        }
    )


def _json(fields: dict[str, Any]) -> bytes:
    return (json.dumps(fields, indent=2, ensure_ascii=False) + "\n").encode()
