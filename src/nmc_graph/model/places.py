"""Where communities are: the counties or states of their places, by FIPS code."""

from __future__ import annotations

from dataclasses import dataclass

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
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


@dataclass(frozen=True)
class Community:
    """A collaborative with its places."""

    iri: str
    label: str
    places: tuple[Piece, ...]
    codes: tuple[str, ...]
    """FIPS codes of its counties (five digits), else of its state (two); empty if unknown."""
    areas: tuple[Piece, ...]


def communities(engine: Engine) -> tuple[Community, ...]:
    """Return all collaboratives, by label, with the codes of their counties or states."""
    areas: dict[str, list[Piece]] = {}
    for row in select(engine, _HEAD + _AREAS):
        piece = Piece(row["areaLabel"].value, row["area"].value)
        areas.setdefault(row["community"].value, []).append(piece)
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
        )
        for iri, label in labels.items()
    )


def _finest(codes: set[str]) -> tuple[str, ...]:
    longest = max(map(len, codes), default=0)
    return tuple(sorted(code for code in codes if len(code) == longest))
