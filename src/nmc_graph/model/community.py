"""What the page of a collaborative shows in addition to its claims: people, follow-up, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.model.formatting import span_of
from nmc_graph.model.labels import ENGLISH, labels
from nmc_graph.model.observation import Measurement
from nmc_graph.model.panel import Panel
from nmc_graph.model.remembered import remembered
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import prefixes

_HEAD = prefixes("dcterms", "foaf", "nmc", "org", "schema", "skos")
_MOST = 300


class Leader(NamedTuple):
    """A person with a role in the backbone organization."""

    person: Piece
    role: Piece
    organization: Piece
    years: str
    claim: str


def leaders(engine: Engine, iri: str, language: str = ENGLISH) -> tuple[Leader, ...]:
    """Return the people of the backbone organizations of a collaborative, newest first."""
    query = f"""SELECT DISTINCT ?claim ?person ?role ?body ?from ?to ?time {{
        <{iri}> nmc:hasBackbone ?body .
        ?claim org:organization ?body ; org:member ?person ; org:role ?role .
        ?person a foaf:Person .
        OPTIONAL {{ ?claim nmc:startYear ?from }} OPTIONAL {{ ?claim nmc:endYear ?to }}
        OPTIONAL {{ ?claim nmc:verbatimTime ?time }}
      }} ORDER BY DESC(?from) ?person ?role LIMIT {_MOST}"""
    rows = select(engine, _HEAD + query).rows
    names = labels(engine, _iris(rows, "person", "role", "body"), language)

    def piece(row: Row, name: str) -> Piece:
        return Piece(names.get(row[name].value, row[name].value), row[name].value)

    return tuple(
        Leader(piece(r, "person"), piece(r, "role"), piece(r, "body"), _years(r), r["claim"].value)
        for r in rows
    )


class FollowUp(NamedTuple):
    """One measure in a study and in its follow-up."""

    indicator: Piece
    before: tuple[Measurement, ...]
    after: tuple[Measurement, ...]


class FollowUps(NamedTuple):
    """What a study found, and what its follow-up found."""

    study: Piece
    follow_up: Piece
    rows: tuple[FollowUp, ...]


def follow_ups(engine: Engine, panels: Sequence[Panel]) -> FollowUps | None:
    """Return the results of a study and its follow-up by measure, or None without a follow-up."""
    pairs = remembered(engine, "follow-ups", lambda: _studies_followed_up(engine))
    names = labels(engine, {iri for pair in pairs for iri in pair})
    for before, after in pairs:
        found: dict[Piece, dict[str, dict[str, Measurement]]] = {}
        for panel in panels:
            for item in panel.rows:
                if item.wave and item.wave.iri in (before, after) and item.is_result:
                    waves = found.setdefault(panel.indicator, {before: {}, after: {}})
                    waves[item.wave.iri][item.iri] = item
        if any(waves[after] for waves in found.values()):
            rows = (
                FollowUp(indicator, _by_year(waves[before]), _by_year(waves[after]))
                for indicator, waves in sorted(found.items())
            )
            return FollowUps(
                Piece(names.get(before, before), before),
                Piece(names.get(after, after), after),
                tuple(sorted(rows, key=lambda r: not (r.before and r.after))),
            )
    return None


def _studies_followed_up(engine: Engine) -> list[tuple[str, str]]:
    """Return pairs of a round of a study and the round that followed it up."""
    query = "SELECT ?wave ?before { ?wave nmc:followsUp ?before } ORDER BY ?wave LIMIT 20"
    return [(r["before"].value, r["wave"].value) for r in select(engine, _HEAD + query)]


class CitedSource(NamedTuple):
    """A source of claims about a thing."""

    source: Piece
    publisher: Piece | None
    issued: str
    address: str
    extent: str
    """How much of it was read, in words."""
    interests: tuple[str, ...]
    """What connects the source with the collaborative."""
    claims: int
    """How many claims about the thing have it as their source."""


def cited_sources(engine: Engine, iri: str, language: str = ENGLISH) -> tuple[CitedSource, ...]:
    """Return the sources of the claims that concern a thing, those of most claims first."""
    query = f"""SELECT ?source (COUNT(DISTINCT ?claim) AS ?n) (SAMPLE(?by) AS ?publisher)
          (SAMPLE(?date) AS ?issued) (SAMPLE(?url) AS ?address) (SAMPLE(?read) AS ?extent)
          (GROUP_CONCAT(DISTINCT STR(?kind); SEPARATOR=" ") AS ?interests) {{
        {{ SELECT DISTINCT ?claim {{ ?claim nmc:concerns|org:organization <{iri}> }} }}
        ?claim nmc:hasEvidence/dcterms:isPartOf ?source .
        OPTIONAL {{ ?claim nmc:hasSourceInterest ?kind }}
        OPTIONAL {{ ?source dcterms:publisher ?by }}
        OPTIONAL {{ ?source dcterms:issued ?date }}
        OPTIONAL {{ ?source schema:url ?url }}
        OPTIONAL {{ ?source nmc:hasReadingExtent ?read }}
      }} GROUP BY ?source ORDER BY DESC(?n) ?source LIMIT {_MOST}"""
    rows = [r for r in select(engine, _HEAD + query) if "source" in r]
    kinds = {k for r in rows for k in _words(r)}
    iris = _iris(rows, "source", "publisher", "extent") | kinds
    names = labels(engine, iris, language)

    def piece(row: Row, name: str) -> Piece | None:
        value = row[name].value if name in row else ""
        return Piece(names.get(value, value), value) if value else None

    return tuple(
        CitedSource(
            piece(r, "source") or Piece(""),
            piece(r, "publisher"),
            r["issued"].value if "issued" in r else "",
            r["address"].value if "address" in r else "",
            extent.text if (extent := piece(r, "extent")) else "",
            tuple(sorted(names.get(k, k) for k in _words(r))),
            int(r["n"].value),
        )
        for r in rows
    )


def topics_without_results(engine: Engine, iri: str, language: str = ENGLISH) -> tuple[Piece, ...]:
    """Return the topics that a collaborative works on without a result on any of them."""
    query = f"""SELECT DISTINCT ?topic {{ <{iri}> nmc:worksOn ?topic
        MINUS {{ ?result nmc:concerns <{iri}> ; a nmc:Result ;
          nmc:hasIndicator/nmc:hasTopic/skos:broader* ?topic }} }} LIMIT {_MOST}"""
    topics = [r["topic"].value for r in select(engine, _HEAD + query)]
    names = labels(engine, topics, language)
    return tuple(sorted(Piece(names.get(t, t), t) for t in topics))


def _words(row: Row) -> list[str]:
    return row["interests"].value.split() if "interests" in row else []


def _iris(rows: Iterable[Row], *names: str) -> set[str]:
    return {r[v].value for r in rows for v in names if v in r and r[v].is_iri}


def _by_year(items: dict[str, Measurement]) -> tuple[Measurement, ...]:
    return tuple(sorted(items.values(), key=lambda i: (i.end or 0, i.start or 0, i.iri)))


def _years(row: Row) -> str:
    if "time" in row:
        return row["time"].value
    return span_of(*(row[v].value for v in ("from", "to") if v in row))
