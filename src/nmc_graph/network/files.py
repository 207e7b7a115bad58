"""The network as files for Gephi, Cytoscape, Kumu and networkx.

Each attribute has one type in the whole file: measures are decimals, weights are integers, and
everything else is text. The same network always gives the same bytes.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

from nmc_graph.model.table_rows import as_csv, spreadsheet_safe
from nmc_graph.network.measures import graph_of
from nmc_graph.network.projections import Edge, Network, Node

Values = Mapping[str, Mapping[str, float]]
"""For each measure, its value for each node, by IRI."""


def graphml(network: Network, values: Values) -> bytes:
    """Return the network as GraphML, with measures as attributes of nodes."""
    out = io.BytesIO()
    nx.write_graphml_xml(_with(network, values), out)
    return out.getvalue()


def gexf(network: Network, values: Values) -> bytes:
    """Return the network as GEXF 1.2, with measures as attributes of nodes."""
    out = io.BytesIO()
    nx.write_gexf(_with(network, values), out)
    # networkx writes the date; the same network must be the same bytes.
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())


def _with(network: Network, values: Values) -> nx.Graph:
    graph = graph_of(network)
    for name, its in values.items():
        nx.set_node_attributes(graph, its, name)
    for _, data in graph.nodes(data=True):
        data["label"] = _clean(data["label"])
    for *_, data in graph.edges(data=True):
        data["relation"] = _clean(data["relation"])
    return graph


def _clean(text: str) -> str:
    """Return the text without the characters that XML 1.0 doesn't allow."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)


def elements(
    network: Network, values: Values, places: Mapping[str, tuple[float, float]]
) -> dict[str, list[dict[str, Any]]]:
    """Return the network as elements for Cytoscape.js, with data and positions."""
    return {
        "nodes": [
            {
                "data": {"id": n.iri, "label": n.label, "kind": n.kind, **_measured(n, values)},
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


def cytoscape(network: Network, values: Values) -> bytes:
    """Return the network as Cytoscape.js JSON, as Cytoscape and networkx read it.

    Both know a node by `value` or `id` and show its `name`; parallel edges differ in their `key`.
    """
    found = elements(network, values, {})
    for node in found["nodes"]:
        node["data"] |= {"value": node["data"]["id"], "name": node["data"]["label"]}
    for edge in found["edges"]:
        edge["data"]["key"] = edge["data"]["id"]
    about = {"data": {"name": network.projection}, "directed": False, "multigraph": True}
    return _json({**about, "elements": found})


def kumu(network: Network, values: Values) -> bytes:
    """Return the network as a Kumu blueprint: IRIs are ids, so labels may repeat."""
    things = [
        {"id": n.iri, "label": n.label, "type": n.kind, "url": n.iri, **_measured(n, values)}
        for n in network.nodes
    ]
    links = [
        {
            "id": f"e{number}",
            "from": e.source,
            "to": e.target,
            "type": e.relation,
            "direction": "undirected",
            "weight": e.weight,
        }
        for number, e in enumerate(network.edges)
    ]
    return _json({"elements": things, "connections": links})


def edges(network: Network, values: Values) -> bytes:
    """Return the links as CSV, with the label, kind and measures of both ends.

    Things without links are not in it.
    """
    nodes = {node.iri: node for node in network.nodes}
    ends = ("source", "target")
    about = ("label", "kind", *values)
    head = [*ends, "relation", "weight", *(f"{end}_{a}" for end in ends for a in about)]
    return as_csv([head, *(_edge_row(edge, nodes, values) for edge in network.edges)])


def _edge_row(edge: Edge, nodes: Mapping[str, Node], values: Values) -> list[object]:
    row: list[object] = [edge.source, edge.target, spreadsheet_safe(edge.relation), edge.weight]
    for iri in (edge.source, edge.target):
        node = nodes[iri]
        row += [spreadsheet_safe(node.label), node.kind, *_measured(node, values).values()]
    return row


def _measured(node: Node, values: Values) -> dict[str, float]:
    return {name: its[node.iri] for name, its in values.items()}


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


FILES: dict[str, Callable[[Network, Values], bytes]] = {
    write.__name__: write for write in (graphml, gexf, cytoscape, kumu, edges)
}
"""The name of each format, and what writes it."""
