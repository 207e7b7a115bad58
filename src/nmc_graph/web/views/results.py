"""Results: the filtered, grouped list as a table and as charts, and its downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from nmc_graph.charts.row_chart import draw_row
from nmc_graph.errors import UsageError
from nmc_graph.iris import expand, kind_of
from nmc_graph.model.approach_summary import linked_communities
from nmc_graph.model.by_community import by_community
from nmc_graph.model.labels import fallback_label
from nmc_graph.model.panel import Panel
from nmc_graph.model.result_choice import DIRECTIONS, FOLDERS, Choice, Filter, filters, narrower
from nmc_graph.model.result_rows import (
    GROUPINGS,
    SORTS,
    grouped,
    of_studies,
    pages,
    rows_of,
)
from nmc_graph.model.result_sources import sources_of
from nmc_graph.model.results import LIMIT, Results, results
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views import result_table
from nmc_graph.web.views.panel_views import first_image, panel_views
from nmc_graph.web.views.parameters import page_number
from nmc_graph.web.views.spreadsheets import FORMS, give, links

blueprint = Blueprint("results", __name__)

VIEWS = {"table": "Table", "charts": "Charts"}
MOST = {"table": 150, "charts": 24}
"""Rows or charts after which a page ends with the next group."""
_NAMES = {"about": "concerns"}
"""Fields of a choice whose parameter has another name."""


@dataclass(frozen=True)
class Layout:
    """How the page shows the choice: each is a parameter of the URL."""

    view: str
    sort: str
    group: str
    page: int


@blueprint.get("/results")
@blueprint.get("/results.<suffix>")
def results_page(suffix: str = "") -> Response:
    """List results by topic, state, approach and more, as a table or as charts."""
    form = responses.wanted_form(FORMS, suffix)
    if "focus" in request.args:
        return _to_topic(suffix)
    choice = chosen()
    if form == "rq":
        return responses.data(choice.query().encode(), FORMS[form], request.full_path)
    found = results(site().engine, choice)
    if form:
        return give(result_table.table(site().engines.downloads, found.panels), form, "results")
    return _page(choice, found, _layout())


def _page(choice: Choice, found: Results, layout: Layout) -> Response:
    engine = site().engine
    rows = rows_of(found.panels)
    abouts = sorted({r.panel.about for r in rows}, key=lambda about: about.text)
    groups = grouped(rows, layout.group, layout.sort, narrower(engine, choice.topic))
    charts = layout.view == "charts"
    parts = pages(groups, MOST[layout.view], charts=charts)
    shown = parts[min(layout.page, len(parts)) - 1]
    sources = sources_of(engine, [row.item for group in shown for row in group.rows])
    offered = filters(engine)
    ours = linked_communities(engine, choice.approach)[1] if choice.approach else ()
    drawn = {g.title: panel_views(g.panels, sources) for g in shown} if charts else {}
    return responses.page(
        "pictures/results.html",
        groups=shown,
        jumps=[
            (group.title, len(group.rows), on, number)
            for on, part in enumerate(parts, 1)
            for number, group in enumerate(part, 1)
        ],
        charts=drawn,
        image=first_image(view for views in drawn.values() for view in views),
        draw_row=draw_row,
        sources=sources,
        total=len(rows),
        communities=sum(kind_of(about.iri) == "collaborative" for about in abouts),
        cut=found.cut,
        limit=LIMIT,
        layout=layout,
        compared_with_groups=of_studies(rows),
        communities_on_topic=by_community(engine, choice.topic, rows) if choice.topic else (),
        pages=len(parts),
        page=min(layout.page, len(parts)),
        filters=offered,
        directions=DIRECTIONS,
        choice=choice,
        linked_by_us=[p for p in abouts if p.iri in ours],
        chosen=_chosen_names(choice, offered, found.panels),
        short=_short,
        sorts=SORTS,
        groupings=GROUPINGS,
        views=VIEWS,
        parameters=parameters(choice),
        downloads=[
            *links(urls.results, parameters(choice)),
            {"text": "SPARQL", "href": urls.query_path(choice.query())},
        ],
    )


def chosen() -> Choice:
    """Return the choice in the URL. Raises UsageError if a value is not an IRI."""

    def value(name: str) -> str:
        text = request.args.get(_NAMES.get(name, name), "").strip()
        if not text or name == "direction":
            return text
        folder = FOLDERS.get(name)
        return folder + text if folder and "/" not in text and ":" not in text else expand(text)

    choice = Choice(**{name: value(name) for name in Choice.__dataclass_fields__})
    if not choice.is_sound:
        raise UsageError("A filter must be the name of a concept or an IRI.")
    return choice


def parameters(choice: Choice) -> dict[str, str]:
    """Return the parameters of a choice in a URL."""
    return {_NAMES.get(name, name): _short(name, value) for name, value in choice.items()}


def _short(name: str, iri: str) -> str:
    """Return the value of a filter as a URL has it."""
    folder = FOLDERS.get(name, "")
    short = iri.removeprefix(folder) if folder else iri
    return iri if "/" in short or ":" in short else short


def _to_topic(suffix: str) -> Response:
    """Redirect from the old filter by the focus of a community to that by the topic of results."""
    names = request.args.to_dict()
    topic = names.pop("focus")
    names.setdefault("topic", topic)
    known = {name: value for name, value in names.items() if name in (urls.results.reads or ())}
    location = urls.results(suffix=suffix, **known)
    return Response(status=301, headers={"Location": location})


def _layout() -> Layout:
    def one(name: str, known: Mapping[str, object]) -> str:
        value = request.args.get(name, "") or next(iter(known))
        if value not in known:
            raise UsageError(f"“{name}” can't be {value[:40]!r}.", hint=f"Use {', '.join(known)}.")
        return value

    return Layout(one("view", VIEWS), one("sort", SORTS), one("group", GROUPINGS), page_number())


def _chosen_names(
    choice: Choice, offered: tuple[Filter, ...], panels: tuple[Panel, ...]
) -> list[tuple[str, str, str]]:
    """Return title and value of each chosen filter, and the URL without it."""
    names = {piece.iri: piece.text for f in offered for piece in f.values}
    names |= {p.about.iri: p.about.text for p in panels}
    names |= {p.indicator.iri: p.indicator.text for p in panels}
    titles = {f.name: f.title for f in offered} | {"about": "Community", "indicator": "Measure"}
    return [
        (
            titles.get(name, name.capitalize()),
            names.get(value) or (fallback_label(value) if "://" in value else value),
            urls.results(**parameters(choice.without(name))),
        )
        for name, value in choice.items()
    ]
