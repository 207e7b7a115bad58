"""Pages as they were in an older release, under addresses that name the release."""

from __future__ import annotations

import re

from flask import Blueprint, Flask, Response, current_app, request
from markupsafe import Markup

from nmc_graph.errors import NotFoundError
from nmc_graph.web import urls
from nmc_graph.web.context import site
from nmc_graph.web.versions import OlderVersions

blueprint = Blueprint("versions", __name__)

EXTENSION = "nmc-versions"
"""The name of the older versions among the extensions of the application."""
_DIGITS = re.compile(rf"[0-9a-f]{{{urls.SHORT_HASH},64}}")
_LINK = re.compile(r'( (?:href|action)=")/(?!/|static/)')
_MAIN = '<main id="main" tabindex="-1">'


@blueprint.get("/version/<release>")
@blueprint.get("/version/<release>/<path:path>")
def older_page(release: str, path: str = "") -> Response:
    """Return a page as it was in an older release; for the served one, redirect to the page."""
    target = _target(path)
    if _DIGITS.fullmatch(release) and site().release.hash.startswith(release):
        response = Response(status=302, headers={"Location": target})
        response.headers["Cache-Control"] = "no-store"
        return response
    app = older_app(release)
    return _as_older(answer(app, target), app, target)


def older_app(release: str) -> Flask:
    """Return the application of an older release. Raises NotFoundError."""
    versions: OlderVersions | None = current_app.extensions.get(EXTENSION)
    app = versions.app(release) if versions and _DIGITS.fullmatch(release) else None
    if app is None:
        raise NotFoundError(
            "This server doesn't have that version of the data.",
            hint="Leave out “/version/…” to read the current version.",
        )
    return app


def answer(app: Flask, target: str) -> Response:
    """Return the response of another application for a path with its query."""
    path, _, query = target.partition("?")
    environ = {
        **request.environ,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
    }
    with app.request_context(environ):
        return app.full_dispatch_request()


def _target(path: str) -> str:
    query = request.query_string.decode("latin-1")
    return f"/{path}" + (f"?{query}" if query else "")


def _as_older(response: Response, app: Flask, target: str) -> Response:
    """Keep the links of a page within its version, and say on top that it is older."""
    manifest = app.extensions["nmc"].release.manifest
    short = manifest["release"][: urls.SHORT_HASH]
    prefix = urls.version(short, "/")
    response.headers["X-Robots-Tag"] = "noindex"
    if (location := response.headers.get("Location", "")).startswith("/"):
        response.headers["Location"] = prefix + location[1:]
    if response.mimetype == "text/html" and not response.location:
        note = Markup(
            '<p class="older-version">You are reading version {} ({}). '
            'There is a <a href="{}">current version</a>.</p>'
        ).format(manifest["version"], short, target)
        text = _LINK.sub(rf"\g<1>{prefix}", response.get_data(as_text=True))
        response.set_data(text.replace(_MAIN, _MAIN + note, 1))
    return response
