"""The table of formats: name, media type, file suffix, contents, other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nmc_graph.errors import UsageError

Kind = Literal["graph", "results"]


@dataclass(frozen=True, eq=False)  # there is one of each, and hashing one by identity is fast
class Format:
    """A serialization.

    `kind` is `graph` for RDF and `results` for the result of a SELECT or ASK. `quads` is true if
    the format keeps named graphs.
    """

    name: str
    media_type: str
    suffix: str
    kind: Kind
    label: str
    quads: bool = False
    aliases: tuple[str, ...] = ()
    """Other media types that clients use for it."""
    names: tuple[str, ...] = ()
    """Other names that clients send as `format=`."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All names of this format, unique among formats of its kind."""
        return (self.name, self.suffix, self.media_type, *self.aliases, *self.names)


FORMATS: tuple[Format, ...] = (
    Format(
        "turtle", "text/turtle", "ttl", "graph", "Turtle",
        aliases=("text/n3", "text/rdf+n3", "application/n3", "application/turtle",
                 "application/x-turtle"),
        names=("n3",),
    ),
    Format(
        "ntriples", "application/n-triples", "nt", "graph", "N-Triples",
        aliases=("text/plain", "text/ntriples"), names=("n-triples",),
    ),
    Format(
        "jsonld", "application/ld+json", "jsonld", "graph", "JSON-LD",
        aliases=("application/json",), names=("json-ld", "json"),
    ),
    Format(
        "rdfxml", "application/rdf+xml", "rdf", "graph", "RDF/XML",
        aliases=("application/xml", "text/xml"), names=("rdf+xml", "rdf/xml", "xml"),
    ),
    Format("trig", "application/trig", "trig", "graph", "TriG", quads=True,
           aliases=("application/x-trig",)),
    Format("nquads", "application/n-quads", "nq", "graph", "N-Quads", quads=True,
           aliases=("text/x-nquads",), names=("n-quads",)),
    Format(
        "json", "application/sparql-results+json", "json", "results", "JSON",
        aliases=("application/json",), names=("srj", "sparql-results+json"),
    ),
    Format(
        "xml", "application/sparql-results+xml", "xml", "results", "XML",
        aliases=("application/xml", "text/xml"), names=("srx", "sparql", "sparql-results+xml"),
    ),
    Format("csv", "text/csv", "csv", "results", "CSV"),
    Format("tsv", "text/tab-separated-values", "tsv", "results", "TSV"),
)  # fmt: skip

GRAPH_FORMATS = tuple(f for f in FORMATS if f.kind == "graph")
RESULT_FORMATS = tuple(f for f in FORMATS if f.kind == "results")

# A name that both kinds use, such as `json`, means the one for tables if no kind is given.
_BY_KEY = {key: f for f in FORMATS for key in f.keys}


def find(key: str, among: Sequence[Format] = ()) -> Format | None:
    """Return the format with this name, suffix or media type, or None.

    If the name is ambiguous, a format in `among` takes precedence. Media-type parameters, case,
    and spaces in place of `+` (as in a form) are ignored.
    """
    key = key.partition(";")[0].strip().lower().replace(" ", "+")
    return next((f for f in among if key in f.keys), None) or _BY_KEY.get(key)


def get(key: str, *, kind: Kind | None = None) -> Format:
    """Return the format with this name, suffix or media type.

    Raises UsageError, with the choices, if there is none or it is of the other kind.
    """
    known = tuple(f for f in FORMATS if kind in (None, f.kind))
    wanted = find(key, known if kind else ())
    if wanted is None or wanted not in known:
        names = ", ".join(f.name for f in known)
        raise UsageError(f"Unknown format {key!r}.", hint=f"Choose one of: {names}.")
    return wanted
