"""Positions for the nodes of a network, in plain Python."""

from __future__ import annotations

import cmath
import itertools
import math
from collections import defaultdict
from collections.abc import Sequence

import networkx as nx

from nmc_graph.network.measures import graph_of
from nmc_graph.network.projections import Network


def positions(network: Network, width: float, height: float) -> dict[str, Point]:
    """Return a position in a frame for each node, always the same for the same network.

    Each connected component has its own rectangle, sized by its number of nodes. In it, linked
    nodes attract and near nodes repel each other (Fruchterman and Reingold's grid variant).
    """
    graph = graph_of(network)
    order = {iri: number for number, iri in enumerate(graph)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    points: dict[str, Point] = {}
    for part, frame in _frames(parts, (0, 0, width, height)):
        points |= _within(graph, part, frame)
    return points


Point = tuple[float, float]
Frame = tuple[float, float, float, float]
"""Left, top, width and height."""
_MARGIN = 26.0
_AHEAD = ((1, -1), (1, 0), (1, 1), (0, 1))
_REACH = 3.0
"""How far a point repels others, in edge lengths; without a limit, each would repel all others."""


def _frames(parts: Sequence[list[str]], frame: Frame) -> list[tuple[list[str], Frame]]:
    """Return a rectangle for each part, by repeatedly cutting the frame across its longer side."""
    if len(parts) <= 1:
        return [(part, frame) for part in parts]
    sums = list(itertools.accumulate(len(part) + 2 for part in parts))
    cut = min(range(1, len(parts)), key=lambda n: abs(2 * sums[n - 1] - sums[-1]))
    share = sums[cut - 1] / sums[-1]
    left, top, width, height = frame
    if width >= height * 0.9:  # labels are wide, so tall rectangles are worse
        first, second = (left, top, width * share, height), (
            left + width * share, top, width * (1 - share), height)  # fmt: skip
    else:
        first, second = (left, top, width, height * share), (
            left, top + height * share, width, height * (1 - share))  # fmt: skip
    return _frames(parts[:cut], first) + _frames(parts[cut:], second)


def _within(graph: nx.Graph, part: Sequence[str], frame: Frame) -> dict[str, Point]:
    """Return a position in the frame for each node of a part."""
    left, top, width, height = frame
    start = _fan(graph, max(part, key=graph.degree))
    number = {iri: i for i, iri in enumerate(start)}
    edges = sorted((number[a], number[b]) for a, b in graph.edges(part))
    points = _spring(list(start.values()), edges)

    def place(value: float, values: list[float], start: float, size: float) -> float:
        margin = min(_MARGIN, size / 4)
        least, most = min(values), max(values)
        share = (value - least) / (most - least) if most - least > 1e-9 else 0.5
        return round(start + margin + share * (size - 2 * margin), 1)

    xs, ys = [p.real for p in points], [p.imag for p in points]
    return {
        iri: (place(x, xs, left, width), place(y, ys, top, height))
        for iri, x, y in zip(start, xs, ys, strict=True)
    }


def _fan(graph: nx.Graph, center: str) -> dict[str, complex]:
    """Return a first position for each node: around the center, with an angle for each branch.

    The links of a tree don't cross there, and nothing is random.
    """
    children = dict(nx.bfs_successors(graph, center))
    order = [center, *itertools.chain.from_iterable(children.values())]
    leaves: dict[str, int] = {}
    for node in reversed(order):
        leaves[node] = sum(leaves[child] for child in children.get(node, ())) or 1
    spans = {center: (0.0, math.tau, 0)}
    for node in order:
        begin, end, depth = spans[node]
        for child in children.get(node, ()):
            share = (end - spans[node][0]) * leaves[child] / leaves[node]
            spans[child] = (begin, begin + share, depth + 1)
            begin += share
    return {
        node: cmath.rect(depth, (begin + end) / 2) for node, (begin, end, depth) in spans.items()
    }


def _spring(points: list[complex], edges: Sequence[tuple[int, int]]) -> list[complex]:
    """Return the points, moved until linked points are about one unit apart."""
    count = len(points)
    rounds = max(20, min(60, 60_000 // count))
    for turn in range(rounds):
        forces = _repulsion(points)
        for a, b in edges:
            delta = points[a] - points[b]
            pull = delta * abs(delta)
            forces[a] -= pull
            forces[b] += pull
        step = 1.0 - turn / rounds
        for i, force in enumerate(forces):
            points[i] += force * min(1.0, step / (abs(force) or 1.0))
    return points


def _repulsion(points: Sequence[complex]) -> list[complex]:
    """Return the force on each point from the points within `_REACH`."""
    forces = [0j] * len(points)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, p in enumerate(points):
        cells[math.floor(p.real / _REACH), math.floor(p.imag / _REACH)].append(i)
    for (x, y), here in cells.items():
        # Each pair of cells once: this cell with half of its neighbors.
        near = [j for dx, dy in _AHEAD for j in cells.get((x + dx, y + dy), ())]
        for n, i in enumerate(here):
            for j in (*here[n + 1 :], *near):
                delta = points[i] - points[j]
                distance = abs(delta)
                if distance < _REACH:
                    push = delta / max(distance * distance, 1e-3)
                    forces[i] += push
                    forces[j] -= push
    return forces
