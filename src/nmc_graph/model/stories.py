"""Stories for the home page: results that show something typical, each found by a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.observation import Measurement
from nmc_graph.model.panel import Panel
from nmc_graph.model.remembered import remembered
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.results import results
from nmc_graph.terms import CONCEPT, prefixes

MOST = 3
"""How many stories the page has."""
ELSEWHERE, DIFFERENT, MISSING, LATER = "elsewhere", "different", "missing", "later"
_MISSING = f"<{CONCEPT}data-status/missing>"
_HEAD = prefixes("nmc", "skos") + "SELECT ?community ?measure (COUNT(*) AS ?number)\nWHERE {\n"
_TAIL = "\n  ?community a nmc:Collaborative .\n}\nGROUP BY ?community ?measure\nORDER BY "


class Story(NamedTuple):
    """One story: its heading, the panel that shows it, and the query that finds others."""

    kind: str
    title: str
    panel: Panel
    query: str

    @property
    def differing(self) -> tuple[Measurement, ...]:
        """The figures that are at odds with another figure of the panel."""
        own = {i.iri for i in self.panel.items}
        return tuple(
            i for i in self.panel.items if i.iri in self.panel.disagree or own & set(i.at_odds)
        )

    @property
    def missing(self) -> Measurement | None:
        """The first result without a value."""
        return next((i for i in self.panel.missing if i.is_result), None)


_KINDS = (
    (
        ELSEWHERE,
        "It fell here, and elsewhere too",
        """  ?result nmc:concerns ?community ; nmc:hasIndicator ?measure ;
    nmc:changePercent|nmc:changePoints ?here ; nmc:hasBenchmark ?benchmark .
  ?benchmark nmc:changePercent|nmc:changePoints ?there
  FILTER(?here < 0 && ?there < 0)""",
        "DESC(?number) ?community ?measure",
    ),
    (
        DIFFERENT,
        "One result, two figures",
        """  ?result nmc:isAtOddsWith ?other ; nmc:concerns ?community ; nmc:hasIndicator ?measure ;
    nmc:endYear ?year ; nmc:numericValue|nmc:percentChange ?one .
  ?other nmc:concerns ?community ; nmc:hasIndicator ?measure ;
    nmc:endYear ?year ; nmc:numericValue|nmc:percentChange ?two
  FILTER(?one != ?two)""",
        "?number ?community ?measure",
    ),
    (
        MISSING,
        "No comparable figure",
        f"""  ?result nmc:hasDataStatus/skos:broader {_MISSING} ; nmc:startYear ?year ;
    nmc:concerns ?community ; nmc:hasIndicator ?measure .
  ?known nmc:concerns ?community ; nmc:hasIndicator ?measure ; nmc:percentChange ?change""",
        "?number ?community ?measure",
    ),
    (
        LATER,
        "Three years later",
        """  ?result nmc:followsUpResult ?earlier ; nmc:percentChange ?later ;
    nmc:concerns ?community ; nmc:hasIndicator ?measure .
  ?earlier nmc:percentChange ?before""",
        "DESC(?number) ?community ?measure",
    ),
)


def stories(engine: Engine) -> tuple[Story, ...]:
    """Return the first stories that a release has; a release never changes."""
    return remembered(engine, "stories", lambda: tuple(_stories(engine)))


def _stories(engine: Engine) -> Iterator[Story]:
    number = 0
    for kind, title, pattern, order in _KINDS:
        if number == MOST:
            return
        query = f"{_HEAD}{pattern} .{_TAIL}{order}\nLIMIT 25"
        for row in select(engine, query).rows[:5]:
            choice = Choice(about=row["community"].value, indicator=row["measure"].value)
            panels = results(engine, choice).panels if choice.is_sound else ()
            shown = next((p for p in panels if _shows(kind, p)), None)
            if shown:
                yield Story(kind, title, shown, query)
                number += 1
                break


def _shows(kind: str, panel: Panel) -> bool:
    """Return whether the chart of a panel shows a story."""
    dated = [i for i in panel.items if i.value is not None and i.end]
    story = Story(kind, "", panel, "")
    return {
        ELSEWHERE: bool(dated and panel.benchmarks),
        DIFFERENT: len(story.differing) > 1,
        MISSING: bool(dated and story.missing),
        LATER: len(dated) > 1,
    }[kind]
