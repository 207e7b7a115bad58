"""The description of the HTTP API: for programs, and as a page on which people try it."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, current_app

from nmc_graph.web import responses
from nmc_graph.web.context import root, site
from nmc_graph.web.openapi import openapi
from nmc_graph.web.views.queries import QUERY_FORMATS

blueprint = Blueprint("api", __name__)

MEDIA_TYPE = "application/vnd.oai.openapi+json"


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe the HTTP API in OpenAPI 3.1."""
    body = json.dumps(_described(), ensure_ascii=False).encode()
    return responses.data(body, MEDIA_TYPE, "openapi", root())


@blueprint.get("/docs/api")
def page() -> Response:
    """Show the HTTP API, with a form to try each path."""
    described = _described()
    operations = [
        {**found["get"], "path": path, "action": _action(path, found["get"])}
        for path, found in described["paths"].items()
    ]
    library = [o for o in operations if "tags" in o]
    return responses.page(
        "api.html",
        operations=[o for o in operations if "tags" not in o],
        library=library,
        text=described["info"]["description"],
    )


def _described() -> dict[str, Any]:
    types = tuple(f.media_type for f in QUERY_FORMATS)
    return openapi(current_app, site(), root(), types)


def _action(path: str, operation: dict[str, Any]) -> str:
    """Return the path with the example of each part."""
    parts = {p["name"]: p["example"] for p in operation["parameters"] if p["in"] == "path"}
    return re.sub(r"{(\w+)}", lambda match: str(parts[match[1]]), path)
