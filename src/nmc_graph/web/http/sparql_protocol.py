"""Parsing a request of the SPARQL 1.1 Protocol, independent of any web framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from nmc_graph.errors import UpdateRefused, UsageError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, get
from nmc_graph.iris import is_iri
from nmc_graph.sparql import guard
from nmc_graph.web.http.messages import Request
from nmc_graph.web.http.negotiate import NO_FORMAT, by_parameter, choose

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_FIELDS = 1000
FORMAT_PARAMETERS = ("format", "output", "results")
"""The parameters that clients use for the format; the first one in this order counts."""

# The most common escaped characters in queries are decoded all at once: decoding them one by one
# takes a tenth of the time of a small request. None of them is part of an escape or ends a field.
_COMMON_ESCAPES = tuple((f"%{ord(char):02X}", char) for char in " \n:/<>?{}#\"'();,|")

_JSON = get("json")
_RESULTS = (_JSON, *(f for f in RESULT_FORMATS if f is not _JSON))


class UnsupportedContent(UsageError):
    """The body has a media type or coding that can't contain a query."""

    status = 415


class SparqlRequest(NamedTuple):
    """A query operation of the protocol (section 2.1)."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format_name: str
    timeout: float | None

    @property
    def is_graph(self) -> bool:
        """Whether the result is a graph and not a table."""
        return guard.form(self.query) in {"CONSTRUCT", "DESCRIBE"}

    def format(self, accept: str) -> Format:
        """Return the format of the result: the one the request names, else the one Accept prefers.

        Raises NotAcceptable.
        """
        offered = GRAPH_FORMATS if self.is_graph else _RESULTS
        named = by_parameter(self.format_name, offered) if self.format_name else None
        return named or choose(accept, offered) or offered[0]

    def key(self, format_: Format) -> tuple[str, ...]:
        """Return what the result depends on, apart from the data."""
        return (self.query, *self.default_graphs, "|", *self.named_graphs, format_.name)


def parse_request(request: Request) -> SparqlRequest | None:
    """Return the query operation of a request, or None if a GET has no query.

    Raises UsageError (400, 415) or UpdateRefused (403).
    """
    fields = _fields(request.query_string)
    if request.method == "POST":
        fields += _posted(request, fields)
    given = dict[str, list[str]]()
    for name, value in fields:
        if value or name in {"query", "update"}:  # an empty parameter means "not given"
            given.setdefault(name, []).append(value)
    if "update" in given:
        raise UpdateRefused("This graph is read-only.", hint="Send queries only.")
    queries = given.get("query", [])
    if len(queries) > 1:
        raise UsageError("The request has more than one query.", hint="Send one.")
    if not queries:
        if request.method == "POST":
            raise UsageError("The request has no query.", hint="Send it as the parameter `query`.")
        return None
    names = (given[name][0] for name in FORMAT_PARAMETERS if name in given)
    return SparqlRequest(
        queries[0],
        _graphs(given.get("default-graph-uri", [])),
        _graphs(given.get("named-graph-uri", [])),
        next((name for name in names if name.lower() not in NO_FORMAT), ""),
        _seconds(given.get("timeout", [""])[0]),
    )


def format_parameter(query_string: str) -> str:
    """Return the format in the parameters of a URL, or an empty text."""
    given = dict(reversed(_fields(query_string)))
    names = (given.get(name, "") for name in FORMAT_PARAMETERS)
    return next((name for name in names if name.lower() not in NO_FORMAT), "")


def _posted(request: Request, in_address: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the fields of a body (sections 2.1.2 and 2.1.3), given those in the address."""
    media_type = request.header("content-type").partition(";")[0].strip().lower()
    if media_type == DIRECT:
        return [("query", _decoded(request.body))]
    if media_type == UPDATE:
        return [("update", "")]
    if media_type != FORM:
        raise UnsupportedContent(
            f"A body with {media_type or 'no media type'} can't contain a query.",
            hint=f"Send {FORM} or {DIRECT}.",
        )
    if any(name == "query" for name, _ in in_address):
        raise UsageError("A POST form must have its query in the body, not in the URL.")
    return _fields(_decoded(request.body))


def _fields(text: str) -> list[tuple[str, str]]:
    if not text:
        return []
    if "%" in text:
        for escape, char in _COMMON_ESCAPES:
            text = text.replace(escape, char)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise UsageError(f"The parameters are not UTF-8: {error.reason}.") from None
    except ValueError:
        raise UsageError(f"There are more than {MAX_FIELDS:,} parameters.") from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"The query is not UTF-8: byte {error.start}.") from None


def _graphs(iris: Sequence[str]) -> tuple[str, ...]:
    for iri in iris:
        if not is_iri(iri):
            raise UsageError(
                f"{iri[:200]!r} is not an absolute graph IRI.",
                hint="Use an IRI such as https://w3id.org/nmc/graph/ontology.",
            )
    return tuple(iris)


def _seconds(text: str) -> float | None:
    """Return the time limit in a request, or None for 0 or an empty text (the server's limit)."""
    try:
        seconds = float(text or 0)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise UsageError(f"{text[:40]!r} is not a number of seconds.", hint="Try timeout=5.")
    return seconds or None
