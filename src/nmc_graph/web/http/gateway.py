"""The gateway of a web process: requests come in on the event loop and take one of two paths.

Queries go to the SPARQL endpoint and need no thread: the event loop waits for a query worker.
Everything else goes to Flask in a thread, but only after the whole request has arrived, so that
slow clients don't occupy threads. Cached responses need neither.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, Protocol

from nmc_graph.errors import EngineBusy
from nmc_graph.web.http import encoding, wsgi
from nmc_graph.web.http.body import BodyRefused, read_body
from nmc_graph.web.http.cache import Cache, Key
from nmc_graph.web.http.costs import class_of, shares
from nmc_graph.web.http.headers import for_preflight
from nmc_graph.web.http.messages import Request, Response, joined
from nmc_graph.web.http.negotiate import wants_page
from nmc_graph.web.http.parameters import ReadParameters, without_unknown
from nmc_graph.web.http.problem import error_response, problem_details, problem_response
from nmc_graph.web.http.recorder import Recorder
from nmc_graph.web.http.reply import Reply, send_cached
from nmc_graph.web.http.sparql_endpoint import PreparedQuery, SparqlEndpoint

SPARQL_PATH = "/sparql"
ANSWER_KEY = "nmc.answer"
"""The key in the WSGI environment for the answer to the query that a page shows."""
ERROR_KEY = "nmc.error"
"""The key in the WSGI environment for the error that Flask should show."""


class Scope(Protocol):
    """A request as granian describes it (RSGI 1.5)."""

    proto: str
    http_version: str
    scheme: str
    server: str
    client: str
    method: str
    path: str
    query_string: str
    headers: Any


class Gateway:
    """An RSGI application in front of the SPARQL endpoint and a WSGI application."""

    def __init__(
        self,
        app: wsgi.Application,
        endpoint: SparqlEndpoint,
        *,
        threads: int,
        max_body: int,
        cache_bytes: int = 32 * 1024**2,
        base_url: str = "",
        language: Callable[[str], str] = lambda header: "",
        parameters: ReadParameters | None = None,
    ) -> None:
        """Serve `endpoint`, and `app` from `threads` threads; refuse bodies over `max_body` bytes.

        `base_url` is the public URL, by default the one in each request. `language` returns the
        release's language for an Accept-Language header; responses are cached for each language.
        `parameters` are those that pages read; all others are dropped.
        """
        self._app, self._endpoint, self._max_body = app, endpoint, max_body
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._cache = Cache(cache_bytes, cache_bytes // 64)
        self._base_url, self._language = base_url.rstrip("/"), language
        self._parameters = parameters or {}
        self._shares = shares()
        self._making: dict[Key, asyncio.Event] = {}

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Handle one request."""
        if scope.proto != "http":
            protocol.response_empty(426, [])
            return
        headers = joined(scope.headers.items())
        coding = encoding.choose(headers.get("accept-encoding", ""))
        query_string = without_unknown(scope.path, scope.query_string, self._parameters)
        key = self._key(scope, query_string, headers, coding)
        if key and not wants_fresh(headers) and (cached := self._cache.get(key)):
            send_cached(cached, protocol, scope.method, headers.get("if-none-match", ""))
            if isinstance(protocol, Recorder):
                protocol.cached = True
            return
        reply = Reply(protocol, scope.method, headers, coding, self._cache, key, self._in_thread)
        if response := _immediate_response(scope, headers):
            await reply.send(response)
            return
        try:
            body = await read_body(headers, protocol, self._max_body)
        except BodyRefused as error:
            if wants_page(headers.get("accept", "")):
                environ = wsgi.environ_of(scope, query_string, headers, b"")
                await self._call_flask(environ | {ERROR_KEY: error}, reply, error.fields)
            else:
                await reply.send(error_response(error, error.fields))
            return
        if scope.path == SPARQL_PATH:
            await self._query(scope, headers, body, reply)
        else:
            environ = wsgi.environ_of(scope, query_string, headers, body)
            await self._page(environ, reply, None if wants_fresh(headers) else key)

    def _key(
        self, scope: Scope, query_string: str, headers: dict[str, str], coding: str
    ) -> Key | None:
        """Return what a response to GET or HEAD depends on, apart from the release."""
        if scope.method not in {"GET", "HEAD"} or "host" not in headers:
            return None
        return (
            scope.path,
            query_string,
            headers.get("accept", ""),
            coding,
            self._language(headers.get("accept-language", "")),
            # Some responses contain URLs of this server, with the name that the client uses.
            headers["host"],
        )

    async def _query(
        self, scope: Scope, headers: dict[str, str], body: bytes, reply: Reply
    ) -> None:
        """Handle a request of the SPARQL protocol."""
        root = self._base_url or f"{scope.scheme}://{headers.get('host', scope.server)}"
        request = Request(scope.method, scope.path, scope.query_string, headers, body, root)
        outcome = self._endpoint.prepare(request)
        if outcome is None:
            answer = await self._endpoint.answer_for_page(request)
            environ = wsgi.environ_of(scope, scope.query_string, headers, body)
            await self._call_flask(environ | {ANSWER_KEY: answer}, reply)
            return
        if isinstance(outcome, PreparedQuery):
            if outcome.etag and reply.knows(outcome.etag):
                await reply.unchanged(self._endpoint.headers_of(outcome))
                return
            outcome = await self._endpoint.answer(outcome)
        if self._endpoint.is_for_page(request, outcome):
            environ = wsgi.environ_of(scope, scope.query_string, headers, body)
            await self._call_flask(environ | {ERROR_KEY: outcome.error}, reply)
            return
        await reply.send(outcome)

    async def _page(self, environ: wsgi.Environ, reply: Reply, key: Key | None) -> None:
        """Let Flask handle a request, only once if several clients request the same page."""
        if key is None:
            await self._call_flask(environ, reply)
            return
        if event := self._making.get(key):
            await event.wait()
            if cached := self._cache.get(key):
                reply.cached(cached)
                return
        self._making[key] = event = asyncio.Event()
        try:
            await self._call_flask(environ, reply)
        finally:
            self._making.pop(key, None)
            event.set()

    async def _call_flask(
        self, environ: wsgi.Environ, reply: Reply, fields: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Call the WSGI application in a thread, and add header fields to its response."""
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            environ["HTTP_IF_NONE_MATCH"] = encoding.without_coding(tags)
        try:
            answer = await self._call_in_share(environ)
        except EngineBusy as error:
            await reply.send(error_response(error))
            return
        headers = [*answer.headers, *fields]
        if answer.rest is None:
            await reply.send(Response(answer.status, headers, answer.first))
            return
        rest, waiting = answer.rest, [answer.first]
        await reply.pieces(
            Response(answer.status, headers),
            lambda: waiting.pop() if waiting else wsgi.read_chunk(rest),
        )

    async def _call_in_share(self, environ: wsgi.Environ) -> wsgi.WsgiAnswer:
        """Call the application when the cost class of the path has a free place."""
        share = self._shares.get(class_of(environ["PATH_INFO"]))
        async with share or nullcontext():
            answer: wsgi.WsgiAnswer = await self._in_thread(wsgi.call, self._app, environ)
            return answer

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def wants_fresh(headers: dict[str, str]) -> bool:
    """Return whether the client doesn't want a cached response (RFC 9111, 5.2.1.4)."""
    return "no-cache" in headers.get("cache-control", "")


def _immediate_response(scope: Scope, headers: dict[str, str]) -> Response | None:
    """Return the response to a request that needs neither an engine nor a page, else None."""
    if scope.method == "OPTIONS":
        return Response(204, for_preflight(scope.path))
    if "host" not in headers and scope.http_version not in {"1", "1.0", "0.9"}:
        return problem_response(problem_details(400, "The request has no Host header."))
    if scope.path.startswith("//"):
        # In a redirect, such a path would name another host.
        return problem_response(problem_details(404, "A path begins with one slash."))
    return None
