"""Sending a response through granian: at once, piece by piece, or only its head."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import IO, Any

from nmc_graph.web.http import encoding
from nmc_graph.web.http.cache import Cache, CachedResponse, Key, cacheable
from nmc_graph.web.http.messages import Headers, Response
from nmc_graph.web.http.wsgi import CHUNK

_OF_BODY = {"content-length", "content-encoding", "content-type"}
Pieces = Callable[[Callable[[], bytes]], Awaitable[bytes]]
"""Runs a function that may block and returns the next piece."""


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
    ) -> None:
        """Send through granian's `protocol`; store cacheable responses in `cache` under `key`."""
        self._protocol, self._head_only = protocol, method == "HEAD"
        self._coding, self._cache, self._key = coding, cache, key
        self._known_tags = headers.get("if-none-match", "")

    def knows(self, etag: str) -> bool:
        """Return whether the client has the response with this tag, in any coding."""
        return f'"{etag}"' in encoding.without_coding(self._known_tags)

    def from_cache(self) -> bool:
        """Send the cached response to this request; return False if there is none."""
        cached = self._cache.get(self._key) if self._key else None
        if cached is None:
            return False
        if cached.etag in self._known_tags or self._known_tags == "*":
            self.not_modified(cached.headers)
        elif self._head_only:
            self._protocol.response_empty(200, cached.headers)
        else:
            self._protocol.response_bytes(200, cached.headers, cached.body)
        return True

    def not_modified(self, headers: Headers) -> None:
        """Send status 304 with the header fields that it may have (RFC 9110, 15.4.5)."""
        self._protocol.response_empty(304, [h for h in headers if h[0].lower() not in _OF_BODY])

    async def send(self, response: Response, run: Pieces) -> None:
        """Send a response, whether its body is in memory or in a file."""
        if isinstance(response.body, bytes):
            self.whole(response)
        else:
            await self._file(response, response.body, run)

    def whole(self, response: Response) -> None:
        """Send a response whose body is in memory, and cache it if its header fields allow that."""
        body = response.body
        if not isinstance(body, bytes):
            raise TypeError("Use `send` for a body in a file.")
        headers, body = encoding.encode(response.headers, body, self._coding)
        if entry := self._to_cache(response.status, headers, body):
            self._cache.put(entry[0], entry[1])
        if response.status == 200 and self._known_tags == "*":
            self.not_modified(headers)
        elif self._head_only:
            self._send_head(response.status, headers, len(body))
        elif body:
            self._protocol.response_bytes(response.status, headers, body)
        else:
            self._protocol.response_empty(response.status, headers)

    async def _file(self, response: Response, file: IO[bytes], run: Pieces) -> None:
        """Send a large body from its file, only as fast as the client reads."""
        with file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            headers = [*response.headers, ("Content-Length", str(size))]
            await self.pieces(Response(response.status, headers), lambda: file.read(CHUNK), run)

    async def pieces(self, response: Response, read: Callable[[], bytes], run: Pieces) -> None:
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
        while piece := await run(read):
            if out := await run(lambda piece=piece: compress(piece)):  # type: ignore[misc]
                await transport.send_bytes(out)
        if out := finish():
            await transport.send_bytes(out)

    def _send_head(self, status: int, headers: Headers, size: int) -> None:
        # A HEAD request isn't evaluated, so the length may be unknown.
        if not size:
            headers = [h for h in headers if h[0] != "Content-Length"]
        self._protocol.response_empty(status, headers)

    def _to_cache(
        self, status: int, headers: Headers, body: bytes
    ) -> tuple[Key, CachedResponse] | None:
        if self._key is None or not body:
            return None
        entry = cacheable(status, headers, body)
        return (self._key, entry) if entry else None
