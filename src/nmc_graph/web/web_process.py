"""What a web process does when it starts."""

from __future__ import annotations

import os
import signal
import sys

from nmc_graph.config import Runtime, Settings
from nmc_graph.garbage import keep_pauses_short
from nmc_graph.processes import end_with_parent, stop_accepting
from nmc_graph.web import prepared, urls
from nmc_graph.web.app import MAX_BODY_BYTES, create_app, endpoint_options
from nmc_graph.web.context import SiteContext
from nmc_graph.web.http.gateway import Gateway
from nmc_graph.web.http.metrics import Metrics
from nmc_graph.web.http.observed import Observation, Observed
from nmc_graph.web.http.parameters import first_part
from nmc_graph.web.http.rate_limit import RateLimit
from nmc_graph.web.http.sparql_endpoint import SparqlEndpoint
from nmc_graph.web.language import of_header

WEB_THREADS = 24
"""Threads of each web process: while some wait for a query worker, others handle requests."""
STOP_ACCEPTING = signal.SIGUSR1
"""The signal after which a web process leaves new connections to the others."""


class WebProcess:
    """The function that granian calls in each new web process, with what it depends on.

    The supervisor changes `settings` and `runtime` to have new processes serve another release.
    """

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self.settings, self.runtime = settings, runtime
        self._supervisor = os.getpid()

    def __call__(self, _target: str = "") -> Observed:
        """Start the engines of one web process, and return its application."""
        end_with_parent(self._supervisor)
        app = create_app(self.settings, runtime=self.runtime)
        context: SiteContext = app.extensions["nmc"]
        if not self.settings.engine:
            prepared.start(app)
        gateway = Gateway(
            app.wsgi_app,
            SparqlEndpoint(context.engines.visitors, endpoint_options(context)),
            threads=WEB_THREADS,
            max_body=MAX_BODY_BYTES,
            base_url=self.settings.base_url,
            language=of_header(context.index.languages),
            parameters=urls.read_parameters(),
        )
        routes = frozenset(first_part(rule.rule) for rule in app.url_map.iter_rules())
        observed = Observed(gateway, self._observation(routes, context.release.hash))
        keep_pauses_short()
        return observed

    def _observation(self, routes: frozenset[str], release: str) -> Observation:
        settings, folder = self.settings, self.runtime.folder
        limit = settings.rate_limit
        return Observation(
            routes,
            release,
            metrics=Metrics(folder) if settings.metrics else None,
            rate_limit=RateLimit(folder, limit) if folder and limit else None,
            behind_proxy=settings.behind_proxy,
            log=sys.stdout if settings.access_log or settings.log_details else None,
            with_details=settings.log_details,
            on_start=lambda loop: loop.add_signal_handler(STOP_ACCEPTING, stop_accepting),
        )
