"""Measures of a network, computed with networkx, and the network in file formats."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx

from nmc_graph.errors import UsageError
from nmc_graph.network.projections import Network

SEED = 20120101
"""Fixed, so that the same network always gets the same sample of paths."""
MOST_EXACT = 1500
"""For more nodes than this, betweenness is estimated from a sample of paths."""


def graph_of(network: Network) -> nx.Graph:
    """Return the network as a networkx graph; parallel edges are merged and their weights added.

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
            hint="Use a smaller projection or another measure.",
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
"""Name -> its meaning and the function that computes it."""


def measures(network: Network, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return each measure of each node, by IRI. Raises UsageError for an unknown measure."""
    if unknown := [name for name in names if name not in MEASURES]:
        raise UsageError(
            f"There is no measure {unknown[0]!r}.", hint=f"There are: {', '.join(MEASURES)}."
        )
    graph = graph_of(network)
    return {name: MEASURES[name][1](graph) for name in names}


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
    """Return the text without the characters that XML 1.0 doesn't allow."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)


def cytoscape(network: Network, places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Return the network as elements for Cytoscape.js, with data and positions."""
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
