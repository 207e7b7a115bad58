"""Positions for the labels of a chart, so that none covers another label or a mark.

The width of text is estimated, since the server has no font; boxes are a little too wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WIDTH_OF_LETTER = 0.53
"""Average advance of a letter in Source Sans 3, in em."""
WIDEST_LETTER = 0.66
"""The same for semibold text in the fonts that replace Source Sans 3 where it can't be loaded."""
SIZE = 15.0
LONGEST = 34
Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle by its corners."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two overlap."""
        return not (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )

    def shared(self, other: Box) -> float:
        """Return the area that the two share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def contains(self, other: Box) -> bool:
        """Return whether the other is inside this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


class Label(NamedTuple):
    """A line of text: a point on its baseline, and which part of the text is at that point."""

    text: str
    x: float
    y: float
    anchor: str
    """`start`, `middle` or `end`, as SVG's text-anchor."""
    leader: Point | None
    """The end of a thin line from the mark, if the label isn't next to it."""


_Candidate = tuple[Label, Box]


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return the text without its parenthesis at the end, or cut off, if it is too long."""
    if len(text) > longest and text.endswith(")"):
        text = text.rpartition(" (")[0] or text
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def width_of(text: str, size: float = SIZE, letter: float = WIDTH_OF_LETTER) -> float:
    """Return the approximate width of a line of text, in the unit of `size`."""
    return len(text) * size * letter


def place_labels(
    names: Sequence[str],
    points: Sequence[Point],
    radii: Sequence[float],
    frame: Box,
    size: float = SIZE,
    obstacles: Sequence[Box] = (),
    in_order: bool = False,
    led: int = 0,
    letter: float = WIDTH_OF_LETTER,
    heights: Sequence[float] | None = None,
    at_edges: bool = False,
) -> list[Label | None]:
    """Return a label for each point, or None if there is no room for one.

    Points with the nearest neighbors are placed first. Each gets the nearest free place, preferably
    on the right. A label covers `obstacles` (for example lines) only if there is no other place.
    With `in_order`, points are placed in their order, and only the labels of the first `led` may be
    away from their marks, with a line to them. `letter` is the average advance of a letter, in em.
    `heights` are half the heights of marks that aren't as high as they are wide. With `at_edges`,
    labels above and below a mark may also begin or end with it, which suits a crowded chart.
    """
    sizes = list(zip(radii, heights or radii, strict=True))
    taken = [Box(x - w, y - h, x + w, y + h) for (x, y), (w, h) in zip(points, sizes, strict=True)]
    order = list(range(len(points)))
    if not in_order:
        order.sort(key=lambda i: _nearest(points, i))
    labels: list[Label | None] = [None] * len(points)
    for i in order:
        others = taken[:i] + taken[i + 1 :]
        free = (
            (label, box)
            for label, box in _candidates(
                shortened(names[i]), points[i], sizes[i], size, letter, at_edges=at_edges
            )
            if not (in_order and label.leader and i >= led)
            and frame.contains(box)
            and not any(box.overlaps(other) for other in others)
        )
        if best := _best(free, obstacles):
            labels[i], box = best
            taken.append(box)
    return labels


def _best(free: Iterator[_Candidate], obstacles: Sequence[Box]) -> _Candidate | None:
    """Return the place that covers least of the obstacles, but prefer any next to the mark."""
    best, least = None, math.inf
    for label, box in free:
        if best and best[0].leader is None and label.leader is not None:
            break
        covered = sum(box.shared(other) for other in obstacles)
        if covered < least:
            best, least = (label, box), covered
        if not covered:
            break
    return best


def boxes_along(a: Point, b: Point, width: float = 3.0) -> list[Box]:
    """Return small boxes along a line, as obstacles for labels."""
    steps = max(1, int(math.dist(a, b) / 8))
    return [
        Box(x - width, y - width, x + width, y + width)
        for n in range(steps + 1)
        for x, y in [(a[0] + (b[0] - a[0]) * n / steps, a[1] + (b[1] - a[1]) * n / steps)]
    ]


def _nearest(points: Sequence[Point], i: int) -> float:
    return min((math.dist(points[i], p) for j, p in enumerate(points) if j != i), default=0.0)


def _candidates(
    text: str,
    at: Point,
    mark: tuple[float, float],
    size: float,
    letter: float,
    *,
    at_edges: bool,
) -> Iterator[_Candidate]:
    """Yield places for a label around a mark, best first: next to it, then along its edges."""
    (x, y), (half_width, half_height), width = at, mark, width_of(text, size, letter)
    for away in (0.0, 16.0, 34.0, 56.0):
        aside, above = half_width + 4 + away, half_height + 4 + away + size * 0.6
        places = [
            ("start", aside, 0.0),
            ("end", -aside, 0.0),
            ("start", 0.75 * aside, -0.7 * above),
            ("start", 0.75 * aside, 0.7 * above),
            ("end", -0.75 * aside, -0.7 * above),
            ("end", -0.75 * aside, 0.7 * above),
            ("middle", 0.0, above),
            ("middle", 0.0, -above),
        ]
        if at_edges:
            places += [
                (anchor, dx, dy)
                for half in (half_width, -0.75 * aside)
                for anchor, dx in (("end", half), ("start", -half))
                for dy in (-above - 1, above + 1)
            ]
        for anchor, dx, dy in places:
            cx, cy = x + dx, y + dy
            left = {"start": cx, "end": cx - width, "middle": cx - width / 2}[anchor]
            box = Box(left - 1, cy - size * 0.62, left + width + 1, cy + size * 0.62)
            toward = {"start": -3, "end": 3, "middle": 0}[anchor]
            leader = (round(cx + toward, 1), round(cy, 1)) if away else None
            yield Label(text, round(cx, 1), round(cy + size * 0.34, 1), anchor, leader), box


def spread(points: Sequence[Point], apart: float, frame: Box, margin: float) -> list[Point]:
    """Return the points, pushed away from each other until all are `apart`, within the frame.

    Each round moves both points of a pair by half of the missing distance. Points in the same
    place move in directions that depend on their numbers, so the result is always the same.
    """
    moved_points = [list(p) for p in points]
    for _ in range(200):
        moved = False
        for i, a in enumerate(moved_points):
            for j in range(i):
                b = moved_points[j]
                distance = math.dist(a, b)
                if distance >= apart - 0.01:
                    continue
                angle = math.atan2(a[1] - b[1], a[0] - b[0]) if distance else 2.4 * i
                push = (apart - distance) / 2
                for point, sign in ((a, 1), (b, -1)):
                    point[0] += sign * push * math.cos(angle)
                    point[1] += sign * push * math.sin(angle)
                moved = True
        for point in moved_points:
            point[0] = min(max(point[0], frame.left + margin), frame.right - margin)
            point[1] = min(max(point[1], frame.top + margin), frame.bottom - margin)
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved_points]
