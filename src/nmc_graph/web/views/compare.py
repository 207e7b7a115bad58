"""A comparison of two to four communities or approaches, with the source in each cell."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.compare import MOST, Comparison, comparable_things, compare
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.tables import Table, give, wanted

blueprint = Blueprint("compare", __name__)

PLACES = ("a", "b", "c", "d")


@blueprint.get("/compare")
@blueprint.get("/compare.<suffix>")
def compare_page(suffix: str = "") -> Response:
    """Compare things, or show the form to choose them."""
    form, iris = wanted(suffix), _chosen()
    comparison = None
    if len(iris) > 1:
        comparison = compare(site().engine, iris)
        for column, thing in enumerate(comparison.things):
            if not any(row.cells[column] for row in comparison.rows):
                raise NotFoundError(
                    f"There is nothing to compare about {thing.text}.",
                    hint=f"Choose others at {urls.compare()}.",
                )
    if form:
        return give(_table(comparison), form)
    return responses.page(
        "pictures/compare.html",
        comparison=comparison,
        communities=comparable_things(site().engine, "Collaborative"),
        approaches=comparable_things(site().engine, "Approach"),
        chosen=[*iris, "", "", "", ""][:4],
        slots=PLACES,
        search="?" + urlencode(dict(zip(PLACES, iris, strict=False))),
        most=MOST,
    )


def _chosen() -> list[str]:
    """Return the distinct IRIs in the URL. Raises UsageError if one is not an IRI."""
    given = [expand(request.args[p]) for p in PLACES if request.args.get(p, "").strip()]
    if invalid := [iri for iri in given if not is_iri(iri)]:
        raise UsageError(
            f"{invalid[0][:100]!r} is not an IRI.",
            hint=f"Use {urls.compare(a='IRI', b='IRI')}, or choose at {urls.compare()}.",
        )
    return list(dict.fromkeys(given))


def _table(comparison: Comparison | None) -> Table:
    rows = [
        (row.group, row.title.text, row.title.iri, thing.iri, thing.text, e.text,
         e.speaker and e.speaker.text, e.when, e.hedge, e.of and e.of.text, row.likeness, e.iri)
        for row in (comparison.rows if comparison else ())
        for thing, cell in zip(comparison.things if comparison else (), row.cells, strict=True)
        for e in cell
    ]  # fmt: skip
    columns = ("group", "row", "row_iri", "thing", "thing_label", "says", "asserted_by", "when",
               "certainty", "said_of", "likeness", "assertion")  # fmt: skip
    return Table(columns, rows)
