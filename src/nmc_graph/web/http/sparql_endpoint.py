"""The SPARQL endpoint, independent of any framework: it turns a request into a response.

The gateway calls it on the event loop; `sparql_blueprint.py` calls it from Flask.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from nmc_graph.engine.base import Answer, Engine, QueryOptions
from nmc_graph.engine.waiting import is_blocking
from nmc_graph.errors import NmcError
from nmc_graph.formats import GRAPH_FORMATS, Format, get
from nmc_graph.sparql import guard
from nmc_graph.web.http.headers import allowed_methods, for_data, for_preflight
from nmc_graph.web.http.messages import Request, Response
from nmc_graph.web.http.negotiate import HTML, by_parameter, choose, wants_page
from nmc_graph.web.http.problem import error_response, problem_details, problem_response
from nmc_graph.web.http.service_description import service_description
from nmc_graph.web.http.sparql_protocol import SparqlRequest, format_parameter, parse_request

METHODS = ("GET", "HEAD", "POST")
Describe = Callable[[str, Format], bytes]
"""URL of an endpoint and a format -> its service description in that format."""


class PreparedQuery(NamedTuple):
    """An accepted query, with the format and the entity tag of its result."""

    request: SparqlRequest
    format: Format
    etag: str


class EndpointOptions(NamedTuple):
    """The limits of an endpoint and the description of its data."""

    max_query_bytes: int = 256 * 1024
    services: frozenset[str] = frozenset()
    """Endpoints that queries may use with SERVICE."""
    etag: Callable[..., str] | None = None
    """Makes an entity tag from what a result depends on; without it, results are not cached."""
    license: str = ""
    """IRI of the license of the data."""
    describe: Describe = service_description
    has_page: bool = False
    """Whether browsers get pages, which the caller makes."""


class SparqlEndpoint:
    """Implements the SPARQL 1.1 Protocol over one engine."""

    def __init__(self, engine: Engine, options: EndpointOptions | None = None) -> None:
        self._engine, self.options = engine, options or EndpointOptions()

    async def respond(self, request: Request) -> Response | None:
        """Return the response, or None if the client wants a page, which the caller makes.

        Call it with `engine.waiting.run_blocking` from a thread without an event loop.
        """
        prepared = self.prepare(request)
        if isinstance(prepared, PreparedQuery):
            return await self.answer(prepared)
        return prepared

    def prepare(self, request: Request) -> PreparedQuery | Response | None:
        """Do the part that doesn't need the engine: return a response, or a query to run.

        Returns None if the client wants a page. Never blocks.
        """
        if request.method == "OPTIONS":
            return Response(204, for_preflight("/sparql"))
        if request.method not in METHODS:
            details = problem_details(405, f"{request.method} is not supported here.")
            return problem_response(details, (("Allow", allowed_methods("/sparql")),))
        is_page = self.wants_page(request)
        if is_page and request.method == "GET":
            return None
        try:
            query = parse_request(request)
            if query is None:
                return None if is_page else self._description(request)
            self._check(query)
            if is_page:
                return Response(200, for_data(HTML))
            prepared = self._prepared(query, request.header("accept"))
        except NmcError as error:
            return error_response(error)
        # HEAD doesn't evaluate the query, so the length is unknown.
        return Response(200, self.headers_of(prepared)) if request.method == "HEAD" else prepared

    def is_for_page(self, request: Request, response: Response) -> bool:
        """Return whether a response is an error that a person should see on a page."""
        return (
            self.options.has_page
            and response.error is not None
            and wants_page(request.header("accept"))
        )

    def wants_page(self, request: Request) -> bool:
        """Return whether the client wants a page."""
        return (
            self.options.has_page
            and request.method in {"GET", "HEAD"}
            and wants_page(request.header("accept"))
            and not format_parameter(request.query_string)
        )

    async def answer(self, prepared: PreparedQuery) -> Response:
        """Run a query, and return the response with its result or error."""
        started = time.perf_counter()
        try:
            answer = await self._evaluate(prepared.request, prepared.format)
        except NmcError as error:
            return error_response(error)
        milliseconds = (time.perf_counter() - started) * 1000
        timing = ("Server-Timing", f"query;dur={milliseconds:.1f}")
        return Response(200, [*self.headers_of(prepared), timing], answer.content)

    async def answer_for_page(self, request: Request) -> Answer | NmcError | None:
        """Return the result or the error of a query for its page; None without a query."""
        try:
            query = parse_request(request)
            if query is None:
                return None
            self._check(query)
            return await self._evaluate(query, get("turtle" if query.is_graph else "json"))
        except NmcError as error:
            return error

    async def _evaluate(self, query: SparqlRequest, format_: Format) -> Answer:
        """Evaluate a query. Raises the errors of the engine."""
        options: QueryOptions = {
            "default_graphs": query.default_graphs,
            "named_graphs": query.named_graphs,
            "timeout": query.timeout,
        }
        options["graph" if format_.kind == "graph" else "results"] = format_
        if is_blocking():
            return self._engine.query(query.query, **options)
        return await self._engine.query_async(query.query, **options)

    def _prepared(self, query: SparqlRequest, accept: str) -> PreparedQuery:
        format_ = query.format(accept)
        etag = self.options.etag
        return PreparedQuery(
            query, format_, etag(format_.media_type, *query.key(format_)) if etag else ""
        )

    def _check(self, query: SparqlRequest) -> None:
        options = self.options
        guard.check(query.query, max_bytes=options.max_query_bytes, allowed=options.services)

    def headers_of(self, prepared: PreparedQuery) -> list[tuple[str, str]]:
        """Return the header fields of the response to a query."""
        fields = for_data(prepared.format.media_type, prepared.etag)
        if self.options.license:
            fields.append(("Link", f'<{self.options.license}>; rel="license"'))
        return fields

    def _description(self, request: Request) -> Response:
        """Return the service description (SPARQL 1.1 Service Description, section 2)."""
        name = format_parameter(request.query_string)
        format_ = (
            by_parameter(name, GRAPH_FORMATS)
            or choose(request.header("accept"), GRAPH_FORMATS)
            or GRAPH_FORMATS[0]
        )
        address = request.root + request.path
        etag = self.options.etag
        tag = etag(format_.media_type, "service", address) if etag else ""
        return Response(
            200, for_data(format_.media_type, tag), self.options.describe(address, format_)
        )
