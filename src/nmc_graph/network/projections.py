"""Projections of the graph as plain nodes and edges, without networkx."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Rows
from nmc_graph.errors import UsageError
from nmc_graph.iris import expand
from nmc_graph.model.kinds import KINDS
from nmc_graph.model.links import focus_links, memberships, things_of

MOST_EDGES = 5000
"""A projection with more edges is truncated; pages say so."""
_MOST_ROWS = 4 * MOST_EDGES

_BY_CLASS = {expand(kind.class_): kind.singular for kind in KINDS.values() if kind.in_network}
NODE_KINDS = tuple(_BY_CLASS.values())
COLLABORATIVE, ORGANIZATION, PERSON, FOCUS = (
    KINDS[name].singular for name in ("collaborative", "organization", "person", "focus-area")
)


class Node(NamedTuple):
    """A thing in a network."""

    iri: str
    label: str
    kind: str
    """One of NODE_KINDS."""


class Edge(NamedTuple):
    """A link between two things, undirected."""

    source: str
    target: str
    relation: str
    """A role, "works on", or "both work on"."""
    weight: int = 1
    assertions: tuple[str, ...] = ()
    """IRIs of the claims behind it."""


class Network(NamedTuple):
    """Nodes and edges, in a fixed order."""

    projection: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: bool = False


@dataclass(frozen=True)
class Projection:
    """A way to show the graph as a network."""

    name: str
    title: str
    description: str
    kinds: frozenset[str] = field(default_factory=lambda: frozenset(NODE_KINDS))


PROJECTIONS = {
    p.name: p
    for p in (
        Projection(
            "everything",
            "How people, organizations and issues connect",
            "Collaboratives, organizations, people and topics. A line means that one is part of "
            "the other or works on it.",
        ),
        Projection(
            "collaborative-focus",
            "Who works on what",
            "Collaboratives and organizations with the topics they work on.",
            frozenset({COLLABORATIVE, ORGANIZATION, FOCUS}),
        ),
        Projection(
            "membership",
            "Who belongs to what",
            "People and organizations with the organizations and collaboratives they play a part "
            "in.",
            frozenset({COLLABORATIVE, ORGANIZATION, PERSON}),
        ),
        Projection(
            "shared-focus",
            "Which collaboratives share a topic",
            "Two collaboratives are joined where both work on a topic; the more they share, "
            "the thicker the line.",
            frozenset({COLLABORATIVE}),
        ),
    )
}


def network(engine: Engine, projection: str = "everything") -> Network:
    """Return a projection of the release; raises UsageError for an unknown one."""
    if projection not in PROJECTIONS:
        raise UsageError(
            f"There is no projection {projection[:60]!r}.",
            hint=f"There are: {', '.join(PROJECTIONS)}.",
        )
    kinds = PROJECTIONS[projection].kinds
    edges = []
    if projection in {"everything", "membership"}:
        edges += _edges(memberships(engine, _MOST_ROWS), "plays a part in")
    if projection != "membership":
        edges += _edges(focus_links(engine, _MOST_ROWS), "works on")
    cut = len(edges) > MOST_EDGES
    known = _nodes(engine)
    if projection == "shared-focus":
        edges = _shared([e for e in edges if known.get(e.source, _NONE).kind == COLLABORATIVE])
    edges = [
        e
        for e in edges[:MOST_EDGES]
        if {known.get(e.source, _NONE).kind, known.get(e.target, _NONE).kind} <= kinds
    ]
    # Collaboratives without links are included.
    alone = [n for n in known.values() if n.kind == COLLABORATIVE][:MOST_EDGES]
    used = {iri for e in edges for iri in (e.source, e.target)} | {n.iri for n in alone}
    nodes = sorted((known[iri] for iri in used), key=lambda n: (NODE_KINDS.index(n.kind), n.iri))
    return Network(projection, tuple(nodes), tuple(edges), cut)


_NONE = Node("", "", "")


def _edges(rows: Rows, usual: str) -> list[Edge]:
    """Return one edge for each pair and relation, with all the claims behind it."""
    claims: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        relation = (row["relation"].value if "relation" in row else "") or usual
        claims[row["a"].value, row["b"].value, relation].append(row["assertion"].value)
    return [Edge(a, b, r, 1, tuple(dict.fromkeys(of))) for (a, b, r), of in claims.items()]


def _nodes(engine: Engine) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for row in things_of(engine, _BY_CLASS, _MOST_ROWS):
        iri = row["thing"].value
        kind = _BY_CLASS[row["class"].value]
        label = row["label"].value if "label" in row else iri.rpartition("/")[2]
        # A collaborative that is also an organization is shown as a collaborative.
        if iri not in nodes or NODE_KINDS.index(kind) < NODE_KINDS.index(nodes[iri].kind):
            nodes[iri] = Node(iri, label, kind)
    return nodes


def _shared(focus: list[Edge]) -> list[Edge]:
    """Return an edge for each pair of collaboratives that share a topic."""
    who: dict[str, dict[str, Edge]] = defaultdict(dict)
    for edge in focus:
        who[edge.target][edge.source] = edge
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for sharing in who.values():
        for a, b in combinations(sorted(sharing)[:200], 2):
            counts[a, b] += 1
            pairs[a, b] += [*sharing[a].assertions, *sharing[b].assertions]
    return [
        Edge(a, b, "both work on", counts[a, b], tuple(dict.fromkeys(of)))
        for (a, b), of in sorted(pairs.items())
    ]
