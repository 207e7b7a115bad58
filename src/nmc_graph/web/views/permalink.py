"""Permanent links to queries."""

from __future__ import annotations

from flask import Blueprint, Response

from nmc_graph.errors import NotFoundError
from nmc_graph.web import permalink, urls

blueprint = Blueprint("permalink", __name__)


@blueprint.get("/q/<code>")
def query(code: str) -> Response:
    """Redirect from a permanent link to the query that it carries."""
    try:
        text = permalink.decode(code)
    except ValueError:
        raise NotFoundError(
            "This link doesn't contain a whole query.",
            hint="Check that it was copied in full, up to its last character.",
        ) from None
    response = Response(status=302, headers={"Location": urls.query_path(text)})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
