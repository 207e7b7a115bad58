"""A request and a response, apart from any framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO

from nmc_graph.errors import NmcError

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """An HTTP request that has arrived whole."""

    method: str
    path: str
    """Percent-decoded once."""
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case; several field lines of a name are one list (RFC 9110, 5.3)."""
    body: bytes = b""
    root: str = ""
    """Address of the server as the client knows it, without a slash at its end."""

    def header(self, name: str) -> str:
        """Return a header field by its name in lower case, empty if absent."""
        return self.headers.get(name, "")


@dataclass(frozen=True)
class Response:
    """An HTTP response; a large body is an open temporary file."""

    status: int
    headers: Headers
    body: bytes | IO[bytes] = b""
    error: NmcError | None = None
    """What went wrong, for whoever can show it on a page."""


def joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return header fields by name in lower case, several lines of a name joined by commas."""
    lines = [(name.lower(), value) for name, value in fields]
    headers = dict(lines)
    if len(headers) < len(lines):
        headers = {}
        for name, value in lines:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
