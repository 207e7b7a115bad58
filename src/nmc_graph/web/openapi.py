"""The HTTP API as an OpenAPI 3.1 document, from the routes and the headers of the query library."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask

from nmc_graph import __version__
from nmc_graph.model.about import LICENSE, LICENSE_SHORT_NAME
from nmc_graph.model.library import LibraryQuery, Parameter
from nmc_graph.web import urls
from nmc_graph.web.api_paths import API, HTML, PARAMETERS, ApiPath
from nmc_graph.web.context import TITLE, SiteContext
from nmc_graph.web.http.problem import title_of

_DESCRIPTION = (
    "All requests use GET and need no key. Choose a format with the Accept header, the parameter "
    "`format` or a suffix such as `/results.csv`. Errors are problem details (RFC 9457). Responses "
    "have an ETag, because a version never changes."
)
ERRORS = (400, 404, 406, 410, 413, 422, 503)
"""Statuses that any path may answer with."""
_OF_SPARQL = (403, 408, 415)
_SUFFIX = re.compile(r"(.*)\.<suffix>\Z")
_KINDS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string", "format": "uri", "maxLength": 2000},
    "integer": {"type": "integer", "minimum": -1_000_000, "maximum": 1_000_000},
    "decimal": {"type": "number", "minimum": -1_000_000, "maximum": 1_000_000},
    "literal": {"type": "string", "maxLength": 1000},
}


def openapi(
    app: Flask, site: SiteContext, root: str, query_types: tuple[str, ...]
) -> dict[str, Any]:
    """Return the document for an application at an address.

    `query_types` are the media types of the rows of a library query.
    """
    paths = {path: {"get": operation} for path, operation in _operations(app, root)}
    for entry in site.library.queries.values():
        paths[urls.queries(entry.name)] = {"get": _of_query(entry, query_types)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": __version__,
            "description": _DESCRIPTION,
            "license": {"name": LICENSE_SHORT_NAME, "url": LICENSE},
        },
        "servers": [{"url": root}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": {"Problem": _PROBLEM}, "responses": dict(_problems())},
    }


def undescribed(app: Flask) -> list[str]:
    """Return the routes that `API` has no row for."""
    return sorted(rule for rule, _ in _rules(app) if rule not in API)


def _rules(app: Flask) -> Iterator[tuple[str, Any]]:
    """Yield each route and its view; a route with a suffix belongs to the one without."""
    rules = {rule.rule: rule for rule in app.url_map.iter_rules()}
    for path, rule in rules.items():
        match = _SUFFIX.match(path)
        if not (match and match[1] in rules):
            yield path, app.view_functions[rule.endpoint]


def _operations(app: Flask, root: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for rule, view in _rules(app):
        row = API.get(rule)
        if row is not None:
            path = row.path or re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule)
            yield path, _operation(path, row, inspect.getdoc(view) or "", root)


def _operation(path: str, row: ApiPath, text: str, root: str) -> dict[str, Any]:
    summary, _, description = text.partition("\n")
    parameters = [_part(name, row) for name in re.findall(r"{(\w+)}", path)]
    parameters += [_parameter(name, row, root) for name in row.reads.split()]
    more = _OF_SPARQL if path == urls.sparql() else ()
    return {
        "operationId": re.sub(r"\W+", "_", path).strip("_") or "home",
        "summary": summary.rstrip("."),
        **({"description": description.strip()} if description.strip() else {}),
        "parameters": parameters,
        "responses": _responses(row.types, row.statuses, (*ERRORS, *more)),
    }


def _part(name: str, row: ApiPath) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"}
    if name in row.values:
        schema = {"type": "string", "enum": row.values[name]}
    example = row.samples[name] if name in row.samples else row.values[name][0]
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _parameter(name: str, row: ApiPath, root: str = "") -> dict[str, Any]:
    described = PARAMETERS[name]
    values = row.formats if name == "format" else row.values.get(name)
    schema = {**described.schema, "enum": values} if values else described.schema
    example = values[0] if values and name != "format" else described.example
    if str(example).startswith("/"):
        example = root + example
    return {
        "name": name,
        "in": "query",
        "required": name in row.required,
        "description": described.text,
        "schema": schema,
        **({} if example is None else {"example": example}),
    }


def _of_query(entry: LibraryQuery, types: tuple[str, ...]) -> dict[str, Any]:
    """Return the operation of a library query, with its own parameters."""
    shared = ApiPath((HTML, *types), "page limit format")
    return {
        "operationId": "query_" + entry.name.replace("-", "_"),
        "summary": entry.title,
        "description": entry.description,
        "tags": ["query library"],
        "parameters": [
            *map(_of_header, entry.parameters),
            *(_parameter(name, shared) for name in shared.reads.split()),
        ],
        "responses": _responses(shared.types, (200,), ERRORS),
    }


def _of_header(parameter: Parameter) -> dict[str, Any]:
    numbers = {"integer": int, "decimal": float}
    default = numbers.get(parameter.kind, str)(parameter.default)
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": f"Inserted as one RDF term ({parameter.kind}).",
        "schema": {**_KINDS[parameter.kind], "default": default},
        "example": default,
    }


def _responses(
    types: tuple[str, ...], statuses: tuple[int, ...], errors: tuple[int, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status in statuses:
        if status == 200:
            found["200"] = {"description": "OK", "content": {name: {} for name in types}}
        else:
            found[str(status)] = {"description": "Redirect to the address in Location"}
    for status in errors:
        found[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return found


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string"},
        "near": {"type": "array", "items": {"type": "string"}},
        "iri": {"type": "string"},
    },
}


def _problems() -> Iterator[tuple[str, dict[str, Any]]]:
    schema = {"$ref": "#/components/schemas/Problem"}
    for status in sorted({*ERRORS, *_OF_SPARQL}):
        content = {"application/problem+json": {"schema": schema}, HTML: {}}
        yield str(status), {"description": title_of(status), "content": content}
