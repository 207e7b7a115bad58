"""Requests and responses, independent of any framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from nmc_graph.errors import NmcError

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """A complete HTTP request."""

    method: str
    path: str
    """Percent-decoded once."""
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case; repeated fields are joined (RFC 9110, 5.3)."""
    body: bytes = b""
    root: str = ""
    """URL of the server as the client knows it, without a trailing slash."""

    def header(self, name: str) -> str:
        """Return a header field by its name in lower case, or an empty text."""
        return self.headers.get(name, "")


class Response(NamedTuple):
    """An HTTP response; a large body is an open temporary file."""

    status: int
    headers: Headers
    body: bytes | IO[bytes] = b""
    error: NmcError | None = None
    """The error, so that a caller can show it on a page."""


def joined(fields: Headers) -> dict[str, str]:
    """Return header fields by name, with repeated fields joined by commas.

    The names are in lower case, as granian gives them.
    """
    headers = dict(fields)
    if len(headers) < len(fields):
        headers = {}
        for name, value in fields:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
