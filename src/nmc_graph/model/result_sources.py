"""The sources of results: title, publisher, date, address, and how much of each was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.model.observation import Measurement
from nmc_graph.terms import prefixes

_MOST = 6000
"""Statements that are looked up for one page."""
_REMEMBERED = 20_000
"""Statements whose sources are remembered for each engine."""


@dataclass(frozen=True, order=True)
class ResultSource:
    """A source as a line under a chart or as columns of a table."""

    iri: str
    title: str
    publisher: str = ""
    issued: str = ""
    address: str = ""
    extent: str = ""
    """How much of it was read, in words."""

    @property
    def line(self) -> str:
        """The source in one line."""
        date = f" ({self.issued})" if self.issued else ""
        parts = [f"{self.publisher}, " * bool(self.publisher) + f"“{self.title}”{date}"]
        return "; ".join([*parts, *([self.extent] if self.extent else [])])


Sources = Mapping[str, Sequence[ResultSource]]


def sources_of(engine: Engine, items: Iterable[Measurement]) -> Sources:
    """Return the sources of some items by the IRIs of the items."""
    return sources_behind(engine, {i.iri: i.evidence for i in items})


_remembered: WeakKeyDictionary[Engine, dict[str, tuple[ResultSource, ...]]] = WeakKeyDictionary()
"""The sources of statements by engine, since many pages name the same few."""


def sources_behind(engine: Engine, evidence: Mapping[str, Sequence[str]]) -> Sources:
    """Return the sources of claims, from the statements that are the evidence of each."""
    statements = sorted({s for its in evidence.values() for s in its if is_iri(s)})[:_MOST]
    known = _remembered.setdefault(engine, {})
    if len(known) + len(statements) > _REMEMBERED:
        known = _remembered[engine] = {}
    if new := [s for s in statements if s not in known]:
        known |= _sources_of_statements(engine, new)
    found = {s: known[s] for s in statements}
    return {
        claim: sorted({s for e in its for s in found.get(e, ())}) for claim, its in evidence.items()
    }


def _sources_of_statements(
    engine: Engine, statements: Sequence[str]
) -> dict[str, tuple[ResultSource, ...]]:
    values = " ".join(f"<{s}>" for s in statements)
    query = f"""SELECT DISTINCT ?statement ?source ?title ?publisher ?issued ?address ?extent {{
        VALUES ?statement {{ {values} }} ?statement dcterms:isPartOf ?source .
        OPTIONAL {{ ?source dcterms:title ?title }}
        OPTIONAL {{ ?source dcterms:publisher/skos:prefLabel ?publisher }}
        OPTIONAL {{ ?source dcterms:issued ?issued }}
        OPTIONAL {{ ?source schema:url ?address }}
        OPTIONAL {{ ?source nmc:hasReadingExtent/skos:prefLabel ?extent }} }}"""
    found: dict[str, dict[str, ResultSource]] = {s: {} for s in statements}
    for row in select(engine, prefixes("dcterms", "nmc", "schema", "skos") + query):
        cells = {name: term.value for name, term in row.items()}
        source, statement = cells.pop("source"), cells.pop("statement")
        made = ResultSource(source, cells.pop("title", source), **cells)
        # A source with several publishers keeps the first by name.
        known = found[statement].get(source, made)
        found[statement][source] = min(known, made)
    return {statement: tuple(its.values()) for statement, its in found.items()}
