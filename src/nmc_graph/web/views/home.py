"""The home page: what this is, where to look, what is known and what is not, three answers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from nmc_graph.engine import Rows
from nmc_graph.engine.base import Row, select
from nmc_graph.iris import expand
from nmc_graph.model.kinds import in_order
from nmc_graph.model.labels import labels
from nmc_graph.model.library import LibraryQuery
from nmc_graph.model.places import Community, communities
from nmc_graph.terms import prefixes
from nmc_graph.web.context import query_path, site
from nmc_graph.web.http import responses
from nmc_graph.web.views.map_drawing import MapPicture, draw_map

blueprint = Blueprint("home", __name__)

QUESTIONS = ("cq04", "missing-data", "cq07")
"""Asked live: names in the library."""
ROWS = 6
"""Rows of an answer that the page shows."""
COMMUNITIES = 24
"""Communities that the page shows."""

_HEAD = prefixes()

_NUMBER = "nmc:percentChange|nmc:pointChange|nmc:printedChange|nmc:numericValue"


def _concerning(what: str) -> str:
    """Return the pattern for what concerns a community: from the community, which is bound."""
    return f"?x nmc:concerns ?c FILTER EXISTS {{ ?x {what} }}"


# What there is to know of a community: name, and the pattern that holds where it is known.
ASPECTS = {
    "Founded": f"{{ ?c nmc:startYear ?x }} UNION {{ {_concerning('a nmc:Founding')} }}",
    "Backbone": "?c nmc:hasBackbone ?x",
    "Works on": "?c nmc:worksOn ?x",
    "A result": _concerning(f"{_NUMBER} ?y"),
    "A goal": _concerning("a nmc:Goal"),
    "Approach": _concerning("a nmc:ApproachPosition"),
    "Lessons": _concerning("a nmc:Lesson"),
}
_KNOWN = (
    _HEAD
    + "SELECT ?c (SAMPLE(?year) AS ?since) "
    + " ".join(f"(SAMPLE(?k{i}) AS ?known{i})" for i in range(len(ASPECTS)))
    + " WHERE { VALUES ?c { %s } OPTIONAL { ?c nmc:startYear ?year } "
    + " ".join(
        f"BIND(EXISTS {{ {pattern} }} AS ?k{i})" for i, pattern in enumerate(ASPECTS.values())
    )
    + "} GROUP BY ?c"
)

_ENTRIES = in_order("on_home_page").values()
_COUNT = (
    _HEAD
    + "SELECT ?class (COUNT(DISTINCT ?x) AS ?n) WHERE { VALUES ?class { "
    + " ".join(kind.class_ for kind in _ENTRIES)
    + " } ?x a ?class } GROUP BY ?class"
)


@dataclass(frozen=True)
class Known:
    """A collaborative with what there is to know of it."""

    community: Community
    year: str
    """A founding year; empty where none is stated."""
    aspects: tuple[bool, ...]
    """For each of ASPECTS whether anything is said of it."""


@dataclass(frozen=True)
class Asked:
    """A question of the library with its answer as it stands now."""

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
class Entry:
    """A list of things of one kind."""

    href: str
    title: str
    count: int


@dataclass(frozen=True)
class HomePage:
    """The context of home.html."""

    collaboratives: int
    statements: int
    assertions: int
    evidence_coverage: float | None
    """Share of assertions that lead to a place in a source text, 0.0 to 1.0."""
    missing: int
    """Observations that say that a value is not there."""
    picture: MapPicture
    communities: tuple[Known, ...]
    aspects: tuple[str, ...]
    questions: tuple[Asked, ...]
    entries: tuple[Entry, ...]


@blueprint.get("/")
def home() -> Response:
    """Show what this is, for whom, and three questions with their answers."""
    m, found = site().release.manifest, communities(site().engine)
    return responses.page(
        "home.html",
        page=HomePage(
            m["collaboratives"],
            m["statements"],
            m["assertions"],
            m["evidence_coverage"],
            _missing(),
            draw_map(found),
            _known(found[:COMMUNITIES]),
            tuple(ASPECTS),
            tuple(map(_asked, QUESTIONS)),
            _entries(),
        ),
    )


def _known(found: tuple[Community, ...]) -> tuple[Known, ...]:
    if not found:
        return ()
    rows = select(site().engine, _KNOWN % " ".join(f"<{c.iri}>" for c in found))
    by_iri = {r["c"].value: r for r in rows}
    return tuple(
        Known(
            c,
            row["since"].value if "since" in row else "",
            # `1` is a way to write true (XSD 1.1, 3.3.2), and the one that Virtuoso has.
            tuple(row[f"known{i}"].value in {"true", "1"} for i in range(len(ASPECTS))),
        )
        for c in found
        if (row := by_iri.get(c.iri))
    )


def _asked(name: str) -> Asked:
    entry = site().library[name]
    text = entry.filled()
    rows: Rows = select(site().engine, text)
    shown = rows.rows[:ROWS]
    return Asked(
        entry,
        entry.description.split("? ")[0].rstrip("?.") + "?",
        query_path(text),
        rows.variables,
        shown,
        labels(site().engine, (t.value for r in shown for t in r.values() if t.is_iri)),
        len(rows),
    )


def _missing() -> int:
    rows = select(
        site().engine,
        _HEAD + "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?o a nmc:Observation "
        f"MINUS {{ ?o {_NUMBER} ?v }} }}",
    )
    return int(rows.rows[0]["n"].value)


def _entries() -> tuple[Entry, ...]:
    counts = {r["class"].value: int(r["n"].value) for r in select(site().engine, _COUNT)}
    return tuple(
        Entry(f"/browse/{kind.name}", kind.plural, count)
        for kind in _ENTRIES
        if (count := counts.get(expand(kind.class_)))
    )
