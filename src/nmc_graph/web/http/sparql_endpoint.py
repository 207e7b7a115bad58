"""The SPARQL endpoint apart from any framework: a request in, a response out.

The gateway calls it on the event loop; the blueprint in `views/sparql.py` calls it from Flask.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

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
"""Address of an endpoint and a format -> its service description in that format."""


@dataclass(frozen=True)
class PreparedQuery:
    """A query that was accepted, the format of its answer, and the entity tag of that answer."""

    request: SparqlRequest
    format: Format
    etag: str


@dataclass(frozen=True)
class EndpointOptions:
    """What an endpoint allows, and what it says of its data."""

    max_query_bytes: int = 256 * 1024
    services: frozenset[str] = frozenset()
    """Endpoints that SERVICE may name."""
    etag: Callable[..., str] | None = None
    """Makes an entity tag of what an answer depends on; without it no answer is cached."""
    license: str = ""
    """IRI of the license of the data."""
    describe: Describe = service_description
    has_page: bool = False
    """Whether browsers get pages, which are not made here."""


class SparqlEndpoint:
    """Answers the SPARQL 1.1 Protocol over one engine."""

    def __init__(self, engine: Engine, options: EndpointOptions | None = None) -> None:
        self._engine, self.options = engine, options or EndpointOptions()

    async def respond(self, request: Request) -> Response | None:
        """Return the whole response; None if a page is wanted, which is not made here.

        From a thread without an event loop, call it through `engine.waiting.run_blocking`.
        """
        prepared = self.prepare(request)
        if isinstance(prepared, PreparedQuery):
            return await self.answer(prepared)
        return prepared

    def prepare(self, request: Request) -> PreparedQuery | Response | None:
        """Return what is known without the engine: a response, or a query that may run.

        None if a page is wanted. Nothing here waits.
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
            asked = parse_request(request)
            if asked is None:
                return None if is_page else self._description(request)
            self._check(asked)
            if is_page:
                return Response(200, for_data(HTML))
            prepared = self._accepted(asked, request.header("accept"))
        except NmcError as error:
            return error_response(error)
        # Nothing is evaluated for a head alone, so its length stays unknown.
        return Response(200, self.headers_of(prepared)) if request.method == "HEAD" else prepared

    def is_for_page(self, request: Request, response: Response) -> bool:
        """Return whether a response is an error that a person should see on a page."""
        return (
            self.options.has_page
            and response.error is not None
            and wants_page(request.header("accept"))
        )

    def wants_page(self, request: Request) -> bool:
        """Return whether the answer is a page for a person."""
        return (
            self.options.has_page
            and request.method in {"GET", "HEAD"}
            and wants_page(request.header("accept"))
            and not format_parameter(request.query_string)
        )

    async def answer(self, prepared: PreparedQuery) -> Response:
        """Return the response to a query, or the problem that the engine met."""
        started = time.perf_counter()
        try:
            answer = await self.ask(prepared.request, prepared.format)
        except NmcError as error:
            return error_response(error)
        took = (time.perf_counter() - started) * 1000
        timing = ("Server-Timing", f"query;dur={took:.1f}")
        return Response(200, [*self.headers_of(prepared), timing], answer.content)

    async def answer_for_page(self, request: Request) -> Answer | NmcError | None:
        """Return what a page shows of a query: its answer or its error; None without a query."""
        try:
            asked = parse_request(request)
            if asked is None:
                return None
            self._check(asked)
            return await self.ask(asked, get("turtle" if asked.is_graph else "json"))
        except NmcError as error:
            return error

    async def ask(self, asked: SparqlRequest, format_: Format) -> Answer:
        """Evaluate a query. Raises what the engine raises."""
        options: QueryOptions = {
            "default_graphs": asked.default_graphs,
            "named_graphs": asked.named_graphs,
            "timeout": asked.timeout,
        }
        options["graph" if format_.kind == "graph" else "results"] = format_
        if is_blocking():
            return self._engine.query(asked.query, **options)
        return await self._engine.query_async(asked.query, **options)

    def _accepted(self, asked: SparqlRequest, accept: str) -> PreparedQuery:
        format_ = asked.format(accept)
        etag = self.options.etag
        return PreparedQuery(
            asked, format_, etag(format_.media_type, *asked.key(format_)) if etag else ""
        )

    def _check(self, asked: SparqlRequest) -> None:
        options = self.options
        guard.check(asked.query, max_bytes=options.max_query_bytes, allowed=options.services)

    def headers_of(self, prepared: PreparedQuery) -> list[tuple[str, str]]:
        """Return the header fields of the answer to a query."""
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
