"""The network: a chart and a table, an explorer for browsers with scripts, and files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from nmc_graph.charts import png
from nmc_graph.charts.label_placement import Box, Label, place_labels, shortened, spread
from nmc_graph.engine import Engine
from nmc_graph.model.about import LICENSE
from nmc_graph.model.places import communities_by_state
from nmc_graph.model.remembered import remembered
from nmc_graph.network.projections import (
    COLLABORATIVE,
    FOCUS,
    NODE_KINDS,
    PROJECTIONS,
    Edge,
    Network,
    Node,
    network,
)
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.http.negotiate import NotAcceptable
from nmc_graph.web.urls import href
from nmc_graph.web.views.tables import Table, give

blueprint = Blueprint("network", __name__)

WIDTH, HEIGHT, EDGE = 1100, 960, 90
EXPLORED = 1600, 900
"""The size of the explorer's plane, of which it first shows the whole."""
MOST_DRAWN = 120
"""Nodes in the chart; with more, those with one link are left out. Table and files have all."""
APART = 80
"""Pixels between two nodes, so that most have room for a label."""
LONGEST = 30
"""Letters in a label; longer names are shortened, to make room for more labels."""
ROWS = 25
_RADII = {COLLABORATIVE: 10.0, FOCUS: 7.0}
MEASURED = ("degree", "betweenness", "component")
SIZES = {
    "degree": "number of links",
    "betweenness": "betweenness: how often it is on the shortest path between two others",
}
"""Measures that the explorer can size things by, with their names for people."""
FORMS = {
    "json": "application/json",
    "csv": "text/csv",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True)
class Dot:
    """A node in the chart."""

    node: Node
    x: float
    y: float
    radius: float
    label: Label | None
    href: str


@dataclass(frozen=True)
class NetworkPicture:
    """What the template draws."""

    width: int
    height: int
    lines: tuple[tuple[Dot, Dot, int], ...]
    dots: tuple[Dot, ...]
    left_out: int


@dataclass(frozen=True)
class NetworkView:
    """A projection with its measures and its chart."""

    graph: Network
    values: Mapping[str, Mapping[str, float]]
    picture: NetworkPicture


@blueprint.get("/network")
@blueprint.get("/network.<suffix>")
def network_page(suffix: str = "") -> Response:
    """Show a projection of the graph as a network."""
    form = responses.wanted_form(FORMS, suffix)
    view = network_view(site().engine, request.args.get("projection", "everything"))
    graph, values = view.graph, view.values
    if form == "svg" or form == "png":
        svg = render_template("pictures/network.svg", picture=view.picture, graph=graph)
        body = svg.encode() if form == "svg" else _png(svg)
        return responses.data(body, FORMS[form], request.full_path)
    if form in {"graphml", "gexf"}:
        from nmc_graph.network import files  # late: networkx takes a tenth of a second to import

        return responses.data(files.FILES[form](graph, values), FORMS[form], request.full_path)
    if form == "json":
        from nmc_graph.network import files
        from nmc_graph.network.layout import positions

        places = positions(graph, *EXPLORED)
        content = {
            "release": site().release.hash,
            "license": LICENSE,
            "projection": graph.projection,
            "cut": graph.cut,
            "measures": values,
            **files.elements(graph, {}, places),
        }
        return responses.data(json.dumps(content).encode(), FORMS[form], request.full_path)
    if form == "csv":
        return give(_edges(graph), form)
    ranked = sorted(graph.nodes, key=lambda n: (-values["degree"][n.iri], n.label, n.iri))
    return responses.page(
        "pictures/network.html",
        picture=view.picture,
        graph=graph,
        projection=PROJECTIONS[graph.projection],
        projections=PROJECTIONS.values(),
        ranked=ranked[:ROWS],
        values=values,
        kinds=[k for k in NODE_KINDS if any(n.kind == k for n in graph.nodes)],
        sizes=SIZES,
        states=communities_by_state(site().engine),
        search="" if graph.projection == "everything" else f"?projection={graph.projection}",
    )


