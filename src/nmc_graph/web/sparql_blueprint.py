"""The SPARQL 1.1 Protocol as a Flask blueprint, over any engine and in any application.

    app = Flask(__name__)
    app.register_blueprint(make_blueprint(engine), url_prefix="/sparql")

The event loop of `nmc serve` uses the same handler (`http/gateway.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from nmc_graph.engine.base import Answer, Engine
from nmc_graph.engine.waiting import run_blocking
from nmc_graph.errors import NmcError
from nmc_graph.web.http.gateway import ANSWER_KEY
from nmc_graph.web.http.messages import Request, joined
from nmc_graph.web.http.sparql_endpoint import EndpointOptions, SparqlEndpoint

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""All methods: the endpoint itself refuses those that the protocol doesn't allow."""
Page = Callable[[Answer | NmcError | None], Response]
"""Makes the page for the answer to a query, for its error, or for no query yet."""


def make_blueprint(
    engine: Engine,
    options: EndpointOptions | None = None,
    *,
    page: Page | None = None,
    name: str = "sparql",
) -> Blueprint:
    """Return a blueprint that serves the SPARQL 1.1 Protocol at its root.

    `options` sets limits and describes the data. With the option `has_page`, browsers get a page
    made by `page`.
    """
    blueprint, endpoint = Blueprint(name, __name__), SparqlEndpoint(engine, options)

    @blueprint.route("", methods=_METHODS, provide_automatic_options=False)
    def sparql() -> Response:
        """Answer a SPARQL query, or describe the endpoint."""
        received = _request()
        reply = run_blocking(endpoint.respond(received))
        if reply is not None:
            if reply.error and endpoint.is_for_page(received, reply):
                raise reply.error
            body = reply.body if isinstance(reply.body, bytes) else reply.body.read()
            response = Response(body, reply.status, reply.headers)
            return response.make_conditional(request)  # type: ignore[return-value]
        if page is None:
            raise TypeError("The endpoint has pages, so make_blueprint needs `page`.")
        if ANSWER_KEY in request.environ:
            return page(request.environ[ANSWER_KEY])
        return page(run_blocking(endpoint.answer_for_page(received)))

    return blueprint


def _request() -> Request:
    """Return the request that Flask is handling."""
    return Request(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        joined([(name.lower(), value) for name, value in request.headers.items()]),
        request.get_data(),
        request.url_root.rstrip("/"),
    )
