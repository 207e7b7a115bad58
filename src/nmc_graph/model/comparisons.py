"""Results next to what was observed elsewhere over the same time, from the recorded comparisons.

No difference between the two is credited to a collaborative: none says what would have happened
without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, select
from nmc_graph.model.formatting import UNIT_WORDS
from nmc_graph.model.labels import ENGLISH, labels
from nmc_graph.model.observation import LEVEL, LEVELS_ONLY, MISSING, PERCENT, POINTS
from nmc_graph.model.remembered import remembered
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT, prefixes

_HEAD = prefixes("dcterms", "nmc", "qudt", "schema", "skos")
_MOST = 1000
"""Comparisons that one page is about at most."""
_SAME = frozenset({"comparable", "same-definition"})
_WORDS = {
    "different-ages": "other ages",
    "different-definition": "other definition",
    "different-geography-level": "other kind of area",
    "different-method": "other method",
    "different-population": "other group of people",
    "different-unit": "other unit",
    "different-years": "other years",
    "not-assessable": "not enough known to compare",
    "unclear": "definition not clear",
}
"""Comparability -> in words; others have their own label."""
STATE, NATION = "state", "nation"


class Observed(NamedTuple):
    """One side of a comparison: a result, or what was observed elsewhere."""

    iri: str
    measure: Piece
    place: Piece
    speaker: Piece | None
    start: int | None
    end: int | None
    percent: float | None
    points: float | None
    level: float | None
    first: float | None
    last: float | None
    unit: str
    """The unit of `level`, `first` and `last`, in words."""
    is_computed: bool
    """Whether the change is computed from the two values."""

    @property
    def kind(self) -> str:
        """PERCENT, POINTS, LEVEL, LEVELS_ONLY or MISSING."""
        if self.percent is not None:
            return PERCENT
        if self.points is not None:
            return POINTS
        if self.level is not None:
            return LEVEL
        return MISSING if self.first is None or self.last is None else LEVELS_ONLY

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The first year and the last; for a level, its year."""
        return (None if self.kind == LEVEL else self.start, self.end or self.start)

    @property
    def figure(self) -> tuple[object, ...]:
        """What is the same in results that sources give alike."""
        numbers = (self.percent, self.points, self.level, self.first, self.last)
        return (self.measure, self.place, self.years, *numbers)

    def value(self, kind: str) -> float | None:
        """Return its number of one kind."""
        return {PERCENT: self.percent, POINTS: self.points, LEVEL: self.level}.get(kind)


