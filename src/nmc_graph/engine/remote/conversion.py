"""What a SPARQL server answered, made into what was asked for: bytes in one of our formats."""

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


class NoAnswer(Exception):
    """What came is no answer to a SPARQL query; the message says why."""


def too_large(limit: int) -> ResultTooLarge:
    """Return the error for a result over `limit` bytes."""
    return ResultTooLarge(
        f"The result is larger than {limit:,} bytes.",
        hint="Use LIMIT and OFFSET, or download the whole graph.",
    )


class SpooledBody:
    """A file that takes up to a number of bytes, on disk where they are many."""

    def __init__(self, limit: int, allowed: int | None = None) -> None:
        """Take `allowed` bytes, by default `limit`, which is the one that errors name."""
        self._limit, self._allowed = limit, limit if allowed is None else allowed
        self._file: IO[bytes] = io.BytesIO()
        self._size = 0

    def empty(self) -> SpooledBody:
        """Return one like it, with nothing in it."""
        return SpooledBody(self._limit, self._allowed)

    @property
    def left(self) -> int:
        """How many bytes it still takes."""
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
        """Nothing waits here."""

    def content(self) -> bytes | IO[bytes]:
        """Return the bytes: all of them, or a file at its start if they are many."""
        if isinstance(self._file, io.BytesIO):
            return self._file.getvalue()
        self._file.seek(0)
        return self._file


def results(
    body: bytes | IO[bytes], wanted: Format, *, is_ask: bool, hidden: Collection[str], limit: int
) -> bytes | IO[bytes]:
    """Return SPARQL JSON results in another format, without the `hidden` variables.

    Raises NoAnswer, or ResultTooLarge over `limit` bytes.
    """
    if is_ask or hidden:
        body = _tidied(body, is_ask, hidden)
    out = SpooledBody(limit)
    to = ox.QueryResultsFormat.from_media_type(wanted.media_type)
    try:
        parsed = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        # Rows are read as they are written, so that an answer that breaks off is seen here too.
        parsed.serialize(cast("IO[bytes]", out), to)
    except (SyntaxError, ValueError, OSError) as error:
        raise NoAnswer(f"no SPARQL result in JSON ({error})") from error
    return out.content()


def graph(
    body: bytes | IO[bytes], content_type: str, wanted: Format, limit: int
) -> bytes | IO[bytes]:
    """Return an RDF graph in another format. Raises NoAnswer, or ResultTooLarge."""
    media_type = content_type.partition(";")[0].strip().lower()
    known = ox.RdfFormat.from_media_type(media_type) if media_type else None
    to = ox.RdfFormat.from_media_type(wanted.media_type)
    if known is None or to is None:
        raise NoAnswer(f"no RDF, but {media_type or 'something without a media type'}")
    out = SpooledBody(limit)
    prefixes = PREFIXES if wanted.name in _PREFIXED else None
    try:
        quads = ox.parse(body, format=known)
        triples = (ox.Triple(q.subject, q.predicate, q.object) for q in quads)
        ox.serialize(triples, cast("IO[bytes]", out), to, prefixes=prefixes)
    except (SyntaxError, ValueError, OSError) as error:
        raise NoAnswer(f"RDF that does not parse ({error})") from error
    return out.content()


def _tidied(body: bytes | IO[bytes], is_ask: bool, hidden: Collection[str]) -> bytes:
    """Return the results without hidden variables; an ASK by one row as a boolean.

    Virtuoso 7.2.5 answers ASK with a row that holds 1, or with none.
    """
    try:
        data: dict[str, Any] = json.loads(body if isinstance(body, bytes) else body.read())
        if is_ask:
            if "boolean" not in data:
                data = {"head": {}, "boolean": _truth(data["results"]["bindings"])}
            return json.dumps(data).encode()
        names = [n for n in data["head"]["vars"] if n not in hidden]
        rows = [
            {n: cell for n, cell in row.items() if n not in hidden}
            for row in data["results"]["bindings"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoAnswer(f"no SPARQL result in JSON ({error})") from error
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


def _truth(rows: list[dict[str, dict[str, str]]]) -> bool:
    return bool(rows) and all(c["value"] in {"1", "true"} for c in rows[0].values())
