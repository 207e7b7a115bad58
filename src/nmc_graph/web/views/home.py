"""The home page: purpose, entry points, known and missing facts, three sample questions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from nmc_graph.engine import Rows
from nmc_graph.engine.base import Row, select
from nmc_graph.model.kinds import in_order
from nmc_graph.model.labels import labels
from nmc_graph.model.library import LibraryQuery
from nmc_graph.model.overview import ASPECTS, Known, count, count_things, known_facts
from nmc_graph.model.places import communities
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.entity import Link
from nmc_graph.web.views.map_drawing import MapPicture, draw_map

blueprint = Blueprint("home", __name__)

QUESTIONS = ("cq04", "missing-data", "cq07")
"""Queries of the library whose results the home page shows."""
ROWS = 6
"""Rows of a result that the page shows."""
COMMUNITIES = 24
"""Communities that the page shows."""


@dataclass(frozen=True)
class SampleQuestion:
    """A query of the library with its current result."""

    entry: LibraryQuery
    question: str
    sparql: str
    """The path that opens the query."""
    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    names: dict[str, str]
    """Labels of the IRIs in the rows."""
    total: int


@dataclass(frozen=True)
class HomePage:
    """The context of home.html."""

    collaboratives: int
    statements: int
    assertions: int
    evidence_coverage: float | None
    """Share of claims with a place in a source text, 0.0 to 1.0."""
    missing: int
    """Results without a value."""
    picture: MapPicture
    communities: tuple[Known, ...]
    aspects: tuple[str, ...]
    questions: tuple[SampleQuestion, ...]
    entries: tuple[Link, ...]


@blueprint.get("/")
def home() -> Response:
    """Show the home page."""
    engine, m = site().engine, site().release.manifest
    all_communities = communities(engine)
    return responses.page(
        "home.html",
        page=HomePage(
            m["collaboratives"],
            m["statements"],
            m["assertions"],
            m["evidence_coverage"],
            count(engine, "results_without_value"),
            draw_map(all_communities),
            known_facts(engine, all_communities[:COMMUNITIES]),
            tuple(ASPECTS),
            tuple(map(_sample_question, QUESTIONS)),
            tuple(
                Link(kind.plural, urls.browse(kind.name), f"{number:,}")
                for kind, number in count_things(engine, in_order("on_home_page").values())
            ),
        ),
    )


def _sample_question(name: str) -> SampleQuestion:
    entry = site().library[name]
    text = entry.filled()
    rows: Rows = select(site().engine, text)
    shown = rows.rows[:ROWS]
    return SampleQuestion(
        entry,
        entry.description.split("? ")[0].rstrip("?.") + "?",
        urls.query_path(text),
        rows.variables,
        shown,
        labels(site().engine, (t.value for r in shown for t in r.values() if t.is_iri)),
        len(rows),
    )
