"""Results: observations and goals, grouped into panels with one axis each.

A panel is one indicator of one community in one measure. Percent changes, percentage-point changes
and levels in each unit are different measures, so they never share an axis; a change of unclear
kind has no measure. Missing values are in every panel of their indicator, or in a separate one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.model.labels import labels
from nmc_graph.model.observation import (
    LEVEL,
    LEVELS_ONLY,
    MISSING,
    PERCENT,
    POINTS,
    UNCLEAR,
    Measurement,
    read_item,
)
from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DERIVED_GRAPH, NMC, prefixes

_ORDER = (PERCENT, POINTS, LEVEL, UNCLEAR, MISSING)
_HEAD = prefixes("nmc", "schema", "skos")
LIMIT = 5000
"""How many observations and goals are fetched at most; a page that omits some says so."""


@dataclass(frozen=True)
class Panel:
    """The data on one indicator of one community in one measure."""

    about: Piece
    indicator: Piece
    population: str
    wanted: str
    """`increase`, `decrease`, `keep`, or empty if unknown."""
    measure: str
    unit: str
    items: tuple[Measurement, ...]
    goals: tuple[Measurement, ...]
    missing: tuple[Measurement, ...]
    changes: tuple[Measurement, ...]
    """In a panel of levels: the changes that join two of them."""

    @property
    def rows(self) -> tuple[Measurement, ...]:
        """Everything that the panel shows, for its table."""
        joins = (c for c in self.changes if c.measure == LEVELS_ONLY)
        return (*self.items, *joins, *self.missing, *self.goals)

    @property
    def disagree(self) -> frozenset[str]:
        """IRIs of items for which another gives a different number for the same place and years."""
        same: dict[tuple[object, ...], dict[float | None, list[str]]] = {}
        for i in self.items:
            start = None if i.measure == LEVEL else i.start
            groups = same.setdefault((i.place, start, i.end, i.measure), {})
            groups.setdefault(i.value, []).append(i.iri)
        disagreeing = {
            iri for g in same.values() if len(g) > 1 for iris in g.values() for iri in iris
        }
        here = {i.iri for i in self.items}
        for i in self.items:
            if odds := here & set(i.at_odds):
                disagreeing |= {i.iri, *odds}
        return frozenset(disagreeing)


@dataclass(frozen=True)
class Choice:
    """Which panels to show; an empty field doesn't filter."""

    focus_area: str = ""
    approach: str = ""
    about: str = ""
    indicator: str = ""

    def pattern(self) -> str:
        """Return the choice as a graph pattern on ?about and ?indicator."""
        parts = []
        if self.focus_area:
            parts.append(f"?about nmc:worksOn/skos:broader* <{self.focus_area}> .")
        if self.approach:
            parts.append(
                "?stands a nmc:ApproachPosition ; nmc:concerns ?about ; "
                f"nmc:hasApproach <{self.approach}> ."
            )
        if self.about:
            parts.append(f"VALUES ?about {{ <{self.about}> }}")
        if self.indicator:
            parts.append(f"VALUES ?indicator {{ <{self.indicator}> }}")
        return " ".join(parts)

    @property
    def sound(self) -> bool:
        """Whether every field is empty or an IRI that is safe in a query."""
        return all(not iri or is_iri(iri) for iri in vars(self).values())


@dataclass(frozen=True)
class Results:
    """The panels, and whether some were omitted because there are too many."""

    panels: tuple[Panel, ...]
    cut: bool


def results(engine: Engine, choice: Choice) -> Results:
    """Return the panels of a choice, by community, indicator and measure.

    The caller checks what visitors send: `choice` must be `sound`.
    """
    fields: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    query = f"""SELECT ?item ?p ?v {{
          {{ SELECT DISTINCT ?item {{ {choice.pattern()}
            ?item nmc:concerns ?about ; nmc:hasIndicator ?indicator ; a ?class
            FILTER(?class IN (nmc:Observation, nmc:Goal))
            MINUS {{ ?item a nmc:GroupComparison }}
            MINUS {{ ?groups nmc:hasGroupLevel|nmc:hasComparisonLevel ?item }} }}
            ORDER BY ?item LIMIT {LIMIT + 1} }}
          GRAPH ?g {{ ?item ?p ?v }} FILTER(?g != <{DERIVED_GRAPH}> || ?p = nmc:hasProgress)
        }} ORDER BY ?item ?p ?v"""
    for row in select(engine, _HEAD + query):
        fields[row["item"].value][row["p"].value].append(row["v"])
    cut = len(fields) > LIMIT
    kept = dict(list(fields.items())[:LIMIT])
    indicators = _indicators(engine, kept.values())
    iris = {t.value for f in kept.values() for ts in f.values() for t in ts if t.is_iri}
    names = labels(engine, iris)
    return Results(_panels(kept, indicators, names), cut)


