"""Where communities are: the counties or states of their places, by FIPS code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.model.remembered import remembered
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "schema", "skos")

LIMIT = 2000
"""How many communities are fetched; a page that omits some says so."""
_FIRST = f"""{{ SELECT DISTINCT ?community ?label {{ ?community a nmc:Collaborative .
    OPTIONAL {{ ?community skos:prefLabel ?label }} }}
    ORDER BY ?label ?community LIMIT {LIMIT} }}"""
# The code is that of the place itself, of a place that contains it, or of counties that overlap it.
# A county is more precise than a state, so states only count if there is no county.
_PLACES = f"""
SELECT ?community ?label ?place ?placeLabel ?code WHERE {{
  {_FIRST}
  OPTIONAL {{
    ?community schema:areaServed ?place .
    OPTIONAL {{ ?place skos:prefLabel ?placeLabel }}
    OPTIONAL {{ ?place schema:containedInPlace*/schema:geoOverlaps? ?region .
      ?region skos:notation ?code FILTER(DATATYPE(?code) = nmc:fipsCode) }}
  }}
}} ORDER BY ?label ?community ?placeLabel"""
_AREAS = f"""
SELECT DISTINCT ?community ?area ?areaLabel WHERE {{
  {_FIRST}
  ?community nmc:worksOn ?area . ?area skos:prefLabel ?areaLabel
}} ORDER BY ?community ?areaLabel"""
# Topics with all wider ones; the widest are those that the map groups communities by.
_TOPICS = f"""
SELECT DISTINCT ?community ?topic ?topicLabel ?isWidest WHERE {{
  {_FIRST}
  ?community nmc:worksOn/skos:broader* ?topic .
  ?topic skos:prefLabel ?topicLabel FILTER(LANG(?topicLabel) IN ("en", ""))
  BIND(!EXISTS {{ ?topic skos:broader ?wider }} AS ?isWidest)
}} ORDER BY ?community ?topicLabel ?topic"""
_MEASURED = f"""
SELECT DISTINCT ?community ?topic ?topicLabel WHERE {{
  {_FIRST}
  ?community nmc:hasResult/nmc:hasTopic/skos:broader* ?topic .
  ?topic skos:prefLabel ?topicLabel FILTER(LANG(?topicLabel) IN ("en", ""))
}} ORDER BY ?community ?topicLabel ?topic"""
_APPROACHES = f"""
SELECT DISTINCT ?community ?approach ?approachLabel WHERE {{
  {_FIRST}
  ?community nmc:usesApproach ?approach .
  ?approach skos:prefLabel ?approachLabel FILTER(LANG(?approachLabel) IN ("en", ""))
}} ORDER BY ?community ?approachLabel ?approach"""


class Community(NamedTuple):
    """A collaborative with its places."""

    iri: str
    label: str
    places: tuple[Piece, ...]
    codes: tuple[str, ...]
    """FIPS codes of its counties (five digits), else of its state (two); empty if unknown."""
    areas: tuple[Piece, ...]
    topics: tuple[Piece, ...] = ()
    """What it works on or has results on, with all wider topics."""
    widest: tuple[Piece, ...] = ()
    """The topics that it works on, as the widest that include them."""
    approaches: tuple[Piece, ...] = ()
    """The approaches that it uses."""

    @property
    def city(self) -> str:
        """The short name of its place, without its state and what is in parentheses."""
        names = sorted((p.text for p in self.places), key=lambda name: (len(name), name))
        return names[0].partition(",")[0].partition(" (")[0] if names else self.label


def communities(engine: Engine) -> tuple[Community, ...]:
    """Return all collaboratives, by label, with the codes of their counties or states."""
    return remembered(engine, "communities", lambda: _communities(engine))


def _communities(engine: Engine) -> tuple[Community, ...]:
    areas = _pieces(select(engine, _HEAD + _AREAS), "area")
    topics = select(engine, _HEAD + _TOPICS).rows
    # `1` also means true (XSD 1.1, 3.3.2), and is what Virtuoso writes.
    widest = _pieces((r for r in topics if r["isWidest"].value in {"true", "1"}), "topic")
    wider = _pieces((*topics, *select(engine, _HEAD + _MEASURED)), "topic")
    approaches = _pieces(select(engine, _HEAD + _APPROACHES), "approach")
    labels: dict[str, str] = {}
    places: dict[str, dict[str, Piece]] = {}
    codes: dict[str, set[str]] = {}
    for row in select(engine, _HEAD + _PLACES):
        iri = row["community"].value
        labels[iri] = row["label"].value if "label" in row else iri
        if "place" in row:
            place = row["place"].value
            name = row["placeLabel"].value if "placeLabel" in row else place
            places.setdefault(iri, {})[place] = Piece(name, place)
        if "code" in row:
            codes.setdefault(iri, set()).add(row["code"].value)
    return tuple(
        Community(
            iri,
            label,
            tuple(places.get(iri, {}).values()),
            _finest(codes.get(iri, set())),
            tuple(areas.get(iri, ())),
            tuple(dict.fromkeys(wider.get(iri, ()))),
            tuple(widest.get(iri, ())),
            tuple(approaches.get(iri, ())),
        )
        for iri, label in labels.items()
    )


def communities_by_state(engine: Engine) -> dict[str, list[str]]:
    """Return the IRIs of the communities in each state, by the name of the state."""
    return remembered(engine, "communities-by-state", lambda: _communities_by_state(engine))


def _communities_by_state(engine: Engine) -> dict[str, list[str]]:
    query = f"""SELECT DISTINCT ?name ?community {{ ?community a nmc:Collaborative ;
        nmc:inState ?state . ?state skos:prefLabel ?name FILTER(LANG(?name) IN ("en", ""))
      }} ORDER BY ?name ?community LIMIT {LIMIT}"""
    found: dict[str, list[str]] = {}
    for row in select(engine, _HEAD + query):
        found.setdefault(row["name"].value, []).append(row["community"].value)
    return found


def _pieces(rows: Iterable[Row], name: str) -> dict[str, list[Piece]]:
    """Return the things in a column by the community of the row."""
    found: dict[str, list[Piece]] = {}
    for row in rows:
        piece = Piece(row[f"{name}Label"].value, row[name].value)
        found.setdefault(row["community"].value, []).append(piece)
    return found


def _finest(codes: set[str]) -> tuple[str, ...]:
    longest = max(map(len, codes), default=0)
    return tuple(sorted(code for code in codes if len(code) == longest))
