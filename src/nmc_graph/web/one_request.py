"""One request to the web view without a server, for scripts and for a look at a response."""

from __future__ import annotations

from nmc_graph.config import Settings
from nmc_graph.errors import UsageError
from nmc_graph.web.app import create_app
from nmc_graph.web.context import SiteContext


def get(settings: Settings, path: str) -> tuple[int, bytes]:
    """Return status and body of the response to a GET request for a path of the site."""
    if not path.startswith("/"):
        raise UsageError(f"{path[:60]!r} is not a path.", hint="It starts with a slash.")
    app = create_app(settings)
    context: SiteContext = app.extensions["nmc"]
    try:
        response = app.test_client().get(path, follow_redirects=True)
        return response.status_code, response.data
    finally:
        context.engines.close()
