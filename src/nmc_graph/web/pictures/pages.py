"""The addresses of the pictures."""

from __future__ import annotations

from flask import Blueprint, Response

from nmc_graph.model.places import LIMIT, Community, communities
from nmc_graph.web import answers
from nmc_graph.web.pictures.map import draw_map
from nmc_graph.web.pictures.tables import Table, give, wanted
from nmc_graph.web.site import site

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/map")
@blueprint.get("/map.<suffix>")
def map_(suffix: str = "") -> Response:
    """Show where the communities are."""
    form, found = wanted(suffix), communities(site().engine)
    if form:
        return give(_places_table(found), form)
    return answers.page("pictures/map.html", picture=draw_map(found), total=len(found), limit=LIMIT)


def _places_table(found: tuple[Community, ...]) -> Table:
    return Table(
        ("collaborative", "label", "places", "fips", "focus_areas"),
        [
            {
                "collaborative": c.iri,
                "label": c.label,
                "places": [p.text for p in c.places],
                "fips": c.codes,
                "focus_areas": [a.text for a in c.areas],
            }
            for c in found
        ],
    )
