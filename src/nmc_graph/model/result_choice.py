"""Which results a reader chose: the filters of the results page as one graph pattern.

The page, its downloads and the query that it links to all use this pattern, so they can't differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.model.remembered import remembered
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT, ID, prefixes

HEAD = prefixes("nmc", "schema", "skos")
FOLDERS = {
    "topic": f"{CONCEPT}focus-area/",
    "state": f"{ID}place/",
    "approach": f"{CONCEPT}approach/",
    "interest": f"{CONCEPT}interest/",
    "basis": f"{CONCEPT}change-basis/",
    "comparability": f"{CONCEPT}comparability/",
    "design": f"{CONCEPT}comparison-design/",
}
"""Filter -> what the IRIs of its values begin with; a URL may leave it out."""
DIRECTIONS = {"fell": "<", "rose": ">", "unchanged": "="}
"""Direction of a change -> how its size compares with zero."""
INTERESTS = "(nmc:hasSpeakerInterest|nmc:hasSourceInterest)/skos:broader*"
"""From a claim to the interest of its speaker or source in the collaborative, and wider ones."""
_COMPARED = "(nmc:hasComparability|^nmc:comparesResult/nmc:hasComparability)/skos:broader*"
"""From a result to how well it compares with its earlier value, or with a state or nation."""
_DESIGN = "nmc:hasComparisonDesign/skos:broader*"
"""From a comparison of groups to how the other group was found, and to wider kinds of group."""
_SIZE = (
    "?item nmc:changePercent|nmc:changePoints|nmc:printedChange ?size FILTER(?size {compared} 0)"
)


@dataclass(frozen=True)
class Choice:
    """Which results to show; an empty field doesn't filter."""

    topic: str = ""
    """A topic of the indicator, or a wider one."""
    state: str = ""
    approach: str = ""
    """An approach that the community uses."""
    interest: str = ""
    """The interest of the speaker in the collaborative."""
    basis: str = ""
    comparability: str = ""
    design: str = ""
    """How a study found the group that it compares with, or a wider kind of group."""
    direction: str = ""
    """`fell`, `rose` or `unchanged`."""
    about: str = ""
    indicator: str = ""

    def pattern(self) -> str:
        """Return the choice as a graph pattern on ?item, ?about and ?indicator."""
        parts = {
            "topic": f"?indicator nmc:hasTopic/skos:broader* <{self.topic}> .",
            "state": f"?about nmc:inState <{self.state}> .",
            "approach": f"?about nmc:usesApproach <{self.approach}> .",
            "interest": f"?item {INTERESTS} <{self.interest}> .",
            "basis": f"?item nmc:hasChangeBasis <{self.basis}> .",
            "comparability": f"?item {_COMPARED} <{self.comparability}> .",
            "design": f"?item {_DESIGN} <{self.design}> .",
            "direction": _SIZE.format(compared=DIRECTIONS.get(self.direction, "=")),
            "about": f"VALUES ?about {{ <{self.about}> }}",
            "indicator": f"VALUES ?indicator {{ <{self.indicator}> }}",
        }
        return "\n  ".join(text for name, text in parts.items() if getattr(self, name))

    @property
    def is_sound(self) -> bool:
        """Whether all fields can be part of a query: IRIs, and a known direction."""
        iris = [v for name, v in self.items() if name != "direction"]
        return all(map(is_iri, iris)) and (not self.direction or self.direction in DIRECTIONS)

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the names and values of the fields that filter."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, value) for name, value in pairs if value]

    def without(self, name: str) -> Choice:
        """Return the choice without one of its filters."""
        return replace(self, **{name: ""})

    def query(self) -> str:
        """Return the SELECT that lists the results of the choice."""
        return f"""{HEAD}
SELECT ?result ?collaborative ?measure ?place ?from ?to ?percent ?points
WHERE {{
  {{ SELECT DISTINCT (?item AS ?result) ?about ?indicator WHERE {{
  {self.pattern()}
  ?item a nmc:Result ; nmc:concerns ?about ; nmc:hasIndicator ?indicator . }} }}
  ?about skos:prefLabel ?collaborative .
  ?indicator skos:prefLabel ?measure .
  OPTIONAL {{ ?result nmc:hasGeography/skos:prefLabel ?place }}
  OPTIONAL {{ ?result nmc:startYear ?from }}
  OPTIONAL {{ ?result nmc:endYear ?to }}
  OPTIONAL {{ ?result nmc:changePercent ?percent }}
  OPTIONAL {{ ?result nmc:changePoints ?points }}
}}
ORDER BY ?collaborative ?measure ?from ?to
"""


class Filter(NamedTuple):
    """A filter of the page: its name in URLs, its title, and the values that results have."""

    name: str
    title: str
    values: tuple[Piece, ...]


# Name, title, and the pattern of ?value for an item of a collaborative with an indicator.
_FILTERS = (
    ("topic", "Topic", "?indicator nmc:hasTopic/skos:broader* ?value"),
    ("state", "State", "?about nmc:inState ?value"),
    ("approach", "Approach used", "?about nmc:usesApproach ?value"),
    ("interest", "Who says so", f"?item {INTERESTS} ?value"),
    ("basis", "Stated or computed", "?item nmc:hasChangeBasis ?value"),
    ("comparability", "Comparable", f"?item {_COMPARED} ?value"),
    ("design", "Comparison group", f"?item {_DESIGN} ?value"),
)  # fmt: skip
_MOST_VALUES = 300


def filters(engine: Engine) -> tuple[Filter, ...]:
    """Return the filters that have at least one value in this release."""
    return remembered(engine, "filters", lambda: _filters(engine))


def _filters(engine: Engine) -> tuple[Filter, ...]:
    made = [Filter(name, title, _values(engine, pattern)) for name, title, pattern in _FILTERS]
    return tuple(f for f in made if f.values)


def _values(engine: Engine, pattern: str) -> tuple[Piece, ...]:
    query = f"""SELECT DISTINCT ?value ?label {{
      {{ SELECT DISTINCT ?value {{
        {{ SELECT ?item ?about ?indicator {{
          ?item nmc:concerns ?about ; nmc:hasIndicator ?indicator }} LIMIT 10000 }}
        {pattern} }} LIMIT {_MOST_VALUES} }}
      ?value skos:prefLabel ?label FILTER(LANG(?label) IN ("en", ""))
    }} ORDER BY ?label ?value"""
    return tuple(Piece(r["label"].value, r["value"].value) for r in select(engine, HEAD + query))


def narrower(engine: Engine, topic: str) -> frozenset[str]:
    """Return a topic and all topics below it."""
    if not topic:
        return frozenset()
    rows = select(engine, HEAD + f"SELECT ?topic {{ ?topic skos:broader* <{topic}> }} LIMIT 500")
    return frozenset(r["topic"].value for r in rows) | {topic}
