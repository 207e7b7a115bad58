"""Results: observations and goals, fetched for a choice and grouped into panels."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.model.labels import labels
from nmc_graph.model.observation import PERCENT, POINTS, Measurement, read_item
from nmc_graph.model.panel import ORDER, Comparisons, Panel, split
from nmc_graph.model.remembered import is_known, remembered
from nmc_graph.model.result_choice import HEAD, Choice
from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, DERIVED_GRAPH, NMC, SCHEMA

LIMIT = 5000
"""How many observations and goals are fetched at most; a page that omits some says so."""
_REMEMBERED = 16
"""Choices whose results are remembered for each engine."""
_DERIVED = ", ".join(
    f"nmc:{name}"
    for name in ("changePercent", "changePoints", "hasBenchmark", "hasChangeBasis", "hasProgress")
)
_NOT_COMPARABLE = f"{CONCEPT}comparability/not-comparable"
_UNCLEAR = f"{CONCEPT}comparability/not-assessable"
_ENDS = "nmc:hasBaseline|nmc:hasEndline|nmc:hasGroupLevel|nmc:hasComparisonLevel"
_Fields = Mapping[str, Mapping[str, Sequence[Term]]]


class Results(NamedTuple):
    """The panels, and whether some were omitted because there are too many."""

    panels: tuple[Panel, ...]
    cut: bool


_remembered: WeakKeyDictionary[Engine, OrderedDict[str, Results]] = WeakKeyDictionary()
"""Results by engine and pattern; the last one is the newest."""


def results(engine: Engine, choice: Choice) -> Results:
    """Return the panels of a choice, by community, indicator and measure.

    The caller checks what visitors send: `choice` must be sound.
    """
    if choice == Choice():
        return remembered(engine, "results", lambda: _results(engine, choice.pattern()))
    # In a very large release, all results take longer to fetch than those of one community.
    if is_known(engine, "results") and not choice.without("about").without("indicator").items():
        whole = results(engine, Choice())
        if not whole.cut:
            return Results(tuple(p for p in whole.panels if _is_of(choice, p)), cut=False)
    pattern = choice.pattern()
    known = _remembered.setdefault(engine, OrderedDict())
    found = known.get(pattern)
    if found is None:
        found = known[pattern] = _results(engine, pattern)
        while len(known) > _REMEMBERED:
            known.popitem(last=False)
    return found


def _is_of(choice: Choice, panel: Panel) -> bool:
    """Return whether a panel is of the community and the measure of a choice, if it has them."""
    return choice.about in {"", panel.about.iri} and choice.indicator in {"", panel.indicator.iri}


def _results(engine: Engine, pattern: str) -> Results:
    fields: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    query = f"""SELECT ?item ?p ?v {{
          {{ SELECT DISTINCT ?item {{
            {{ SELECT DISTINCT (?item AS ?own) {{ {pattern}
              ?item nmc:concerns ?about ; nmc:hasIndicator ?indicator ; a ?class
              FILTER(?class IN (nmc:Observation, nmc:Goal))
              MINUS {{ ?item a nmc:Benchmark }} }} ORDER BY ?own LIMIT {LIMIT + 1} }}
            ?own nmc:hasBenchmark?/({_ENDS})? ?item }} }}
          GRAPH ?g {{ ?item ?p ?v }}
          FILTER(?g != <{DERIVED_GRAPH}> || ?p IN ({_DERIVED}) || ?v = nmc:Result)
        }} ORDER BY ?item ?p ?v"""
    for row in select(engine, HEAD + query):
        fields[row["item"].value][row["p"].value].append(row["v"])
    cut = len(fields) > LIMIT
    kept = dict(list(fields.items())[:LIMIT])
    return Results(_panels(engine, kept), cut)


class _Indicator(NamedTuple):
    population: str = ""
    wanted: str = ""
    unit: str = ""
    topics: tuple[str, ...] = ()


def _indicators(engine: Engine, iris: Iterable[str]) -> dict[str, _Indicator]:
    names = ("nmc:population", "nmc:hasDesiredDirection", "schema:unitText", "nmc:hasTopic")
    found = _values(engine, iris, names)
    return {
        iri: _Indicator(
            next(iter(values[NMC + "population"]), ""),
            next(iter(values[NMC + "hasDesiredDirection"]), "").rpartition("/")[2],
            next(iter(values[SCHEMA + "unitText"]), ""),
            tuple(values[NMC + "hasTopic"]),
        )
        for iri, values in found.items()
    }


def _values(
    engine: Engine, iris: Iterable[str], properties: Sequence[str]
) -> dict[str, dict[str, list[str]]]:
    """Return the values of some properties of things."""
    things = " ".join(f"<{iri}>" for iri in sorted(set(iris)) if is_iri(iri))
    # A second VALUES would be evaluated first and make the engine read whole properties.
    query = f"""SELECT ?thing ?p ?v {{ VALUES ?thing {{ {things} }} ?thing ?p ?v
        FILTER(?p IN ({", ".join(properties)})) }} ORDER BY ?thing ?p ?v"""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in select(engine, HEAD + query):
        found[row["thing"].value][row["p"].value].append(row["v"].value)
    return found


def _panels(engine: Engine, fields: _Fields) -> tuple[Panel, ...]:
    measured = {t.value for f in fields.values() for t in f[NMC + "hasIndicator"]}
    concerned = {t.value for f in fields.values() for t in f[NMC + "concerns"]}
    indicators = _indicators(engine, measured)
    states = {
        iri: tuple(values[NMC + "inState"])
        for iri, values in _values(engine, concerned, ["nmc:inState"]).items()
    }
    iris = {t.value for f in fields.values() for ts in f.values() for t in ts if t.is_iri}
    iris -= {t.value for f in fields.values() for t in f[NMC + "hasEvidence"]}
    iris |= {t for i in indicators.values() for t in i.topics}
    iris |= {s for its in states.values() for s in its}
    names = labels(engine, iris)

    def pieces(values: Iterable[str]) -> tuple[Piece, ...]:
        return tuple(sorted(Piece(names.get(value, value), value) for value in values))

    benchmarks = _benchmarks(fields, indicators, names)
    comparisons = _comparisons(engine) if benchmarks else {}
    panels = []
    for (about, indicator), items in _grouped(fields, indicators, names, benchmarks).items():
        of = indicators.get(indicator, _Indicator())
        who = Piece(names.get(about, about), about)
        what = Piece(names.get(indicator, indicator), indicator)
        for measure, its_unit, its, goals, missing, changes in split(items):
            panel = Panel(
                who, what, of.population, of.wanted, measure, its_unit, its, goals, missing,
                changes, topics=pieces(of.topics), states=pieces(states.get(about, ())),
            )  # fmt: skip
            panels.append(panel.compared_with(benchmarks, comparisons))
    panels.sort(
        key=lambda p: (
            p.about.text, p.about.iri, p.indicator.text, p.population, p.indicator.iri,
            ORDER.index(p.measure), p.unit,
        )
    )  # fmt: skip
    return tuple(panels)


def _grouped(
    fields: _Fields,
    indicators: Mapping[str, _Indicator],
    names: Mapping[str, str],
    benchmarks: Mapping[str, Measurement],
) -> Mapping[tuple[str, str], Sequence[Measurement]]:
    """Return the items by what they concern and what they measure."""
    groups: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for iri, values in fields.items():
        for about in values[NMC + "concerns"] if iri not in benchmarks else ():
            for indicator in values[NMC + "hasIndicator"]:
                unit = indicators.get(indicator.value, _Indicator()).unit
                groups[about.value, indicator.value].append(read_item(iri, values, names, unit))
    return groups


def _comparisons(engine: Engine) -> Comparisons:
    """Return how results compare with benchmarks, without those that can't be compared."""
    query = f"""SELECT ?result ?benchmark ?words {{
        ?comparison nmc:comparesResult ?result ; nmc:comparesBenchmark ?benchmark ;
          nmc:hasComparability ?kind .
        ?kind skos:prefLabel ?words FILTER(LANG(?words) IN ("en", ""))
        MINUS {{ ?comparison nmc:hasComparability/skos:broader? ?not
          FILTER(?not IN (<{_NOT_COMPARABLE}>, <{_UNCLEAR}>)) }}
      }} ORDER BY ?result ?benchmark ?words LIMIT {LIMIT}"""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in select(engine, HEAD + query):
        found[row["result"].value, row["benchmark"].value].append(row["words"].value)
    return {pair: ", ".join(words) for pair, words in found.items()}


