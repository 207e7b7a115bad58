"""A comparison of two to four communities or approaches, with the source in each cell."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.approach_summary import approach_summary
from nmc_graph.model.compare import (
    CompareRow,
    Comparison,
    by_group,
    comparable_things,
    compare,
    same_topics,
)
from nmc_graph.model.compare_entries import MOST
from nmc_graph.model.result_sources import sources_of
from nmc_graph.model.sentences import Piece
from nmc_graph.model.shared_results import shared_results
from nmc_graph.model.table_columns import Column
from nmc_graph.terms import CONCEPT
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.citation import cite_page
from nmc_graph.web.views.panel_views import PanelView, first_image, panel_views
from nmc_graph.web.views.spreadsheets import FORMS, Sheet, give, links

blueprint = Blueprint("compare", __name__)

PLACES = ("a", "b", "c", "d")
_APPROACHES = f"{CONCEPT}approach/"
DIFFERENCES = "differences"
"""The value of `show` for rows that differ only."""
_COLUMNS = (
    Column("group"), Column("row"), Column("row_iri"), Column("thing"), Column("thing_label"),
    Column("says"), Column("asserted_by"), Column("when"), Column("certainty"), Column("said_of"),
    Column("likeness"), Column("assertion"),
)  # fmt: skip


@blueprint.get("/compare")
@blueprint.get("/compare.<suffix>")
def compare_page(suffix: str = "") -> Response:
    """Compare things, or show the form to choose them."""
    forms = {name: media_type for name, media_type in FORMS.items() if name != "rq"}
    form, iris = responses.wanted_form(forms, suffix), _chosen()
    comparison = _comparison(iris) if len(iris) > 1 else None
    if form:
        return give(_sheet(comparison), form, "comparison")
    given = dict(zip(PLACES, iris, strict=False))
    approaches = [iri for iri in iris if iri.startswith(_APPROACHES)]
    only = request.args.get("show") == DIFFERENCES
    charts = _charts(iris) if comparison and not approaches else []
    communities, all_approaches = (
        comparable_things(site().engine, kind) for kind in ("Collaborative", "Approach")
    )
    return responses.page(
        "pictures/compare.html",
        comparison=comparison,
        shared=_shown(comparison.shared, only) if comparison else (),
        alone=[(thing, by_group(rows)) for thing, rows in comparison.alone] if comparison else (),
        charts=charts,
        image=first_image(view for _, views in charts for view in views),
        summaries=[(iri, approach_summary(site().engine, iri)) for iri in approaches],
        only=only,
        transposed=request.args.get("transpose") == "1",
        communities=communities,
        approaches=all_approaches,
        others=_others(iris[0], communities, all_approaches) if len(iris) == 1 else (),
        chosen=[*iris, "", "", "", ""][:4],
        slots=PLACES,
        given=given,
        most=MOST,
        downloads=links(urls.compare, given),
        citation=cite_page(_title(comparison), urls.compare(**given)) if comparison else None,
    )


def _comparison(iris: Sequence[str]) -> Comparison:
    comparison = compare(site().engine, iris)
    for column, thing in enumerate(comparison.things):
        if not any(row.cells[column] for row in comparison.rows):
            raise NotFoundError(
                f"There is nothing to compare about {thing.text}.",
                hint=f"Choose others at {urls.compare()}.",
            )
    return comparison


def _others(
    iri: str, communities: Sequence[Piece], approaches: Sequence[Piece]
) -> list[tuple[str, list[Piece]]]:
    """Return what the one chosen thing can be compared with, in lists with titles."""
    if iri.startswith(_APPROACHES):
        return [("Approaches", [t for t in approaches if t.iri != iri])]
    near, others = same_topics(site().engine, iri), [t for t in communities if t.iri != iri]
    lists = (
        ("Communities that work on the same topics", [t for t in others if t.iri in near]),
        ("Other communities", [t for t in others if t.iri not in near]),
    )
    return [(title, things) for title, things in lists if things]


def _title(comparison: Comparison) -> str:
    return "Comparison of " + " and ".join(thing.text for thing in comparison.things)


def _shown(
    rows: Sequence[CompareRow], only_differences: bool
) -> Sequence[tuple[str, Sequence[CompareRow]]]:
    """Return rows in groups, only those that differ if wanted."""
    return by_group([r for r in rows if not only_differences or r.likeness in {"differ", "partly"}])


def _charts(iris: Sequence[str]) -> list[tuple[Piece, Sequence[PanelView]]]:
    found = shared_results(site().engine, iris)
    sources = sources_of(site().engine, [i for _, its in found for p in its for i in p.rows])
    return [(topic, panel_views(panels, sources, same_axes=True)) for topic, panels in found]


def _chosen() -> list[str]:
    """Return the distinct IRIs in the URL. Raises UsageError if one is not an IRI."""
    given = [expand(request.args[p]) for p in PLACES if request.args.get(p, "").strip()]
    if invalid := [iri for iri in given if not is_iri(iri)]:
        raise UsageError(
            f"{invalid[0][:100]!r} is not an IRI.",
            hint=f"Use {urls.compare(a='IRI', b='IRI')}, or choose at {urls.compare()}.",
        )
    return list(dict.fromkeys(given))


def _sheet(comparison: Comparison | None) -> Sheet:
    rows = [
        (row.group, row.title.text, row.title.iri, thing.iri, thing.text, e.text,
         e.speaker and e.speaker.text, e.when, e.hedge, e.of and e.of.text, row.likeness, e.iri)
        for row in (comparison.rows if comparison else ())
        for thing, cell in zip(comparison.things if comparison else (), row.cells, strict=True)
        for e in cell
    ]  # fmt: skip
    return Sheet("comparison", _COLUMNS, rows)
