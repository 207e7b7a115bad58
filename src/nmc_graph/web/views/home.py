"""The home page: what the site is, search, stories from the data, and the map."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response

from nmc_graph.model.places import Community, communities
from nmc_graph.model.result_sources import sources_of
from nmc_graph.model.stories import Story, stories
from nmc_graph.web import responses
from nmc_graph.web.context import site
from nmc_graph.web.views.map_drawing import MapPicture, draw_map
from nmc_graph.web.views.panel_views import PanelView, panel_views

blueprint = Blueprint("home", __name__)

COMMUNITIES = 40
"""Communities in the list next to the map."""
EXAMPLES = ("violent crime", "Memphis", "collective impact")
"""Example searches."""


class HomePage(NamedTuple):
    """The context of home.html."""

    picture: MapPicture
    communities: tuple[Community, ...]
    """The first by name."""
    total: int
    stories: tuple[tuple[Story, PanelView], ...]
    examples: tuple[str, ...]


@blueprint.get("/")
def home() -> Response:
    """Show the home page."""
    engine = site().engine
    listed = communities(engine)
    told = stories(engine)
    panels = [story.panel for story in told]
    views = panel_views(panels, sources_of(engine, [i for p in panels for i in p.rows]))
    return responses.page(
        "home.html",
        page=HomePage(
            draw_map(listed),
            listed[:COMMUNITIES],
            len(listed),
            tuple(zip(told, views, strict=True)),
            EXAMPLES,
        ),
    )
