"""Measures and positions of a network, by networkx; and the network in its file formats."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx

from nmc_graph.errors import UsageError
from nmc_graph.network.projections import Network

SEED = 20120101
"""The same network always has the same positions."""
MOST_EXACT = 1500
"""Over this number of nodes, paths are counted from a sample of them."""


def graph_of(network: Network) -> nx.Graph:
    """Return the network as a networkx graph; parallel edges become one with their weights added.

    Nodes have `label` and `kind`, edges `relation` and `weight`.
    """
    graph = nx.Graph(name=network.projection)
    for node in network.nodes:
        graph.add_node(node.iri, label=node.label, kind=node.kind)
    for edge in network.edges:
        if graph.has_edge(edge.source, edge.target):
            its = graph.edges[edge.source, edge.target]
            its["weight"] += edge.weight
            if edge.relation not in its["relation"].split("; "):
                its["relation"] += f"; {edge.relation}"
        else:
            graph.add_edge(edge.source, edge.target, relation=edge.relation, weight=edge.weight)
    return graph


def _betweenness(graph: nx.Graph) -> dict[str, float]:
    sample = None if len(graph) <= MOST_EXACT else 200
    values: dict[str, float] = nx.betweenness_centrality(graph, k=sample, seed=SEED)
    return values


def _closeness(graph: nx.Graph) -> dict[str, float]:
    if len(graph) > MOST_EXACT:
        raise UsageError(
            f"Closeness is not computed for more than {MOST_EXACT:,} nodes.",
            hint="Take a smaller projection, or another measure.",
        )
    values: dict[str, float] = nx.closeness_centrality(graph)
    return values


def _component(graph: nx.Graph) -> dict[str, float]:
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    return {iri: float(number) for number, part in enumerate(parts, 1) for iri in part}


MEASURES: dict[str, tuple[str, Callable[[nx.Graph], dict[str, float]]]] = {
    "degree": ("links to others", lambda g: {n: float(d) for n, d in g.degree()}),
    "weight": (
        "links to others, each by its weight",
        lambda g: {n: float(d) for n, d in g.degree(weight="weight")},
    ),
    "betweenness": ("share of shortest ways between others that lead through it", _betweenness),
    "closeness": ("how near it is to all that it can reach", _closeness),
    "clustering": (
        "share of its neighbors that are linked to each other",
        lambda g: dict(nx.clustering(g)),
    ),
    "component": ("number of the part of the network that it is in", _component),
}
"""Name -> its meaning, and the function."""


def measures(network: Network, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return each measure of each node, by IRI. Raises UsageError for an unknown measure."""
    if unknown := [name for name in names if name not in MEASURES]:
        raise UsageError(
            f"There is no measure {unknown[0]!r}.", hint=f"There are: {', '.join(MEASURES)}."
        )
    graph = graph_of(network)
    return {name: MEASURES[name][1](graph) for name in names}


def positions(network: Network, width: float, height: float) -> dict[str, tuple[float, float]]:
    """Return a place for each node within a frame, the same for the same network.

    Each connected part has a rectangle of its own, sized by its nodes; within it linked nodes
    attract and all others repel each other (Fruchterman and Reingold).
    """
    graph = graph_of(network)
    order = {iri: number for number, iri in enumerate(graph)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    positions: dict[str, tuple[float, float]] = {}
    for part, frame in _frames(parts, (0, 0, width, height)):
        positions |= _within(graph.subgraph(part), part, frame)
    return positions


Frame = tuple[float, float, float, float]
"""Left, top, width and height."""
_MARGIN = 26.0


def _frames(parts: Sequence[list[str]], frame: Frame) -> list[tuple[list[str], Frame]]:
    """Return a rectangle for each part: the frame is cut in two, across its longer side."""
    if len(parts) <= 1:
        return [(part, frame) for part in parts]
    weights = [len(part) + 2 for part in parts]
    cut = min(range(1, len(parts)), key=lambda n: abs(sum(weights[:n]) - sum(weights[n:])))
    share = sum(weights[:cut]) / sum(weights)
    left, top, width, height = frame
    if width >= height * 0.9:  # labels are wide, so tall rectangles are worse
        first, second = (left, top, width * share, height), (
            left + width * share, top, width * (1 - share), height)  # fmt: skip
    else:
        first, second = (left, top, width, height * share), (
            left, top + height * share, width, height * (1 - share))  # fmt: skip
    return _frames(parts[:cut], first) + _frames(parts[cut:], second)


def _within(graph: nx.Graph, nodes: list[str], frame: Frame) -> dict[str, tuple[float, float]]:
    plain = nx.Graph()  # a view of a graph has no fixed order of its nodes
    plain.add_nodes_from(nodes)
    plain.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges))
    rounds = 300 if len(nodes) <= 400 else 60
    layout = nx.spring_layout(plain, iterations=rounds, seed=SEED)
    left, top, width, height = frame
    axes = (
        ([float(p[0]) for p in layout.values()], left, width),
        ([float(p[1]) for p in layout.values()], top, height),
    )

    def place(value: float, values: list[float], start: float, size: float) -> float:
        margin = min(_MARGIN, size / 4)
        least, most = min(values), max(values)
        share = (value - least) / (most - least) if most - least > 1e-9 else 0.5
        return round(start + margin + share * (size - 2 * margin), 1)

    return {
        iri: (place(float(x), *axes[0]), place(float(y), *axes[1]))
        for iri, (x, y) in layout.items()
    }


def graphml(network: Network, values: dict[str, dict[str, float]]) -> bytes:
    """Return the network as GraphML, with measures as attributes of nodes."""
    out = io.BytesIO()
    nx.write_graphml_xml(_with(network, values), out)
    return out.getvalue()


def gexf(network: Network, values: dict[str, dict[str, float]]) -> bytes:
    """Return the network as GEXF 1.2, with measures as attributes of nodes."""
    out = io.BytesIO()
    nx.write_gexf(_with(network, values), out)
    # networkx writes the date; the same network must be the same bytes.
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())


def _with(network: Network, values: dict[str, dict[str, float]]) -> nx.Graph:
    graph = graph_of(network)
    for name, its in values.items():
        nx.set_node_attributes(graph, its, name)
    for _, data in graph.nodes(data=True):
        data["label"] = _clean(data["label"])
    return graph


def _clean(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)


def cytoscape(network: Network, places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Return the network as Cytoscape.js takes it: elements with data and positions."""
    return {
        "nodes": [
            {
                "data": {"id": n.iri, "label": n.label, "kind": n.kind},
                **({"position": {"x": at[0], "y": at[1]}} if (at := places.get(n.iri)) else {}),
            }
            for n in network.nodes
        ],
        "edges": [
            {
                "data": {
                    "id": f"e{number}", "source": e.source, "target": e.target,
                    "relation": e.relation, "weight": e.weight,
                    "assertions": list(e.assertions),
                }
            }
            for number, e in enumerate(network.edges)
        ],
    }  # fmt: skip
