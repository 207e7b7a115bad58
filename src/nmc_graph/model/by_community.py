"""Results on a topic by community: the range of each measure, who says so, the state and nation.

Nothing is ranked, and no figure is chosen: a measure with several figures has a range.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.comparisons import NATION, STATE, Compared, Pair, on_topic
from nmc_graph.model.observation import (
    GROUPS,
    LEVEL,
    LEVELS_ONLY,
    MISSING,
    PERCENT,
    POINTS,
    UNCLEAR,
    Measurement,
)
from nmc_graph.model.result_rows import ResultRow
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT, prefixes

_KINDS = (PERCENT, POINTS, UNCLEAR, LEVELS_ONLY, LEVEL, GROUPS, MISSING)
"""The order of the lines of one measure."""
_INTEREST = f"{CONCEPT}interest/"
_VOICES = (
    ("sponsored", "sponsored content"),
    ("collaborative", "the collaborative itself"),
    ("backbone", "its backbone organization"),
    ("involved", "partner, funder or adviser"),
    ("study", "independent study"),
    ("press", "independent press"),
    ("independent", "other independent source"),
    ("government", "government"),
    ("advocate", "advocate"),
)
"""What connects a speaker with the community, in the order in which one of several counts."""
_UNKNOWN = "other or unknown"


class Elsewhere(NamedTuple):
    """The figures of one state or nation for a line."""

    place: Piece
    low: float
    high: float
    spans: tuple[tuple[int | None, int | None], ...]
    """The years of its figures."""
    is_computed: bool
    words: str
    """How well the results can be compared with them."""


class Line(NamedTuple):
    """The results on one measure of a community that are of one kind."""

    measure: Piece
    kind: str
    items: tuple[Measurement, ...]
    rows: tuple[ResultRow, ...]
    voices: tuple[tuple[str, int], ...]
    """Who says so, and how many of the results."""
    state: tuple[Elsewhere, ...]
    nation: tuple[Elsewhere, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """Its numbers, from the smallest to the largest."""
        return tuple(sorted(v for i in self.items if (v := _value(i, self.kind)) is not None))

    @property
    def unit(self) -> str:
        """The unit of levels and of differences between groups."""
        return next((i.unit for i in self.items if i.unit), "")

    @property
    def spans(self) -> tuple[tuple[int | None, int | None], ...]:
        """The years of its results, each once."""
        return tuple(sorted({(i.start, i.end) for i in self.items}, key=_years_first))

    @property
    def when(self) -> str:
        """The time of its results in words, if none of them has a year."""
        if any(start or end for start, end in self.spans):
            return ""
        return ", ".join(dict.fromkeys(i.when for i in self.items if i.when))

    @property
    def is_computed(self) -> bool:
        """Whether one of its changes is computed from two values."""
        return any(i.basis == "computed" for i in self.items)


class Community(NamedTuple):
    """A community with the lines of its measures."""

    about: Piece
    lines: tuple[Line, ...]

    @property
    def size(self) -> int:
        """How many lines it has."""
        return len(self.lines)


def by_community(engine: Engine, topic: str, rows: Iterable[ResultRow]) -> tuple[Community, ...]:
    """Return results on a topic by community, in the order of names."""
    found: dict[Piece, dict[tuple[Piece, int], list[ResultRow]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        rank = _KINDS.index(kind_of(row.item))
        found[row.panel.about][row.panel.indicator, rank].append(row)
    if not found:
        return ()
    voices = _voices(engine, topic)
    beside = {r.iri: c for c in on_topic(engine, topic) for r in c.results}
    return tuple(
        Community(
            about,
            tuple(
                _line(measure, _KINDS[rank], its[measure, rank], voices, beside)
                for measure, rank in _shown(its)
            ),
        )
        for about, its in sorted(found.items())
    )


def _shown(lines: Iterable[tuple[Piece, int]]) -> list[tuple[Piece, int]]:
    """Return the lines in order, without single and missing values of measures with a change."""
    lines = sorted(lines)
    single = {_KINDS.index(LEVEL), _KINDS.index(MISSING)}
    changed = {measure for measure, rank in lines if rank not in single}
    return [line for line in lines if line[1] not in single or line[0] not in changed]


def kind_of(item: Measurement) -> str:
    """Return of which kind the figure of a result is; a change in percent comes before points."""
    if item.change_measure:
        return item.change_measure
    return item.measure if item.measure in _KINDS else MISSING


def _value(item: Measurement, kind: str) -> float | None:
    return item.change if kind in {PERCENT, POINTS, UNCLEAR} else item.value


def _line(
    measure: Piece,
    kind: str,
    rows: Sequence[ResultRow],
    voices: Mapping[str, str],
    beside: Mapping[str, Compared],
) -> Line:
    items = tuple(r.item for r in rows)
    said = Counter(voices.get(i.iri, _UNKNOWN) for i in items)
    order = [name for _, name in _VOICES] + [_UNKNOWN]
    pairs = [p for i in items if i.iri in beside for p in beside[i.iri].pairs]
    return Line(
        measure,
        kind,
        items,
        tuple(rows),
        tuple((name, said[name]) for name in order if said[name]),
        _elsewhere(pairs, kind, STATE),
        _elsewhere(pairs, kind, NATION),
    )


def _elsewhere(pairs: Iterable[Pair], kind: str, level: str) -> tuple[Elsewhere, ...]:
    """Return the figures of the same kind of states or of nations, by place."""
    by_place: dict[Piece, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.level == level and pair.other.value(kind) is not None:
            by_place[pair.other.place].append(pair)
    return tuple(
        Elsewhere(
            place,
            min(values := [v for p in its if (v := p.other.value(kind)) is not None]),
            max(values),
            tuple(sorted({p.other.years for p in its}, key=_years_first)),
            any(p.other.is_computed for p in its),
            ", ".join(sorted({word for p in its for word in p.words.split(", ")})),
        )
        for place, its in sorted(by_place.items())
    )


def _voices(engine: Engine, topic: str) -> dict[str, str]:
    """Return what connects the speaker of each result on a topic with the community."""
    query = f"""SELECT DISTINCT ?result ?own ?wider ?source {{
        {{ SELECT DISTINCT ?result {{ ?result nmc:hasTopic <{topic}> ; a nmc:Result }} }}
        OPTIONAL {{ ?result nmc:hasSpeakerInterest ?own OPTIONAL {{ ?own skos:broader ?wider }} }}
        OPTIONAL {{ ?result nmc:hasSourceInterest ?source }} }}"""
    named: dict[str, set[str]] = defaultdict(set)
    for row in select(engine, prefixes("nmc", "skos") + query):
        names = [row[v].value.removeprefix(_INTEREST) for v in ("own", "wider") if v in row]
        if "source" in row and row["source"].value == f"{_INTEREST}sponsored":
            names.append("sponsored")
        named[row["result"].value].update(names)
    return {
        iri: next((words for name, words in _VOICES if name in names), _UNKNOWN)
        for iri, names in named.items()
    }


def _years_first(years: tuple[int | None, int | None]) -> tuple[int, int]:
    return (years[0] or years[1] or 0, years[1] or 0)