def network_view(engine: Engine, projection: str = "everything") -> NetworkView:
    """Return a projection with its measures and chart. Raises UsageError if there is none."""
    if projection not in PROJECTIONS:
        return _network_view(engine, projection)
    return remembered(engine, f"network-{projection}", lambda: _network_view(engine, projection))


def _network_view(engine: Engine, projection: str) -> NetworkView:
    graph = network(engine, projection)
    from nmc_graph.network import measures  # late: networkx takes a tenth of a second to import

    return NetworkView(graph, measures.measures(graph, MEASURED), draw_network(graph))


def _png(svg: str) -> bytes:
    """Return an SVG as PNG. Raises NotAcceptable if this server can't render PNG."""
    if not png.is_available():
        raise NotAcceptable(
            "This server can't make PNG images.",
            hint=f"Use SVG instead: {urls.network(suffix='svg')}. "
            "For PNG, the operator must install an extra: pip install 'nmc-graph[png]'.",
        )
    return png.png(svg)


def draw_network(whole: Network) -> NetworkPicture:
    """Return the chart; for a large network, of its collaboratives and best linked nodes."""
    from nmc_graph.network.layout import positions
    from nmc_graph.network.measures import graph_of

    degrees = dict(graph_of(whole).degree())
    nodes, edges = _drawn(whole, degrees)
    drawn = Network(whole.projection, tuple(nodes), tuple(edges))
    places = positions(drawn, WIDTH - 2 * EDGE, HEIGHT - 90)
    points = spread(
        [(places[n.iri][0] + EDGE, places[n.iri][1] + 45) for n in nodes],
        APART, Box(0, 0, WIDTH, HEIGHT), EDGE / 2,
    )  # fmt: skip
    radii = [_RADII.get(n.kind, 5.5) for n in nodes]
    # Collaboratives get their labels first, then the nodes with the most links.
    order = sorted(
        range(len(nodes)), key=lambda i: (nodes[i].kind != COLLABORATIVE, -degrees[nodes[i].iri])
    )
    labels: list[Label | None] = [None] * len(nodes)
    placed = place_labels(
        [shortened(nodes[i].label, LONGEST) for i in order],
        [points[i] for i in order],
        [radii[i] for i in order],
        Box(0, 0, WIDTH, HEIGHT),
        size=14,
        in_order=True,
        at_edges=True,
        led=sum(n.kind == COLLABORATIVE for n in nodes),
    )
    for i, label in zip(order, placed, strict=True):
        labels[i] = label
    dots = {
        n.iri: Dot(n, *point, radius, label, href(n.iri))
        for n, point, radius, label in zip(nodes, points, radii, labels, strict=True)
    }
    lines = tuple((dots[e.source], dots[e.target], min(e.weight, 6)) for e in edges)
    return NetworkPicture(WIDTH, HEIGHT, lines, tuple(dots.values()), len(whole.nodes) - len(nodes))


def _drawn(whole: Network, degrees: Mapping[str, int]) -> tuple[list[Node], list[Edge]]:
    """Return the nodes and links for the chart: without nodes that it would show alone."""
    if len(whole.nodes) <= MOST_DRAWN:
        return list(whole.nodes), list(whole.edges)
    ranked = sorted(whole.nodes, key=lambda n: (n.kind != COLLABORATIVE, -degrees[n.iri], n.iri))
    kept = {n.iri for n in ranked[:MOST_DRAWN] if n.kind == COLLABORATIVE or degrees[n.iri] > 1}
    edges = [e for e in whole.edges if e.source in kept and e.target in kept]
    linked = {iri for e in edges for iri in (e.source, e.target)}
    nodes = [
        n for n in whole.nodes
        if n.iri in kept and (n.kind == COLLABORATIVE or n.iri in linked)
    ]  # fmt: skip
    return nodes, edges


def _edges(graph: Network) -> Table:
    nodes = {n.iri: n for n in graph.nodes}
    return Table(
        ("source", "source_label", "source_kind", "relation", "target", "target_label",
         "target_kind", "weight", "assertions"),
        [
            (a.iri, a.label, a.kind, e.relation, b.iri, b.label, b.kind, e.weight, e.assertions)
            for e in graph.edges
            for a, b in [(nodes[e.source], nodes[e.target])]
        ],
    )  # fmt: skip
