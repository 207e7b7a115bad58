"""What the graph has about statements, read once for all pages that show them as evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.model.remembered import RememberedThings
from nmc_graph.rdf.term import Term
from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "oa", "dcterms", "schema")
_QUERY = """
SELECT ?s ?id ?says ?who ?voice ?source ?from ?to ?supports ?certainty ?locator ?page ?read WHERE {
  VALUES ?s { IRIS }
  ?s dcterms:identifier ?id ; dcterms:description ?says ; nmc:isAssertedBy ?who ;
    nmc:hasVoice ?voice ; dcterms:isPartOf ?source .
  OPTIONAL { ?s nmc:hasExcerpt ?excerpt OPTIONAL { ?excerpt oa:hasSelector ?place
    OPTIONAL { ?place oa:start ?from } OPTIONAL { ?place oa:end ?to } } }
  OPTIONAL { ?s nmc:supportsProperty ?supports }
  OPTIONAL { ?s nmc:hasCertainty ?certainty }
  OPTIONAL { ?s nmc:locator ?locator }
  OPTIONAL { ?source schema:url ?page }
  OPTIONAL { ?source nmc:hasReadingExtent ?read }
} ORDER BY ?s ?from LIMIT 5000"""
_BATCH = 500
"""Statements in one query, so that its text stays short."""
_MOST = 3000
"""Statements that are read for one page."""
_LONGEST = 2000
"""A statement with more characters is not remembered but read each time."""


class StatementRow(NamedTuple):
    """A statement with the terms that pages show by their labels."""

    iri: str
    identifier: str
    says: tuple[Term, ...]
    """Its text in each language."""
    who: Term
    voice: Term
    source: Term
    places: tuple[tuple[int, int], ...]
    """Where it is in the text of the source."""
    supports: frozenset[str]
    """The properties of a thing that it is evidence for; all of them if this is empty."""
    certainty: Term | None
    locator: str
    page: str
    read: Term | None

    @property
    def named(self) -> Iterator[str]:
        """The IRIs that are shown by their labels."""
        terms = (self.who, self.voice, self.source, self.certainty, self.read)
        return (term.value for term in terms if term and term.is_iri)


_remembered: RememberedThings[StatementRow] = RememberedThings(
    5000, lambda row: sum(len(text.value) for text in row.says) <= _LONGEST
)


def statement_rows(engine: Engine, statements: Iterable[str]) -> list[StatementRow]:
    """Return statements by the IRIs that were checked, in the order of their numbers."""
    wanted = sorted(set(statements))[:_MOST]
    known = _remembered.get(engine, wanted, lambda new: _fetch(engine, new))
    return sorted(known.values(), key=lambda row: (row.identifier, row.places[:1], row.iri))


def _fetch(engine: Engine, statements: Sequence[str]) -> Mapping[str, StatementRow]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for start in range(0, len(statements), _BATCH):
        named = " ".join(f"<{iri}>" for iri in statements[start : start + _BATCH])
        for row in select(engine, _HEAD + _QUERY.replace("IRIS", named)):
            rows[row["s"].value].append(row)
    return {iri: _statement(iri, its) for iri, its in rows.items()}


def _statement(iri: str, rows: Sequence[Row]) -> StatementRow:
    """Return a statement from rows with one language, property and place each."""
    places = ((int(r["from"].value), int(r["to"].value)) for r in rows if "from" in r and "to" in r)
    row = rows[-1]
    return StatementRow(
        iri,
        row["id"].value,
        tuple(dict.fromkeys(r["says"] for r in rows)),
        row["who"],
        row["voice"],
        row["source"],
        tuple(dict.fromkeys(places)),
        frozenset(r["supports"].value for r in rows if "supports" in r),
        row.get("certainty"),
        row["locator"].value if "locator" in row else "",
        row["page"].value if "page" in row else "",
        row.get("read"),
    )
