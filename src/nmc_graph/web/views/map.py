"""The map of the communities."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request

from nmc_graph.model.places import LIMIT, Community, communities
from nmc_graph.model.sentences import Piece
from nmc_graph.web import responses
from nmc_graph.web.context import site
from nmc_graph.web.views.map_drawing import draw_map
from nmc_graph.web.views.tables import Table, give, wanted

blueprint = Blueprint("map", __name__)


@blueprint.get("/map")
@blueprint.get("/map.<suffix>")
def map_(suffix: str = "") -> Response:
    """Show where the communities are."""
    form, everything = wanted(suffix), communities(site().engine)
    topic, approach = request.args.get("topic", ""), request.args.get("approach", "")
    listed = tuple(c for c in everything if _fits(c, topic, approach))
    if form:
        return give(_places_table(listed), form)
    return responses.page(
        "pictures/map.html",
        picture=draw_map(listed),
        total=len(listed),
        limit=LIMIT,
        topics=_values(c.topics for c in everything),
        approaches=_values(c.approaches for c in everything),
        topic=topic,
        approach=approach,
        name=last_part,
    )


def last_part(iri: str) -> str:
    """Return the value of a filter for a concept: the end of its IRI."""
    return iri.rpartition("/")[2]


def _fits(community: Community, topic: str, approach: str) -> bool:
    """Return whether a community has a topic and uses an approach, if these are given."""
    return all(
        not wanted or wanted in {last_part(piece.iri) for piece in pieces}
        for wanted, pieces in ((topic, community.topics), (approach, community.approaches))
    )


def _values(lists: Iterable[Iterable[Piece]]) -> list[Piece]:
    return sorted({piece for pieces in lists for piece in pieces})


def _places_table(listed: tuple[Community, ...]) -> Table:
    return Table(
        ("collaborative", "label", "places", "fips", "focus_areas"),
        [
            (c.iri, c.label, [p.text for p in c.places], c.codes, [a.text for a in c.areas])
            for c in listed
        ],
    )
