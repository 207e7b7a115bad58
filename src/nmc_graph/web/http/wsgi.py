"""Calling a WSGI application for one request (PEP 3333)."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from nmc_graph.web.http.messages import Headers

CHUNK = 256 * 1024
"""Bytes that are read, compressed and sent at once; smaller responses are sent in one piece."""
LONGEST_PAGE = 1024 * 1024
"""Bytes; a response up to this length that comes in one piece is sent, and cached, in one piece."""
Application = Callable[..., Any]
Environ = dict[str, Any]


class WsgiAnswer(NamedTuple):
    """The first bytes of a response, and the rest if there is more."""

    status: int
    headers: Headers
    first: bytes
    rest: Iterator[bytes] | None


def environ_of(scope: Any, query_string: str, headers: dict[str, str], body: bytes) -> Environ:
    """Return the WSGI environment for an RSGI request whose body has been read.

    HEAD becomes GET; the body of the response is dropped later.
    """
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": "GET" if scope.method == "HEAD" else scope.method,
        "SCRIPT_NAME": "",
        # The path is already percent-decoded.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": query_string,
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
        if name not in {"content-length", "content-encoding"}:
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else "HTTP_" + key] = value
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def call(app: Application, environ: Environ) -> WsgiAnswer:
    """Return the response of an application: all of it if it is small, else its beginning."""
    started: list[Any] = []
    result = app(environ, lambda status, headers, exc=None: started.extend((status, headers)))
    parts = iter(result)
    first = read_chunk(parts)
    status, headers = int(started[0].split(" ", 1)[0]), list(started[1])
    if len(first) < CHUNK or (len(first) <= LONGEST_PAGE and _length(headers) == len(first)):
        getattr(result, "close", lambda: None)()
        return WsgiAnswer(status, headers, first, None)
    return WsgiAnswer(status, headers, first, parts)


def _length(headers: Headers) -> int | None:
    """Return the length of a response as its header gives it, if it does."""
    given = next((value for name, value in headers if name.lower() == "content-length"), "")
    return int(given) if given.isdecimal() else None


def read_chunk(parts: Iterator[bytes]) -> bytes:
    """Return about `CHUNK` bytes; none at the end."""
    chunk = bytearray()
    for part in parts:
        chunk += part
        if len(chunk) >= CHUNK:
            break
    return bytes(chunk)
