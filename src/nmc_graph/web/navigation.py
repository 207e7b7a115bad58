"""What the head of every page leads to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.exceptions import HTTPException


@dataclass(frozen=True)
class Place:
    """An entry of the menu."""

    path: str
    name: str
    section: str
    """Pages whose path starts so belong to it."""

    def current(self, path: str) -> str:
        """Return the value of aria-current on the page at a path, empty for none."""
        if path == self.path:
            return "page"
        return "true" if path == self.section or path.startswith(self.section + "/") else ""


PLACES = (
    Place("/browse/collaborative", "Browse", "/browse"),
    Place("/results", "Results", "/results"),
    Place("/compare", "Compare", "/compare"),
    Place("/approaches", "Approaches", "/approaches"),
    Place("/map", "Map", "/map"),
    Place("/network", "Network", "/network"),
    Place("/queries", "Questions", "/queries"),
    Place("/sparql", "SPARQL", "/sparql"),
    Place("/dataset", "Data", "/dataset"),
)


def answers_for(app: Flask, path: str) -> bool:
    """Tell whether an application has a page at a path."""
    try:
        app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True


def menu(app: Flask) -> tuple[Place, ...]:
    """Return the entries that this application answers for."""
    return tuple(p for p in PLACES if answers_for(app, p.path))