def _benchmarks(
    fields: _Fields, indicators: Mapping[str, _Indicator], names: Mapping[str, str]
) -> dict[str, Measurement]:
    """Return the figures with which others are compared, and their start and end values."""
    wanted = {t.value for f in fields.values() for t in f.get(NMC + "hasBenchmark", ())}
    ends = {
        t.value
        for iri in wanted
        for name in ("hasBaseline", "hasEndline")
        for t in fields.get(iri, {}).get(NMC + name, ())
    }
    found = {}
    for iri in sorted((wanted | ends) & fields.keys()):
        values = fields[iri]
        measured = next(iter(values[NMC + "hasIndicator"]), None)
        unit = indicators.get(measured.value, _Indicator()).unit if measured else ""
        found[iri] = read_item(iri, values, names, unit)
    return found


def extent(engine: Engine, measure: str) -> tuple[float, float]:
    """Return the smallest and largest change in PERCENT or POINTS of the whole release."""
    name = {PERCENT: "percentChange", POINTS: "pointChange"}[measure]
    row = select(
        engine, HEAD + f"SELECT (MIN(?v) AS ?least) (MAX(?v) AS ?most) {{ ?o nmc:{name} ?v }}"
    ).rows[0]
    least, most = (float(row[v].value) if v in row else 0.0 for v in ("least", "most"))
    return min(least, 0.0), max(most, 0.0)
