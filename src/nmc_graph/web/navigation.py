"""The menu at the top of every page."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask
from werkzeug.exceptions import HTTPException

from nmc_graph.web import urls


class Place(NamedTuple):
    """An entry of the menu."""

    path: str
    name: str
    also: tuple[str, ...] = ()
    """The first parts of the paths of other pages that belong to it."""

    def current(self, path: str) -> str:
        """Return the value of aria-current on the page at a path, or an empty text."""
        if path == self.path:
            return "page"
        return "true" if _section(path) in (_section(self.path), *self.also) else ""


def _section(path: str) -> str:
    """Return the first part of a path: /browse for /browse/person."""
    end = path.find("/", 1)
    return path if end < 0 else path[:end]


PLACES = (
    Place(urls.COLLABORATIVES, "Collaboratives", (urls.map_(), urls.network())),
    Place(urls.results(), "Results"),
    Place(urls.approaches(), "Approaches"),
    Place(urls.compare(), "Compare"),
    Place(urls.disagreements(), "Disagreements"),
    Place(urls.gaps(), "Gaps"),
    Place(
        urls.dataset(),
        "Data & SPARQL",
        (urls.sparql(), urls.queries(), urls.tables(), urls.ontology(), urls.docs()),
    ),
    Place(urls.about(), "About", (urls.method(), urls.glossary(), urls.help_())),
)


PLACES_OF_OTHER_DATA = (
    Place(urls.browse(), "Browse", (urls.entity(),)),
    Place(urls.dataset(), "Data"),
    Place(urls.sparql(), "SPARQL"),
)
"""The menu of a site of data that don't use the ontology."""


def has_page(app: Flask, path: str) -> bool:
    """Return whether an application has a page at a path."""
    try:
        app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True


def current_in(places: tuple[Place, ...], path: str) -> tuple[str, ...]:
    """Return the value of aria-current for each entry, on the page at a path."""
    return tuple([place.current(path) for place in places])


def menu(app: Flask, *, is_ours: bool = True) -> tuple[Place, ...]:
    """Return the entries that this application has pages for."""
    places = PLACES if is_ours else PLACES_OF_OTHER_DATA
    return tuple(p for p in places if has_page(app, p.path))
