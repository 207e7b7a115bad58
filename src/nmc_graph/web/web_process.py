"""What a web process does when it starts."""

from __future__ import annotations

import os

from nmc_graph.config import Runtime, Settings
from nmc_graph.processes import end_with_parent
from nmc_graph.web import urls
from nmc_graph.web.app import MAX_BODY_BYTES, create_app, endpoint_options
from nmc_graph.web.context import SiteContext
from nmc_graph.web.http.gateway import Gateway
from nmc_graph.web.http.sparql_endpoint import SparqlEndpoint
from nmc_graph.web.language import of_header

WEB_THREADS = 24
"""Threads of each web process: while some wait for a query worker, others handle requests."""


class WebProcess:
    """The function that granian calls in each new web process, with what it depends on.

    The supervisor changes `settings` and `runtime` to have new processes serve another release.
    """

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self.settings, self.runtime = settings, runtime
        self._supervisor = os.getpid()

    def __call__(self, _target: str = "") -> Gateway:
        """Start the engines of one web process, and return its application."""
        end_with_parent(self._supervisor)
        app = create_app(self.settings, runtime=self.runtime)
        context: SiteContext = app.extensions["nmc"]
        return Gateway(
            app.wsgi_app,
            SparqlEndpoint(context.engines.visitors, endpoint_options(context)),
            threads=WEB_THREADS,
            max_body=MAX_BODY_BYTES,
            base_url=self.settings.base_url,
            language=of_header(context.index.languages),
            parameters=urls.read_parameters(),
        )
