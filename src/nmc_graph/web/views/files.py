"""The files of the release."""

from __future__ import annotations

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from nmc_graph.web.context import site

blueprint = Blueprint("files", __name__)


@blueprint.get("/download/<name>")
def download(name: str) -> Response:
    """Return a file of this release."""
    listed = {f["name"]: f for f in site().release.manifest["files"]}
    if name not in listed:
        raise NotFound(f"This version has no file {name!r}. It has {', '.join(listed)}.")
    entry = listed[name]
    return send_file(
        site().release.path / name,
        mimetype=entry["media_type"],
        as_attachment=True,
        etag=entry["sha256"],
        conditional=True,
        max_age=300,
    )
