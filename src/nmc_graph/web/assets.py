"""The built files that pages load: stylesheet, fonts, scripts (see frontend/build.mjs).

Their names contain a hash of their content, so browsers can cache them indefinitely.
"""

from __future__ import annotations

import functools
import json
import mimetypes
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from nmc_graph.errors import UsageError
from nmc_graph.web import urls
from nmc_graph.web.http import encoding

FOLDER = Path(__file__).parent / "static"
KEEP_SECONDS = 365 * 24 * 3600
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

blueprint = Blueprint("assets", __name__)


@functools.cache
def manifest() -> dict[str, str]:
    """Return the file for each name without a hash, such as `site.css`.

    Raises UsageError if the front end hasn't been built.
    """
    try:
        names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(
            "The stylesheet and scripts of the web view have not been built.",
            hint="In a checkout, run: make install",
        ) from None
    return names


def asset(name: str) -> str:
    """Return the URL of a built file by its name without a hash. Raises KeyError."""
    return urls.static(manifest()[name])


@functools.cache
def _files() -> frozenset[str]:
    return frozenset({*manifest().values(), "licenses.txt"})


@blueprint.get("/static/<name>")
def file(name: str) -> Response:
    """Return a built file, compressed by the build if the client accepts that."""
    if name not in _files():
        raise NotFound("There is no such file. It may belong to another release.")
    coding = encoding.choose(request.headers.get("Accept-Encoding", ""))
    path = FOLDER / name
    packed = path.with_name(f"{name}.{coding}")
    compressed = bool(coding) and packed.exists()
    suffix = path.suffix
    media_type = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    response = Response((packed if compressed else path).read_bytes(), content_type=media_type)
    if compressed:
        response.headers["Content-Encoding"] = coding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{name}-{coding}" if compressed else name)
    response.cache_control.public = True
    response.cache_control.max_age = KEEP_SECONDS if name != "licenses.txt" else 300
    response.cache_control.immutable = name != "licenses.txt"
    response.make_conditional(request)
    return response
