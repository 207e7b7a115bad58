"""Sending a response through granian: at once, piece by piece, or only its head."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import IO, Any

from nmc_graph.web.http import encoding
from nmc_graph.web.http.cache import Cache, CachedResponse, Key, cacheable
from nmc_graph.web.http.messages import Headers, Response
from nmc_graph.web.http.problem import problem_details, problem_response
from nmc_graph.web.http.wsgi import CHUNK

_OF_BODY = {"content-length", "content-encoding", "content-type"}
Run = Callable[[Callable[[], bytes]], Awaitable[bytes]]
"""Runs a function in a thread and returns its result."""


def send_cached(cached: CachedResponse, protocol: Any, method: str, known_tags: str) -> None:
    """Send a response from the cache through granian's `protocol`.

    `known_tags` is the If-None-Match of the client.
    """
    if known_tags and (cached.etag in known_tags or known_tags == "*"):
        _not_modified(protocol, cached.headers)
    elif method == "HEAD":
        protocol.response_empty(200, cached.headers)
    else:
        protocol.response_bytes(200, cached.headers, cached.body)


def _not_modified(protocol: Any, headers: Headers) -> None:
    """Send status 304 with the header fields that it may have (RFC 9110, 15.4.5)."""
    protocol.response_empty(304, [h for h in headers if h[0].lower() not in _OF_BODY])


class Reply:
    """The response to one request, in the coding that its client accepts."""

    def __init__(
        self,
        protocol: Any,
        method: str,
        headers: dict[str, str],
        coding: str,
        cache: Cache,
        key: Key | None,
        run: Run,
    ) -> None:
        """Send through granian's `protocol`; store cacheable responses in `cache` under `key`.

        `run` runs a function that may block.
        """
        self._protocol, self._method, self._head_only = protocol, method, method == "HEAD"
        self._coding, self._cache, self._key = coding, cache, key
        self._run, self._known_tags = run, headers.get("if-none-match", "")

    def knows(self, etag: str) -> bool:
        """Return whether the client has the response with this tag, in any coding."""
        return f'"{etag}"' in encoding.without_coding(self._known_tags)

    def cached(self, response: CachedResponse) -> None:
        """Send a response from the cache."""
        send_cached(response, self._protocol, self._method, self._known_tags)

    async def unchanged(self, headers: Headers) -> None:
        """Tell the client that it has the response: for POST, that is an error (13.1.2)."""
        if self._method in {"GET", "HEAD"}:
            _not_modified(self._protocol, headers)
        else:
            detail = "The response exists, and If-None-Match asks for it only if it doesn't."
            await self.send(problem_response(problem_details(412, detail)))

    async def send(self, response: Response) -> None:
        """Send a response, whether its body is in memory or in a file."""
        if isinstance(response.body, bytes):
            await self._whole(response.status, response.headers, response.body)
        else:
            await self._file(response, response.body)

    async def _whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a body that is in memory, and cache it if the header fields allow that."""
        headers, body = encoding.encode(headers, body, self._coding)
        if self._key and body and (entry := cacheable(status, headers, body)):
            self._cache.put(self._key, entry)
        if status == 200 and self._known_tags == "*":
            await self.unchanged(headers)
        elif self._head_only:
            # A HEAD request isn't evaluated, so the length may be unknown.
            known = headers if body else [h for h in headers if h[0] != "Content-Length"]
            self._protocol.response_empty(status, known)
        elif body:
            self._protocol.response_bytes(status, headers, body)
        else:
            self._protocol.response_empty(status, headers)

    async def _file(self, response: Response, file: IO[bytes]) -> None:
        """Send a large body from its file, only as fast as the client reads."""
        with file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            headers = [*response.headers, ("Content-Length", str(size))]
            await self.pieces(Response(response.status, headers), lambda: file.read(CHUNK))

    async def pieces(self, response: Response, read: Callable[[], bytes]) -> None:
        """Send a body piece by piece; `read` returns the next piece, or no bytes at the end."""
        length = [h for h in response.headers if h[0].lower() == "content-length"]
        headers, packed = encoding.encoded_headers(response.headers, self._coding)
        if not packed:
            headers += length
        if self._head_only:
            self._protocol.response_empty(response.status, headers)
            return
        compress, finish = encoding.compressor(self._coding if packed else "")
        transport = self._protocol.response_stream(response.status, headers)
        while piece := await self._run(read):
            out = await self._run(lambda piece=piece: compress(piece))  # type: ignore[misc]
            if out and not await _sent(transport, out):
                return
        if out := finish():
            await _sent(transport, out)


async def _sent(transport: Any, piece: bytes) -> bool:
    """Send a piece of a body; return False if the client has closed the connection."""
    try:
        await transport.send_bytes(piece)
    except RuntimeError:  # granian's ProtocolClosed; this package doesn't import granian
        return False
    return True
