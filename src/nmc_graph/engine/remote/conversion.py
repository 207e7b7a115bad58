"""Converting what a SPARQL server sends to the format that the client wants."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Collection
from typing import IO, Any, cast

import pyoxigraph as ox

from nmc_graph.engine.embedded.framing import SPOOL_BYTES
from nmc_graph.errors import ResultTooLarge
from nmc_graph.formats import Format
from nmc_graph.terms import PREFIXES

RESULTS = "application/sparql-results+json"
GRAPH = "application/n-triples, text/turtle;q=0.8"
_PREFIXED = {"turtle", "trig", "rdfxml", "jsonld"}


class NotAResult(Exception):
    """The server didn't send a SPARQL result; the message says what it sent."""


def too_large(limit: int) -> ResultTooLarge:
    """Return the error for a result over `limit` bytes."""
    return ResultTooLarge(
        f"The result is larger than {limit:,} bytes.",
        hint="Use LIMIT and OFFSET, or download the whole graph.",
    )


class SpooledBody:
    """A file with a size limit, kept in memory while it is small and on disk when it is large."""

    def __init__(self, limit: int, allowed: int | None = None) -> None:
        """Allow `allowed` bytes, by default `limit`. Errors name `limit`."""
        self._limit, self._allowed = limit, limit if allowed is None else allowed
        self._file: IO[bytes] = io.BytesIO()
        self._size = 0

    def empty(self) -> SpooledBody:
        """Return an empty body with the same limits."""
        return SpooledBody(self._limit, self._allowed)

    @property
    def left(self) -> int:
        """How many more bytes it accepts."""
        return self._allowed - self._size

    def write(self, data: bytes) -> int:
        """Append bytes. Raises ResultTooLarge."""
        self._size += len(data)
        if self.left < 0:
            raise too_large(self._limit)
        if self._size > SPOOL_BYTES and isinstance(self._file, io.BytesIO):
            large = tempfile.TemporaryFile(prefix="nmc-answer-")  # noqa: SIM115
            large.write(self._file.getvalue())
            self._file = large
        self._file.write(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: writes are not buffered."""

    def content(self) -> bytes | IO[bytes]:
        """Return the bytes, or an open file at its start if there are many."""
        if isinstance(self._file, io.BytesIO):
            return self._file.getvalue()
        self._file.seek(0)
        return self._file


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
