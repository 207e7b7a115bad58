"""The map of the communities."""

from __future__ import annotations

from flask import Blueprint, Response

from nmc_graph.model.places import LIMIT, Community, communities
from nmc_graph.web import responses
from nmc_graph.web.context import site
from nmc_graph.web.views.map_drawing import draw_map
from nmc_graph.web.views.tables import Table, give, wanted

blueprint = Blueprint("map", __name__)


@blueprint.get("/map")
@blueprint.get("/map.<suffix>")
def map_(suffix: str = "") -> Response:
    """Show where the communities are."""
    form, listed = wanted(suffix), communities(site().engine)
    if form:
        return give(_places_table(listed), form)
    return responses.page(
        "pictures/map.html", picture=draw_map(listed), total=len(listed), limit=LIMIT
    )


def _places_table(listed: tuple[Community, ...]) -> Table:
    return Table(
        ("collaborative", "label", "places", "fips", "focus_areas"),
        [
            (c.iri, c.label, [p.text for p in c.places], c.codes, [a.text for a in c.areas])
            for c in listed
        ],
    )
