"""The one table of formats: name, media type, file suffix, what it can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nmc_graph.errors import UsageError

Kind = Literal["graph", "results"]


@dataclass(frozen=True)
class Format:
    """A serialization.

    `kind` says whether it carries RDF (`graph`) or the table of a SELECT or ASK (`results`);
    `quads` whether it keeps named graphs.
    """

    name: str
    media_type: str
    suffix: str
    kind: Kind
    label: str
    quads: bool = False
    aliases: tuple[str, ...] = ()


FORMATS: tuple[Format, ...] = (
    Format("turtle", "text/turtle", "ttl", "graph", "Turtle", aliases=("application/x-turtle",)),
    Format(
        "ntriples", "application/n-triples", "nt", "graph", "N-Triples", aliases=("text/plain",)
    ),
    Format("jsonld", "application/ld+json", "jsonld", "graph", "JSON-LD", quads=True),
    Format("rdfxml", "application/rdf+xml", "rdf", "graph", "RDF/XML"),
    Format("trig", "application/trig", "trig", "graph", "TriG", quads=True),
    Format("nquads", "application/n-quads", "nq", "graph", "N-Quads", quads=True),
    Format(
        "json",
        "application/sparql-results+json",
        "json",
        "results",
        "JSON",
        aliases=("application/json",),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        "xml",
        "results",
        "XML",
        aliases=("application/xml", "text/xml"),
    ),
    Format("csv", "text/csv", "csv", "results", "CSV"),
    Format("tsv", "text/tab-separated-values", "tsv", "results", "TSV"),
)

GRAPH_FORMATS = tuple(f for f in FORMATS if f.kind == "graph")
RESULT_FORMATS = tuple(f for f in FORMATS if f.kind == "results")

_BY_KEY = {key: f for f in FORMATS for key in (f.name, f.suffix, f.media_type, *f.aliases)}


def find(key: str) -> Format | None:
    """Return the format with this name, suffix or media type, or None."""
    return _BY_KEY.get(key.strip().lower())


def get(key: str, *, kind: Kind | None = None) -> Format:
    """Return the format with this name, suffix or media type.

    Raises UsageError, naming what there is, when none fits or it is of the other kind.
    """
    found = find(key)
    if found is None or (kind is not None and found.kind != kind):
        names = ", ".join(f.name for f in FORMATS if kind in (None, f.kind))
        raise UsageError(f"There is no format {key!r} here.", hint=f"Choose one of: {names}.")
    return found
