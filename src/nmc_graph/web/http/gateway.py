"""Takes requests in on the event loop of a web process and hands them to Flask in threads.

A thread is only taken when the whole request is there, so a client that sends or reads slowly
holds up nobody; what the cache knows needs no thread at all.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Protocol
from urllib.parse import unquote_to_bytes

from nmc_graph.web.http import encoding
from nmc_graph.web.http.cache import (
    Cache,
    CachedResponse,
    Headers,
    Key,
    SharedResponseCache,
    cacheable,
)
from nmc_graph.web.http.headers import of_data
from nmc_graph.web.http.sparql_endpoint import PreparedQuery, SparqlEndpoint

BODY_SECONDS = 10.0
MAX_WAITING = 1000
"""Queries that may wait their turn in one web process."""
CHUNK = 256 * 1024
_NOT_TAKEN_IN: dict[str, Any] = {"type": "about:blank", "title": "This was not taken in"}
_OF_BODY = {"content-length", "content-encoding", "content-type"}
Application = Callable[..., Any]


class Scope(Protocol):
    """What granian tells of a request (RSGI 1.5)."""

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
    """An RSGI application in front of a WSGI application."""

    def __init__(
        self,
        app: Application,
        *,
        threads: int,
        max_body: int,
        visitors: int = 2,
        patience: float = 5.0,
        cache_bytes: int = 32 * 1024**2,
        sparql_endpoint: SparqlEndpoint | None = None,
        shared: SharedResponseCache | None = None,
        language: Callable[[str], str] = lambda header: "",
    ) -> None:
        """Serve `app` from `threads` threads; refuse bodies over `max_body` bytes.

        At most `visitors` queries run at once; others wait up to `patience` seconds, and hold no
        thread while they wait. `sparql_endpoint` answers the queries that need no thread; `shared`
        keeps their answers for all processes. `language` tells which of the release's languages an
        Accept-Language header leads to, for answers are kept for each.
        """
        self._visitors, self._patience, self._waiting = asyncio.Semaphore(visitors), patience, 0
        self._app, self._max_body = app, max_body
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._cache = Cache(cache_bytes, cache_bytes // 64)
        self._direct, self._shared, self._language = sparql_endpoint, shared, language

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            protocol.response_empty(426, [])
            return
        address = f"{scope.path}?{scope.query_string}"
        headers = dict(scope.headers.items())
        coding = encoding.choose(headers.get("accept-encoding", ""))
        # Another method may say something else at the same address.
        key = None
        if scope.method == "GET":
            language = self._language(headers.get("accept-language", ""))
            # Some answers give addresses of this server, under the name that the client knows.
            host = headers.get("host", "")
            key = (address, headers.get("accept", ""), coding, language, host)
        if key and not _anew(headers) and (kept := self._cache.get(*key)):
            _give(protocol, kept, headers)
            return
        body = await self._body(headers, protocol)
        if body is None:
            return
        if not scope.path.startswith("/sparql"):
            await self._answer(scope, protocol, key, headers, body)
            return
        question = None
        if self._direct is not None and scope.path == "/sparql":
            question = self._direct.read(scope.method, scope.query_string, headers, body)
        if question and self._known(question, coding, protocol, key, headers):
            return
        if not await self._in_turn():
            _refuse(protocol, 503, "Too many queries are being asked at once.", retry_after=5)
            return
        try:
            if not (question and self._direct):
                await self._answer(scope, protocol, key, headers, body)
                return
            status, out, content = await self._direct.answer(question)
        finally:
            self._visitors.release()
        if not isinstance(content, bytes):
            await _send_file(protocol, status, out, content)
            return
        again = key is not None and self._cache.get(*key) is not None
        kept = self._finish(protocol, key, (status, *encoding.encode(out, content, coding)))
        if kept and self._shared and not again:
            self._shared.put(question.etag + coding, kept)

    def _known(
        self,
        question: PreparedQuery,
        coding: str,
        protocol: Any,
        key: Key | None,
        headers: dict[str, str],
    ) -> bool:
        """Answer with 304, or with what any process of this machine answered before."""
        if f'"{question.etag}"' in encoding.untagged(headers.get("if-none-match", "")):
            fields = of_data(question.format.media_type, question.etag)
            protocol.response_empty(304, [f for f in fields if f[0] != "Content-Type"])
            return True
        if self._shared is None or _anew(headers):
            return False
        kept = self._shared.get(question.etag + coding)
        if kept:
            if key:
                self._cache.put(key, kept)
            _give(protocol, kept, headers)
        return kept is not None

    def _finish(
        self, protocol: Any, key: Key | None, answer: tuple[int, Headers, bytes]
    ) -> CachedResponse | None:
        """Send a whole answer, and keep it if it may be kept."""
        protocol.response_bytes(*answer)
        kept = cacheable(*answer)
        if kept and key:
            self._cache.put(key, kept)
        return kept

    async def _in_turn(self) -> bool:
        """Wait for a place among the visitors, first come, first served; False if it takes long."""
        if not self._visitors.locked():
            await self._visitors.acquire()
            return True
        if self._waiting >= MAX_WAITING:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._visitors.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    async def _answer(
        self, scope: Scope, protocol: Any, key: Key | None, headers: dict[str, str], body: bytes
    ) -> None:
        """Have the application answer, in a thread."""
        coding = encoding.choose(headers.get("accept-encoding", ""))
        environ = _environ(scope, headers, body)
        if tags := headers.get("if-none-match"):
            environ["HTTP_IF_NONE_MATCH"] = encoding.untagged(tags)
        loop = asyncio.get_running_loop()
        status, out, first, rest = await loop.run_in_executor(
            self._threads, self._run, environ, coding
        )
        if rest is None:
            self._finish(protocol, key, (status, out, first))
            return
        transport = protocol.response_stream(status, out)
        await transport.send_bytes(first)
        while chunk := await loop.run_in_executor(self._threads, _take, rest):
            await transport.send_bytes(chunk)

    async def _body(self, headers: dict[str, str], protocol: Any) -> bytes | None:
        """Return the body, None if the request was refused."""
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._max_body:
            _refuse(protocol, 413, f"A request may have {self._max_body:,} bytes.")
            return None
        if length == "0" and "transfer-encoding" not in headers:
            return b""
        received = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                if "transfer-encoding" not in headers:
                    # As long as was said, and in one piece: each piece is a wake-up.
                    return bytes(await protocol())
                async for chunk in protocol:
                    received += chunk
                    if len(received) > self._max_body:
                        _refuse(protocol, 413, f"A request may have {self._max_body:,} bytes.")
                        return None
        except TimeoutError:
            _refuse(protocol, 408, f"The request was not complete after {BODY_SECONDS:g} s.")
            return None
        return bytes(received)

    def _run(
        self, environ: dict[str, Any], coding: str
    ) -> tuple[int, Headers, bytes, Iterator[bytes] | None]:
        """Return status, headers, the first bytes, and an iterator if there are more."""
        told: list[Any] = []
        result = self._app(
            environ, lambda status, headers, exc=None: told.extend((status, headers))
        )
        parts = iter(result)
        first = _take(parts)
        status, headers = int(told[0].split(" ", 1)[0]), list(told[1])
        if len(first) < CHUNK:
            getattr(result, "close", lambda: None)()
            return status, *encoding.encode(headers, first, coding), None
        return status, headers, first, parts


def _anew(headers: dict[str, str]) -> bool:
    """Whether the client wants an answer made for it (RFC 9111, 5.2.1.4)."""
    return "no-cache" in headers.get("cache-control", "")


def _give(protocol: Any, kept: CachedResponse, headers: dict[str, str]) -> None:
    """Send an answer that was kept, or 304 if the client has it."""
    if kept.etag in headers.get("if-none-match", ""):
        bare = [h for h in kept.headers if h[0].lower() not in _OF_BODY]
        protocol.response_empty(304, bare)
    else:
        protocol.response_bytes(200, kept.headers, kept.body)


async def _send_file(protocol: Any, status: int, headers: Headers, file: IO[bytes]) -> None:
    """Send a large answer from its file, as fast as the client reads and no faster."""
    with file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        out = [*headers, ("Content-Length", str(size))]
        transport = protocol.response_stream(status, out)
        while chunk := file.read(CHUNK):
            await transport.send_bytes(chunk)


def _take(parts: Iterator[bytes]) -> bytes:
    """Return about a chunk of bytes; empty at the end."""
    taken = bytearray()
    for part in parts:
        taken += part
        if len(taken) >= CHUNK:
            break
    return bytes(taken)


def _refuse(protocol: Any, status: int, detail: str, *, retry_after: int = 0) -> None:
    content = _NOT_TAKEN_IN | {"status": status, "detail": detail}
    headers = [("content-type", "application/problem+json"), ("access-control-allow-origin", "*")]
    headers.append(("retry-after", str(retry_after)) if retry_after else ("connection", "close"))
    protocol.response_bytes(status, headers, json.dumps(content).encode())


def _environ(scope: Scope, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Return the WSGI environment of a request (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "127.0.0.1",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else "HTTP_" + key] = value
    environ["CONTENT_LENGTH"] = str(len(body)) if body else environ.get("CONTENT_LENGTH", "")
    return environ
