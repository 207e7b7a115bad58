"""The map: the positions of its marks and labels.

The outlines come from the front-end build (frontend/steps/map.mjs), in Albers units of 975 by 610.
A mark is in the middle of the counties of a community's places, or of the state if no county is
known; no coordinates are entered by hand.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from nmc_graph.charts.label_placement import WIDEST_LETTER, Box, Label, place_labels, spread
from nmc_graph.model.places import Community
from nmc_graph.model.sentences import Piece
from nmc_graph.web import assets
from nmc_graph.web.views.map_groups import SEVERAL, TopicGroup, groups_of, key_of

MOST_LABELED = 40
"""With more marks, labels would hide the map, so they are omitted."""
_DOT = 7.0
_NUMBERED = 36.0
"""Radius of the numbered marks on a phone, where the map has a third of its normal size."""


@functools.cache
def outlines() -> dict[str, Any]:
    """Return the build's file: `nation`, `borders`, `size`, and `places` by FIPS code."""
    path = assets.FOLDER / assets.manifest()["us-map.json"]
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


class Mark(NamedTuple):
    """One or several communities at one point."""

    number: int
    """Its position in the list next to the map, from 1."""
    communities: tuple[Community, ...]
    x: float
    y: float
    radius: float
    label: Label | None
    pushed: tuple[float, float]
    """The position of the numbered mark on narrow screens, where marks don't overlap."""
    group: TopicGroup | None = None
    """The group of topics that gives it color and shape."""

    @property
    def name(self) -> str:
        """The first community, and how many more there are."""
        first, more = self.communities[0].label, len(self.communities) - 1
        return f"{first} and {more} more" if more else first

    @property
    def short(self) -> str:
        """The text of the label: the name of the city, and how many communities it has."""
        city, more = self.communities[0].city, len(self.communities)
        return f"{city} ({more})" if more > 1 else city

    @property
    def spoken(self) -> str:
        """The name of the link, which begins with its visible text."""
        seen = self.label.text if self.label else self.name
        return seen if seen == self.name else f"{seen}: {self.name}"

    @property
    def precise(self) -> bool:
        """Whether the position is that of a county and not of a whole state."""
        return all(len(code) == 5 for c in self.communities for code in c.codes)


class MapPicture(NamedTuple):
    """What the template draws."""

    width: int
    height: int
    nation: str
    borders: str
    counties: tuple[str, ...]
    marks: tuple[Mark, ...]
    unplaced: tuple[Community, ...]
    """Communities without a known code."""
    numbered: float = _NUMBERED
    """Radius of the numbered marks."""
    key: tuple[TopicGroup, ...] = ()
    """The groups of topics of the marks."""

    @property
    def crowded(self) -> bool:
        """Whether there are too many marks for labels."""
        return len(self.marks) > MOST_LABELED

    @property
    def numbers(self) -> dict[str, int]:
        """The number of its mark for each community, by IRI; empty where marks have no numbers."""
        marks = () if self.crowded else self.marks
        return {community.iri: mark.number for mark in marks for community in mark.communities}


def draw_map(communities: Sequence[Community]) -> MapPicture:
    """Return the map of communities, west to east."""
    known = outlines()
    places = known["places"]
    groups: dict[tuple[float, float], list[Community]] = {}
    unplaced = []
    for community in communities:
        codes = [code for code in community.codes if code in places]
        if codes:
            groups.setdefault(_middle(places[c]["at"] for c in codes), []).append(community)
        else:
            unplaced.append(community)
    points = sorted(groups)
    width, height = known["size"]
    frame = Box(0, 0, width, height)
    radii = [_DOT + 2.5 * (len(groups[p]) - 1) ** 0.5 for p in points]
    labels: list[Label | None] = [None] * len(points)
    shown = pushed = points
    if len(points) <= MOST_LABELED:
        shown = spread(points, 2 * _DOT, frame, margin=_DOT)
        names = [Mark(0, tuple(groups[p]), *p, 0, None, p).short for p in points]
        labels = place_labels(names, shown, radii, frame, letter=WIDEST_LETTER)
        pushed = spread(points, 2 * _NUMBERED + 4, frame, margin=_NUMBERED + 2)
    topics = groups_of(communities)
    themes = [_theme({topics[c.iri] for c in groups[p]}) for p in points]
    key = key_of(themes)
    marks = tuple(
        Mark(i + 1, tuple(groups[p]), *shown[i], radii[i], labels[i], pushed[i], key[themes[i]])
        for i, p in enumerate(points)
    )
    counties = {c for group in groups.values() for who in group for c in who.codes if len(c) == 5}
    return MapPicture(
        width,
        height,
        known["nation"],
        known["borders"],
        tuple(places[c]["outline"] for c in sorted(counties) if c in places),
        marks,
        tuple(unplaced),
        key=tuple(key.values()),
    )


def _theme(topics: set[Piece]) -> Piece:
    """Return the topic of the communities at one point, or SEVERAL."""
    return next(iter(topics)) if len(topics) == 1 else SEVERAL


def _middle(points: Iterable[Sequence[float]]) -> tuple[float, float]:
    listed = list(points)
    x, y = (sum(p[axis] for p in listed) / len(listed) for axis in (0, 1))
    return round(x, 1), round(y, 1)
