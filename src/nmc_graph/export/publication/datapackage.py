"""The tables as a Frictionless data package: datapackage.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from nmc_graph.export.publication.about import LICENSE_NAME, About
from nmc_graph.iris import expand
from nmc_graph.model.about import LICENSE
from nmc_graph.model.table_columns import Column, Table
from nmc_graph.model.tables import TABLES

_TYPES = {"integer": "integer", "decimal": "number"}


def datapackage(
    about: About, folder: str, files: Mapping[str, bytes], descriptions: Mapping[str, str]
) -> bytes:
    """Return the description of the CSV files in a folder.

    `descriptions` has what the ontology says of the properties of columns, by prefixed names.
    """
    package = {
        "name": "nmc-graph",
        "id": about.iri,
        "title": about.title,
        "description": about.abstract,
        "version": about.version,
        "created": f"{about.date}T00:00:00Z",
        "homepage": about.iri,
        "keywords": list(about.keywords),
        "licenses": [{"name": "CC-BY-4.0", "path": LICENSE, "title": LICENSE_NAME}],
        "contributors": [{"title": about.authors, "role": "author"}],
        "resources": [
            _resource(table, f"{folder}/{name}.csv", files[f"{name}.csv"], descriptions)
            for name, table in TABLES.items()
        ],
    }
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(
    table: Table, path: str, body: bytes, descriptions: Mapping[str, str]
) -> dict[str, object]:
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "schema": {
            "fields": [_field(column, descriptions) for column in table.columns],
            "missingValues": [""],
            "primaryKey": [table.key],
        },
    }


def _field(column: Column, descriptions: Mapping[str, str]) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "title": column.title,
        "description": column.description or descriptions.get(column.term, ""),
        "type": "string" if column.many else _TYPES.get(column.kind, "string"),
    }
    if column.term:
        field["rdfType"] = expand(column.term)
    return field
