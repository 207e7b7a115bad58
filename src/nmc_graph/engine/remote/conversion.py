"""Converting what a SPARQL server sends to the format that the client wants."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import IO, Any, cast

import pyoxigraph as ox

from nmc_graph.engine.spool import SpooledBody
from nmc_graph.formats import Format
from nmc_graph.terms import PREFIXES

RESULTS = "application/sparql-results+json"
GRAPH = "application/n-triples, text/turtle;q=0.8"
_PREFIXED = {"turtle", "trig", "rdfxml", "jsonld"}


class NotAResult(Exception):
    """The server didn't send a SPARQL result; the message says what it sent."""


def results(
    body: bytes | IO[bytes], wanted: Format, *, is_ask: bool, hidden: Collection[str], limit: int
) -> bytes | IO[bytes]:
    """Return SPARQL JSON results in another format, without the `hidden` variables.

    Raises NotAResult, or ResultTooLarge over `limit` bytes.
    """
    if is_ask or hidden:
        body = _cleaned(body, is_ask, hidden)
    out = SpooledBody(limit)
    to = ox.QueryResultsFormat.from_media_type(wanted.media_type)
    try:
        parsed = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        # Rows are parsed while they are written, so a truncated result fails here.
        parsed.serialize(cast("IO[bytes]", out), to)
    except (SyntaxError, ValueError, OSError) as error:
        raise NotAResult(f"something other than a SPARQL result in JSON ({error})") from error
    return out.content()


def graph(
    body: bytes | IO[bytes], content_type: str, wanted: Format, limit: int
) -> bytes | IO[bytes]:
    """Return an RDF graph in another format. Raises NotAResult, or ResultTooLarge."""
    media_type = content_type.partition(";")[0].strip().lower()
    known = ox.RdfFormat.from_media_type(media_type) if media_type else None
    to = ox.RdfFormat.from_media_type(wanted.media_type)
    if known is None or to is None:
        raise NotAResult(f"{media_type or 'a result without a media type'} instead of RDF")
    out = SpooledBody(limit)
    prefixes = PREFIXES if wanted.name in _PREFIXED else None
    try:
        quads = ox.parse(body, format=known)
        triples = (ox.Triple(q.subject, q.predicate, q.object) for q in quads)
        ox.serialize(triples, cast("IO[bytes]", out), to, prefixes=prefixes)
    except (SyntaxError, ValueError, OSError) as error:
        raise NotAResult(f"RDF that does not parse ({error})") from error
    return out.content()


def _cleaned(body: bytes | IO[bytes], is_ask: bool, hidden: Collection[str]) -> bytes:
    """Return the results without hidden variables, and those of an ASK as a boolean.

    Virtuoso 7.2.5 answers ASK with one row whose value is 1, or with no rows.
    """
    try:
        data: dict[str, Any] = json.loads(body if isinstance(body, bytes) else body.read())
        if is_ask:
            if "boolean" not in data:
                data = {"head": {}, "boolean": _is_true(data["results"]["bindings"])}
            return json.dumps(data).encode()
        names = [n for n in data["head"]["vars"] if n not in hidden]
        rows = [
            {n: cell for n, cell in row.items() if n not in hidden}
            for row in data["results"]["bindings"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAResult(f"something other than a SPARQL result in JSON ({error})") from error
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


def _is_true(rows: list[dict[str, dict[str, str]]]) -> bool:
    return bool(rows) and all(c["value"] in {"1", "true"} for c in rows[0].values())
