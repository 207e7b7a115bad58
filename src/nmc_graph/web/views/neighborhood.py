"""A small chart of the neighbors of one thing: a fan of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nmc_graph.charts.label_placement import shortened
from nmc_graph.model.neighbors import Neighbor

MOST = 14
"""Maximum number of names in the chart; the list next to it has all of them."""
_WIDTH, _LINE, _LEFT, _RIGHT = 340, 27, 22, 104
_LONGEST = 29


@dataclass(frozen=True)
class Spoke:
    """One neighbor: its position, and as much of its name as fits."""

    neighbor: Neighbor
    y: float
    text: str


@dataclass(frozen=True)
class Neighborhood:
    """What the template draws."""

    width: int
    height: int
    left: int
    right: int
    middle: float
    spokes: tuple[Spoke, ...]


def neighborhood(groups: Sequence[tuple[str, Sequence[Neighbor]]]) -> Neighborhood | None:
    """Return the chart of neighbors by kind, or None if there are none.

    Each kind gets its share: the first of every kind is chosen before the second of any.
    """
    rounds = max((len(items) for _, items in groups), default=0)
    chosen = [items[n] for n in range(rounds) for _, items in groups if n < len(items)][:MOST]
    if not chosen:
        return None
    ordered = [n for _, items in groups for n in items if n in chosen]
    height = len(ordered) * _LINE + 6
    spokes = tuple(
        Spoke(n, 3 + (i + 0.5) * _LINE, shortened(n.thing.text, _LONGEST))
        for i, n in enumerate(ordered)
    )
    return Neighborhood(_WIDTH, height, _LEFT, _RIGHT, height / 2, spokes)
