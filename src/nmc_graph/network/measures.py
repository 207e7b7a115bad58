"""Measures of a network, computed with networkx."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    # Some functions of networkx return an integer where a value is whole.
    return {n: {iri: float(v) for iri, v in MEASURES[n][1](graph).items()} for n in names}
