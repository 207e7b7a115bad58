"""The addresses of a SPARQL server for queries, updates and graphs, and the credentials for it.

An operator gives one address. The others follow from it if the server's software is known;
otherwise environment variables set them. No request can change any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit, urlunsplit

from nmc_graph.errors import UsageError

USER, PASSWORD, TOKEN = "NMC_ENGINE_USER", "NMC_ENGINE_PASSWORD", "NMC_ENGINE_TOKEN"
UPDATE_URL, GRAPHS_URL = "NMC_ENGINE_UPDATE_URL", "NMC_ENGINE_GRAPHS_URL"


@dataclass(frozen=True)
class Credentials:
    """A user with a password (basic or digest, as the server asks) or a bearer token."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


class Endpoint(NamedTuple):
    """The addresses of one SPARQL server."""

    query: str
    update: str = ""
    """SPARQL 1.1 Update; empty if unknown."""
    graphs: str = ""
    """SPARQL 1.1 Graph Store Protocol, indirect (`?graph=`); empty if unknown."""
    credentials: Credentials = Credentials()

    @property
    def shown(self) -> str:
        """The address for messages: without user, password and query string."""
        return _bare(self.query)

    def known_as(self, server: str) -> Endpoint:
        """Return the endpoint with the addresses that follow from the `Server` header."""
        update, graphs = _layout(self.query, server)
        return self._replace(update=self.update or update, graphs=self.graphs or graphs)


# The `Server` header, the path of the query endpoint, and the paths for updates and graphs, where
# \1 is the group in the first path. The first line that matches is used.
_LAYOUTS: tuple[tuple[str, str, str, str], ...] = (
    (r"Virtuoso", r"(.*)/sparql(?:-auth)?", r"\1/sparql-auth", r"\1/sparql-graph-crud-auth"),
    (r"Fuseki", r"(.*?)(?:/query|/sparql)?", r"\1/update", r"\1/data"),
    (r"", r"(.*/repositories/[^/]+)", r"\1/statements", r"\1/rdf-graphs/service"),
    (r"Oxigraph", r"(.*)/query", r"\1/update", r"\1/store"),
    (r"", r"(.*)/query", r"\1/update", r""),
    (r"", r"(.*)", r"\1", r""),
)


def _layout(query: str, server: str) -> tuple[str, str]:
    parts = urlsplit(query)
    path = parts.path.rstrip("/")
    for name, pattern, update, graphs in _LAYOUTS:
        match = re.fullmatch(pattern, path)
        if match and re.search(name, server, re.IGNORECASE):
            return tuple(  # type: ignore[return-value]
                urlunsplit(parts._replace(path=match.expand(to), query="")) if to else ""
                for to in (update, graphs)
            )
    return "", ""


def endpoint(url: str, environment: Mapping[str, str]) -> Endpoint:
    """Return the endpoint at `url`, with credentials and other addresses from `environment`.

    The URL may also contain a user and password. Raises UsageError if it isn't an HTTP address.
    """
    parts = _http(url, "--engine")
    credentials = Credentials(
        environment.get(USER, "") or parts.username or "",
        environment.get(PASSWORD, "") or parts.password or "",
        environment.get(TOKEN, ""),
    )
    if credentials.user and credentials.token:
        raise UsageError(f"Set {USER} or {TOKEN}, not both.")
    others = {name: environment.get(name, "") for name in (UPDATE_URL, GRAPHS_URL)}
    for name, other in others.items():
        if other:
            _http(other, name)
    netloc = parts.netloc.rpartition("@")[2]
    return Endpoint(
        urlunsplit(parts._replace(netloc=netloc, fragment="")),
        others[UPDATE_URL],
        others[GRAPHS_URL],
        credentials,
    )


def _http(url: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port  # raises ValueError unless it is a number
    except ValueError:
        is_address = False
    if is_address:
        return parts
    raise UsageError(
        f"{name}: {url!r} is not the address of a SPARQL server.",
        hint="Give its query endpoint, for example http://127.0.0.1:8890/sparql.",
    )


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
