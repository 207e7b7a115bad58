"""The spectrum from top-down to bottom-up: claims about it, and the rule that places things.

Only claims place things. Three kinds do:

1. a trait of the dimension `direction` (top-down, mixed, bottom-up) puts an approach, or what a
   community does, at that place;
2. a stance for an approach (adopts, identifies with) puts a community where a source puts the
   approach; `partly adopts` puts it half-way between there and the middle;
3. a stance against an approach (departs from, rejects) only puts it away from there: an arrow to
   the middle, and beyond it if it is described as furthest away. It never reaches the other end,
   since no source puts it there.

If the speaker of a stance also places the approach, that place is used, else the one by others.

If a source doesn't use the term, and the claim is our reading of its words, the mark is placed by
us and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT, prefixes

_HEAD = prefixes("nmc", "skos")
_DIRECTIONS = {"top-down": 0.0, "mixed": 0.5, "bottom-up": 1.0}
FOR, PARTLY, AGAINST = {"adopts", "identifies-with"}, {"partly-adopts"}, {
    "departs-from", "rejects"}  # fmt: skip
"""Stances by what they say: uses an approach, uses parts of it, departs from it."""
_MIDDLE, _BEYOND = 0.5, 0.7
OUR_READING = f"{CONCEPT}certainty/our-reading"
"""The certainty of a claim whose term we chose from what a source says."""
PLACED_BY_US = "placed by us"
"""The hedge of a mark whose claim is our reading of a source."""
LIMIT = 400


class Placing(NamedTuple):
    """One claim that places a thing, or would if the approach had a place."""

    iri: str
    thing: Piece
    words: str
    """The stance and the approach, or the direction."""
    speaker: Piece | None
    wave: Piece | None
    hedge: str
    """Why the mark is hollow, in words; empty if the source states the claim."""
    at: float | None
    """From 0, top-down, to 1, bottom-up; None if the approach has no place."""
    away_from: float | None
    """Where an arrow begins that ends at `at`; None for a plain mark."""

    @property
    def is_ours(self) -> bool:
        """Whether the claim is our reading of a source that doesn't use the term."""
        return self.hedge == PLACED_BY_US


class Spectrum(NamedTuple):
    """The placed things, approaches first, and those that can't be placed."""

    approaches: tuple[Placing, ...]
    communities: tuple[Placing, ...]
    unplaced: tuple[Placing, ...]


def spectrum(engine: Engine) -> Spectrum:
    """Return all claims that place things between top-down and bottom-up."""
    query = f"""SELECT ?iri ?thing ?label ?value ?words ?who ?whoLabel ?wave ?waveLabel
        ?certainty ?hedge ?approach {{ ?iri a nmc:Trait ; nmc:hasDimension ?dimension ;
          nmc:hasTraitValue ?value ; nmc:concerns ?thing
          FILTER(STRENDS(STR(?dimension), "/dimension/direction"))
          ?thing skos:prefLabel ?label . ?value skos:prefLabel ?words .
          {_ABOUT} OPTIONAL {{ ?thing a ?approach FILTER(?approach = nmc:Approach) }} }}
        ORDER BY ?label ?iri LIMIT {LIMIT}"""
    traits = select(engine, _HEAD + query).rows
    query = f"""SELECT ?iri ?thing ?label ?stance ?words ?to ?toLabel ?more ?who ?whoLabel ?wave
        ?waveLabel ?certainty ?hedge {{ ?iri a nmc:ApproachPosition ; nmc:hasApproach ?to ;
          nmc:hasStance ?stance ; nmc:concerns ?thing . ?thing skos:prefLabel ?label .
          ?stance skos:prefLabel ?words . ?to skos:prefLabel ?toLabel {_ABOUT}
          OPTIONAL {{ ?iri nmc:hasComparativePosition/skos:prefLabel ?more }} }}
        ORDER BY ?label ?iri LIMIT {LIMIT}"""
    stances = select(engine, _HEAD + query).rows
    where: dict[str, dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    approaches: list[Placing] = []
    communities: list[Placing] = []
    for row in traits:
        at = _DIRECTIONS.get(_name(row, "value"))
        if at is None:
            continue
        placed = _placing(row, row["words"].value, at, None)
        (approaches if "approach" in row else communities).append(placed)
        where[row["thing"].value][row["who"].value if "who" in row else ""].add(at)
    positions = [_stance(row, where) for row in stances]
    communities += [p for p in positions if p.at is not None]
    communities.sort(key=lambda p: (p.thing.text, p.thing.iri, p.at or 0, p.iri))
    return Spectrum(
        tuple(approaches), tuple(communities), tuple(p for p in positions if p.at is None)
    )


_ABOUT = """OPTIONAL { ?iri nmc:isAssertedBy ?who . ?who skos:prefLabel ?whoLabel }
          OPTIONAL { ?iri nmc:isReportedIn ?wave . ?wave skos:prefLabel ?waveLabel }
          OPTIONAL { ?iri nmc:hasCertainty ?certainty . ?certainty skos:prefLabel ?hedge }"""


def _stance(row: Row, where: Mapping[str, Mapping[str, set[float]]]) -> Placing:
    by_speaker = where.get(row["to"].value, {})
    who = row["who"].value if "who" in row else ""
    places = by_speaker.get(who) or {at for its in by_speaker.values() for at in its}
    more = f", {row['more'].value} it" if "more" in row else ""
    words = f"{row['words'].value} {row['toLabel'].value}{more}"
    name = _name(row, "stance")
    # An approach has no place if speakers disagree about it.
    at = next(iter(places)) if len(places) == 1 else None
    if at is None or name not in FOR | PARTLY | AGAINST:
        return _placing(row, words, None, None)
    if name in FOR:
        return _placing(row, words, at, None)
    if name in PARTLY:
        return _placing(row, words, (at + _MIDDLE) / 2, None)
    beyond = _BEYOND if "more" in row and row["more"].value.startswith("furthest") else _MIDDLE
    return _placing(row, words, beyond if at < _MIDDLE else 1 - beyond, at)


def _placing(row: Row, words: str, at: float | None, away_from: float | None) -> Placing:
    def piece(name: str) -> Piece | None:
        return Piece(row[f"{name}Label"].value, row[name].value) if name in row else None

    return Placing(
        row["iri"].value,
        Piece(row["label"].value, row["thing"].value),
        words,
        piece("who"),
        piece("wave"),
        _hedge(row),
        at,
        away_from if away_from != at else None,
    )


def _hedge(row: Row) -> str:
    if "hedge" not in row or _name(row, "certainty") == "stated":
        return ""
    return PLACED_BY_US if row["certainty"].value == OUR_READING else row["hedge"].value


def _name(row: Row, variable: str) -> str:
    return row[variable].value.rpartition("/")[2]


def by_thing(placings: Sequence[Placing]) -> list[tuple[Piece, list[Placing]]]:
    """Return the placings of each thing together."""
    groups: dict[Piece, list[Placing]] = {}
    for placing in placings:
        groups.setdefault(placing.thing, []).append(placing)
    return list(groups.items())