class Pair(NamedTuple):
    """A figure for another place, and how well the result can be compared with it."""

    comparison: str
    """The IRI of the claim that compares the two."""
    other: Observed
    level: str
    """STATE or NATION of the community, or empty."""
    reasons: tuple[str, ...]
    """Names of comparabilities."""
    words: str
    """The same, in words."""
    notes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether both measure the same thing in the same way."""
        return bool(self.reasons) and set(self.reasons) <= _SAME


class Compared(NamedTuple):
    """A result, which several sources may give alike, with all that it is compared with."""

    results: tuple[Observed, ...]
    """The same figure from one or more speakers."""
    pairs: tuple[Pair, ...]
    about: frozenset[str] = frozenset()
    """The communities that it concerns."""

    @property
    def result(self) -> Observed:
        """The result, as the first of its speakers gives it."""
        return self.results[0]

    @property
    def matching(self) -> tuple[Pair, ...]:
        """The figures of the same definition, kind and years."""
        mine = self.result
        if mine.value(mine.kind) is None:
            return ()
        return tuple(
            p
            for p in self.pairs
            if p.is_same and p.other.years == mine.years and p.other.value(mine.kind) is not None
        )


def of_community(engine: Engine, iri: str, language: str = ENGLISH) -> tuple[Compared, ...]:
    """Return the compared results of a community, by measure and year."""
    whole = every(engine) if language == ENGLISH else None
    if whole is None:
        return _compared(engine, f"?comparison nmc:concerns <{iri}> .", language)
    return tuple(c for c in whole if iri in c.about)


def every(engine: Engine) -> tuple[Compared, ...] | None:
    """Return all compared results of a release, or None if it has too many."""
    whole = remembered(
        engine, "comparisons", lambda: _compared(engine, "?comparison a nmc:Comparison .", ENGLISH)
    )
    return whole if sum(len(c.pairs) for c in whole) < _MOST else None


def of_claim(engine: Engine, iri: str, language: str = ENGLISH) -> tuple[Compared, ...]:
    """Return what a result is compared with, or the results that a figure is compared with."""
    pattern = f"?comparison nmc:comparesResult|nmc:comparesBenchmark <{iri}> ."
    return _compared(engine, pattern, language)


def on_topic(engine: Engine, topic: str) -> tuple[Compared, ...]:
    """Return the compared results on a topic and the topics below it, and perhaps others."""
    whole = every(engine)
    if whole is not None:
        return whole
    return _compared(engine, f"?comparison nmc:comparesResult/nmc:hasTopic <{topic}> .", ENGLISH)


def _compared(engine: Engine, pattern: str, language: str) -> tuple[Compared, ...]:
    rows = select(engine, _HEAD + _query(pattern)).rows
    iris = {
        r[v].value
        for r in rows
        for v in ("measure", "place", "speaker", "how", "unit", "counted")
        if v in r and r[v].is_iri
    }
    names = labels(engine, iris, language)
    sides: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        sides[row["comparison"].value, row["side"].value].append(row)
    results: dict[str, Observed] = {}
    about: dict[str, set[str]] = defaultdict(set)
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for (comparison, side), its in sides.items():
        if side == "benchmark" and (mine := sides.get((comparison, "result"))):
            result = _observed(mine[0], names)
            results[result.iri] = result
            pairs[result.iri].append(_pair(comparison, its, names))
            about[result.iri] |= {r["about"].value for r in its if "about" in r}
    alike: dict[tuple[object, ...], list[Observed]] = defaultdict(list)
    for result in sorted(results.values(), key=_by_measure):
        alike[frozenset(about[result.iri]), *result.figure].append(result)
    return tuple(
        Compared(tuple(its), _each_once(its, pairs), frozenset(about[its[0].iri]))
        for its in alike.values()
    )


def _each_once(
    results: Iterable[Observed], pairs: Mapping[str, Iterable[Pair]]
) -> tuple[Pair, ...]:
    """Return the figures that some results are compared with, each once."""
    found: dict[str, Pair] = {}
    for pair in sorted((p for r in results for p in pairs[r.iri]), key=_by_place):
        found.setdefault(pair.other.iri, pair)
    return tuple(found.values())


def _query(pattern: str) -> str:
    """Return the query for both sides of the comparisons of a pattern.

    What can be missing and what can't is OPTIONAL alike: a join would read whole properties.
    """
    return f"""SELECT * {{
        {{ SELECT DISTINCT ?comparison ?side ?item {{
          {{ {pattern} ?comparison nmc:comparesResult ?item BIND("result" AS ?side) }}
          UNION {{ {pattern} ?comparison nmc:comparesBenchmark ?item BIND("benchmark" AS ?side) }}
          }} ORDER BY ?comparison DESC(?side) LIMIT {2 * _MOST} }}
        OPTIONAL {{ ?comparison nmc:hasComparability ?how }}
        OPTIONAL {{ ?comparison nmc:hasEvidence/dcterms:description ?note }}
        OPTIONAL {{ ?comparison nmc:concerns ?about OPTIONAL {{ ?about nmc:inState ?state
          OPTIONAL {{ ?state schema:containedInPlace ?nation }} }} }}
        OPTIONAL {{ ?item nmc:hasIndicator ?measure
          OPTIONAL {{ ?measure schema:unitText ?counted }} }}
        OPTIONAL {{ ?item nmc:hasGeography ?place }}
        OPTIONAL {{ ?item nmc:isAssertedBy ?speaker }}
        OPTIONAL {{ ?item nmc:startYear ?start }} OPTIONAL {{ ?item nmc:endYear ?end }}
        OPTIONAL {{ ?item nmc:changePercent ?percent }}
        OPTIONAL {{ ?item nmc:changePoints ?points }}
        OPTIONAL {{ ?item nmc:numericValue ?value }}
        OPTIONAL {{ ?item nmc:hasBaseline/nmc:numericValue ?first }}
        OPTIONAL {{ ?item nmc:hasEndline/nmc:numericValue ?last }}
        OPTIONAL {{ ?item nmc:hasEndline?/qudt:hasUnit ?unit }}
        OPTIONAL {{ ?item nmc:hasChangeBasis ?basis }}
      }} ORDER BY ?comparison ?side ?how ?note ?place ?speaker ?counted ?unit"""


def _observed(row: Row, names: Mapping[str, str]) -> Observed:
    def piece(name: str) -> Piece | None:
        value = row[name].value if name in row else ""
        return Piece(names.get(value, value), value) if value else None

    def number(name: str) -> float | None:
        return float(row[name].value) if name in row else None

    def year(name: str) -> int | None:
        return int(row[name].value) if name in row else None

    unit = next((row[v].value for v in ("unit", "counted") if v in row), "")
    return Observed(
        row["item"].value, piece("measure") or Piece("Measure not stated"),
        piece("place") or Piece("Place not stated"), piece("speaker"), year("start"), year("end"),
        number("percent"), number("points"), number("value"), number("first"), number("last"),
        UNIT_WORDS.get(unit, names.get(unit, unit)),
        "basis" in row and row["basis"].value == f"{CONCEPT}change-basis/computed",
    )  # fmt: skip


def _pair(comparison: str, rows: Iterable[Row], names: Mapping[str, str]) -> Pair:
    rows = list(rows)
    kinds = sorted({r["how"].value for r in rows if "how" in r})
    reasons = tuple(kind.rpartition("/")[2] for kind in kinds)
    words = (
        _WORDS.get(reason, names.get(kind, kind))
        for reason, kind in zip(reasons, kinds, strict=True)
    )
    other = _observed(rows[0], names)
    levels = {r[v].value: v for v in (NATION, STATE) for r in rows if v in r}
    return Pair(
        comparison,
        other,
        levels.get(other.place.iri, ""),
        reasons,
        ", ".join(words),
        tuple(sorted({r["note"].value for r in rows if "note" in r})),
    )


def _by_measure(one: Observed) -> tuple[object, ...]:
    return (one.measure.text.casefold(), one.start or one.end or 0, one.end or 0, one.iri)


def _by_place(pair: Pair) -> tuple[object, ...]:
    rank = {"": 0, STATE: 1, NATION: 2}[pair.level]
    return (rank, pair.other.place.text, pair.other.end or 0, pair.comparison)