_Indicators = Mapping[str, tuple[str, str, str]]


def _indicators(engine: Engine, items: Iterable[Mapping[str, Sequence[Term]]]) -> _Indicators:
    """Return population, wanted direction and unit for each indicator that is measured."""
    iris = {t.value for f in items for t in f[NMC + "hasIndicator"] if is_iri(t.value)}
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    query = f"""SELECT ?indicator ?population ?wanted ?unit {{ VALUES ?indicator {{ {values} }}
        OPTIONAL {{ ?indicator nmc:population ?population }}
        OPTIONAL {{ ?indicator nmc:hasDesiredDirection ?wanted }}
        OPTIONAL {{ ?indicator schema:unitText ?unit }} }}"""
    rows = select(engine, _HEAD + query)
    return {
        r["indicator"].value: (
            r["population"].value if "population" in r else "",
            r["wanted"].value.rpartition("/")[2] if "wanted" in r else "",
            r["unit"].value if "unit" in r else "",
        )
        for r in rows
    }


def _panels(
    fields: Mapping[str, Mapping[str, Sequence[Term]]],
    indicators: _Indicators,
    names: Mapping[str, str],
) -> tuple[Panel, ...]:
    groups: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for iri, values in fields.items():
        for concerned in values[NMC + "concerns"]:
            for measured in values[NMC + "hasIndicator"]:
                unit = indicators.get(measured.value, ("", "", ""))[2]
                groups[concerned.value, measured.value].append(read_item(iri, values, names, unit))
    panels = []
    for (about, indicator), items in groups.items():
        population, wanted, _ = indicators.get(indicator, ("", "", ""))
        who, what = Piece(names.get(about, about), about), Piece(names[indicator], indicator)
        for measure, its_unit, *parts in _split(items):
            panels.append(Panel(who, what, population, wanted, measure, its_unit, *parts))
    panels.sort(
        key=lambda p: (
            p.about.text, p.about.iri, p.indicator.text, p.population, p.indicator.iri,
            _ORDER.index(p.measure), p.unit,
        )
    )  # fmt: skip
    return tuple(panels)


_Items = tuple[Measurement, ...]


def _split(items: Sequence[Measurement]) -> list[tuple[str, str, _Items, _Items, _Items, _Items]]:
    """Return the fields of a panel after its names, for each measure and unit among the items."""
    ordered = sorted(items, key=lambda i: (i.end or 9999, i.start or 0, i.iri))
    missing = tuple(i for i in ordered if not i.goal and i.measure == MISSING)
    wordless = tuple(i for i in ordered if i.goal and i.measure == MISSING)
    joins = tuple(i for i in ordered if all(i.ends))
    parts = []
    for measure, unit in dict.fromkeys((i.measure, i.unit) for i in ordered):
        if measure in {MISSING, LEVELS_ONLY}:
            continue
        own = [i for i in ordered if (i.measure, i.unit) == (measure, unit)]
        parts.append(
            (
                measure,
                unit,
                tuple(i for i in own if not i.goal),
                tuple(i for i in own if i.goal),
                missing if measure != UNCLEAR else (),
                joins if measure == LEVEL else (),
            )
        )
    if parts and not wordless:
        return parts
    return [*parts, (MISSING, "", (), wordless, () if parts else missing, ())]


def extent(engine: Engine, measure: str) -> tuple[float, float]:
    """Return the smallest and largest change in PERCENT or POINTS of the whole release."""
    name = {PERCENT: "percentChange", POINTS: "pointChange"}[measure]
    row = select(
        engine, _HEAD + f"SELECT (MIN(?v) AS ?least) (MAX(?v) AS ?most) {{ ?o nmc:{name} ?v }}"
    ).rows[0]
    least, most = (float(row[v].value) if v in row else 0.0 for v in ("least", "most"))
    return min(least, 0.0), max(most, 0.0)


def choices(engine: Engine) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the focus areas and the approaches that results can be filtered by."""
    groups = []
    for pattern in (
        "?who nmc:worksOn/skos:broader* ?choice",
        "?stands a nmc:ApproachPosition ; nmc:concerns ?who ; nmc:hasApproach ?choice",
    ):
        query = f"""SELECT DISTINCT ?choice ?label {{
              {{ SELECT DISTINCT ?who {{ ?o nmc:concerns ?who ; nmc:hasIndicator ?i }} LIMIT 3000 }}
              {pattern} . ?choice skos:prefLabel ?label FILTER(LANG(?label) IN ("en", ""))
            }} ORDER BY ?label LIMIT 300"""
        rows = select(engine, _HEAD + query)
        groups.append(tuple(Piece(r["label"].value, r["choice"].value) for r in rows))
    return groups[0], groups[1]
