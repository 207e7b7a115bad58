"""The menu at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.exceptions import HTTPException

from nmc_graph.web import urls


@dataclass(frozen=True)
class Place:
    """An entry of the menu."""

    path: str
    name: str

    def current(self, path: str) -> str:
        """Return the value of aria-current on the page at a path, or an empty text."""
        if path == self.path:
            return "page"
        section = "/" + self.path.split("/")[1]
        return "true" if path == section or path.startswith(section + "/") else ""


PLACES = (
    Place(urls.COLLABORATIVES, "Browse"),
    Place(urls.results(), "Results"),
    Place(urls.compare(), "Compare"),
    Place(urls.approaches(), "Approaches"),
    Place(urls.map_(), "Map"),
    Place(urls.network(), "Network"),
    Place(urls.queries(), "Questions"),
    Place(urls.sparql(), "SPARQL"),
    Place(urls.dataset(), "Data"),
)


def has_page(app: Flask, path: str) -> bool:
    """Return whether an application has a page at a path."""
    try:
        app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True


def menu(app: Flask) -> tuple[Place, ...]:
    """Return the entries that this application has pages for."""
    return tuple(p for p in PLACES if has_page(app, p.path))
