"""The evidence gap map: where there are results, and where there are none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, Response, request

from nmc_graph.charts.label_placement import shortened
from nmc_graph.errors import UsageError
from nmc_graph.model.gaps import GapMap, gap_map
from nmc_graph.model.table_columns import Column
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.spreadsheets import FORMS, Sheet, Value, give, links

blueprint = Blueprint("gaps", __name__)

LONGEST_HEADING = 48
"""Letters above a column; the parenthesis of a longer name is left out."""
MAPS = {"community": "Topics by community", "approach": "Topics by approach"}
_COLUMNS = (
    Column("topic"), Column("column"), Column("results", kind="integer"),
    Column("from_independent_sources", kind="integer"), Column("speakers", kind="integer"),
    Column("newest_year", kind="integer"), Column("works_on_topic"), Column("topic_iri"),
    Column("column_iri"),
)  # fmt: skip


@blueprint.get("/gaps")
@blueprint.get("/gaps.<suffix>")
def gap_page(suffix: str = "") -> Response:
    """Show how many results each community or approach has on each topic."""
    forms = {name: media_type for name, media_type in FORMS.items() if name != "rq"}
    form = responses.wanted_form(forms, suffix)
    name = request.args.get("map", "community")
    if name not in MAPS:
        raise UsageError(f"There is no map {name[:40]!r}.", hint=f"Use {', '.join(MAPS)}.")
    found = gap_map(site().engine, "approach" if name == "approach" else "community")
    if form:
        return give(Sheet(f"gaps-{name}", _COLUMNS, list(_rows(found))), form, f"gaps-{name}")
    return responses.page(
        "pictures/gaps.html",
        gaps=found,
        heading=partial(shortened, longest=LONGEST_HEADING),
        name=name,
        maps=MAPS,
        downloads=links(urls.gaps, {"map": name}),
    )


def _rows(found: GapMap) -> Iterable[tuple[Value, ...]]:
    """Yield a row for each cell, with the empty ones."""
    for topic in found.topics:
        for column in found.columns:
            cell = found.cell(topic.piece, column)
            independent = len(cell.independent) if found.knows_independence else None
            yield (
                topic.piece.text, column.text, len(cell.results), independent,
                len(cell.speakers), cell.newest, "yes" if cell.is_focus else "",
                topic.piece.iri, column.iri,
            )  # fmt: skip
