"""What a request of the SPARQL 1.1 Protocol asks, read from its parts: no web framework here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.datastructures import MIMEAccept

from nmc_graph.config import Settings
from nmc_graph.errors import UpdateRefused, UsageError
from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, get
from nmc_graph.iris import is_iri
from nmc_graph.sparql import guard
from nmc_graph.web.http.negotiate import choose, named

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_FIELDS = 1000

# The characters of which queries are full, decoded at once: one by one they take a tenth of the
# time of a small request. None of them can begin or continue an escape, nor end a field.
_USUAL = tuple((f"%{ord(char):02X}", char) for char in " \n:/<>?{}#\"'();,|")

_JSON = get("json")
_RESULTS = (_JSON, *(f for f in RESULT_FORMATS if f is not _JSON))


class UnsupportedContent(UsageError):
    """A body of a media type that carries no query."""

    status = 415


@dataclass(frozen=True)
class SparqlRequest:
    """A query operation of the protocol (section 2.1)."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format_name: str
    timeout: float | None

    @property
    def is_graph(self) -> bool:
        """Whether the answer is a graph and no table."""
        return guard.form(self.query) in {"CONSTRUCT", "DESCRIBE"}

    def format(self, accept: MIMEAccept) -> Format:
        """Return the format to answer in. Raises NotAcceptable."""
        return choose_format(self.is_graph, self.format_name, accept)

    def key(self, format_: Format) -> tuple[str, ...]:
        """Return what the answer depends on, beside the release."""
        return (self.query, *self.default_graphs, "|", *self.named_graphs, format_.name)


def choose_format(is_graph: bool, format_name: str, accept: MIMEAccept) -> Format:
    """Return the format that is named, else the one that is liked best. Raises NotAcceptable."""
    offered = GRAPH_FORMATS if is_graph else _RESULTS
    return named(format_name, offered) if format_name else choose(accept, offered) or offered[0]


def check(asked: SparqlRequest, settings: Settings) -> None:
    """Raise QueryError if the query may not run here."""
    guard.check(asked.query, max_bytes=settings.max_query_bytes, allowed=settings.services)


def read(method: str, address: str, content_type: str, body: bytes) -> SparqlRequest | None:
    """Return what is asked, None where a GET has no query.

    `address` is the query string of the URL. Raises UsageError and its kin.
    """
    fields = _fields(address)
    queries = [v for k, v in fields if k == "query"]
    if method == "POST":
        kind = content_type.partition(";")[0].strip().lower()
        if kind == FORM:
            if any(k in {"query", "update"} for k, _ in fields):
                raise UsageError("A POST form carries its query in the body, not in the address.")
            fields += _fields(_decoded(body))
            queries = [v for k, v in fields if k == "query"]
        elif kind == DIRECT:
            queries.append(_decoded(body))
        elif kind == UPDATE:
            raise UpdateRefused("This graph is read-only.", hint="Send queries only.")
        else:
            raise UnsupportedContent(f"Send a query as {DIRECT} or {FORM}, not as {kind!r}.")
    if any(k == "update" for k, _ in fields):
        raise UpdateRefused("This graph is read-only.", hint="Send queries only.")
    if len(queries) > 1:
        raise UsageError("There is more than one query in this request.", hint="Send one.")
    if not queries:
        if method == "POST":
            raise UsageError(
                "There is no query in this request.", hint="Send it as the parameter `query`."
            )
        return None
    return SparqlRequest(
        queries[0],
        _graphs([v for k, v in fields if k == "default-graph-uri"]),
        _graphs([v for k, v in fields if k == "named-graph-uri"]),
        next((v for k, v in fields if k == "format"), ""),
        _seconds(next((v for k, v in fields if k == "timeout"), "")),
    )


def _fields(text: str) -> list[tuple[str, str]]:
    if "%" in text:
        for escape, char in _USUAL:
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
            raise UsageError(f"{iri!r} is no absolute IRI of a graph.")
    return tuple(iris)


def _seconds(text: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"{text!r} is no number of seconds.", hint="Say for example timeout=5.")
    return seconds
