"""The folder of a version as an RO-Crate 1.1: ro-crate-metadata.json describes every file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from nmc_graph.export.publication.about import CONTRIBUTORS, LICENSE_NAME, About
from nmc_graph.model.about import LICENSE

METADATA = "ro-crate-metadata.json"


class Part(NamedTuple):
    """A file of the folder: its path, what it is, its media type, size and checksum."""

    path: str
    description: str
    media_type: str
    size: int
    sha256: str


def crate(about: About, parts: Sequence[Part]) -> bytes:
    """Return the metadata of the crate, which is not one of its own parts."""
    entities: list[dict[str, Any]] = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": about.title,
            "description": about.abstract,
            "identifier": [about.iri, f"sha256:{about.release}"],
            "url": about.iri,
            "version": about.version,
            "datePublished": about.date,
            "license": {"@id": LICENSE},
            "author": {"@id": CONTRIBUTORS},
            "publisher": {"@id": CONTRIBUTORS},
            "keywords": list(about.keywords),
            "hasPart": [{"@id": part.path} for part in parts],
        },
        {"@id": CONTRIBUTORS, "@type": "Organization", "name": about.authors},
        {"@id": LICENSE, "@type": "CreativeWork", "name": LICENSE_NAME, "url": LICENSE},
        *map(_file, parts),
    ]
    document = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": entities}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _file(part: Part) -> dict[str, Any]:
    return {
        "@id": part.path,
        "@type": "File",
        "name": part.path.rpartition("/")[2],
        "description": part.description,
        "encodingFormat": part.media_type,
        "contentSize": str(part.size),
        "sha256": part.sha256,
    }
