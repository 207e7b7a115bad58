"""The network as files: every projection, measure and format as networkx reads it back."""

import csv
import io
import json
import re

import networkx as nx
import pytest

from nmc_graph.cli.options import MEASURES as NAMES
from nmc_graph.cli.options import NETWORK_FORMATS
from nmc_graph.network.files import FILES, edges
from nmc_graph.network.measures import MEASURES, measures
from nmc_graph.network.projections import PROJECTIONS, Edge, Network, Node, network


def from_kumu(body):
    """Return a blueprint as a graph: Kumu finds the ends of a connection by id."""
    content, graph = json.loads(body), nx.MultiGraph()
    for thing in content["elements"]:
        graph.add_node(thing["id"], **thing)
    for link in content["connections"]:
        assert {link["from"], link["to"]} <= set(graph)
        graph.add_edge(link["from"], link["to"], relation=link["type"], weight=link["weight"])
    ids = [part["id"] for parts in content.values() for part in parts]
    assert len(ids) == len(set(ids))
    return graph


def from_edges(body):
    graph = nx.MultiGraph()
    for row in csv.DictReader(io.StringIO(body.decode(), newline="")):
        graph.add_edge(
            row["source"], row["target"], relation=row["relation"], weight=int(row["weight"])
        )
        for end in ("source", "target"):
            about = {
                k.removeprefix(f"{end}_"): v for k, v in row.items() if k.startswith(f"{end}_")
            }
            numbers = {k: float(v) for k, v in about.items() if k in MEASURES}
            graph.add_node(row[end], **{**about, **numbers})
    return graph


READERS = {
    "graphml": lambda body: nx.read_graphml(io.BytesIO(body)),
    "gexf": lambda body: nx.read_gexf(io.BytesIO(body)),
    "cytoscape": lambda body: nx.cytoscape_graph(json.loads(body)),
    "kumu": from_kumu,
    "edges": from_edges,
}


def links(edges):
    return sorted((*sorted((a, b)), int(data["weight"])) for a, b, data in edges)


@pytest.fixture(scope="module")
def measured(engine):
    found = {name: network(engine, name) for name in PROJECTIONS}
    return {name: (net, measures(net, list(MEASURES))) for name, net in found.items()}


def test_commands_know_the_measures_and_formats():
    assert tuple(MEASURES) == NAMES
    assert tuple(FILES) == tuple(READERS) == NETWORK_FORMATS


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("format_name", READERS)
@pytest.mark.parametrize("projection", PROJECTIONS)
def test_networkx_reads_back_what_was_written(measured, projection, format_name, measure):
    net, values = measured[projection]
    one = {measure: values[measure]}
    body = FILES[format_name](net, one)
    graph = READERS[format_name](body)
    linked = {iri for edge in net.edges for iri in (edge.source, edge.target)}
    nodes = [n for n in net.nodes if n.iri in linked or format_name != "edges"]
    assert set(graph) == {node.iri for node in nodes}
    for node in nodes:
        data = graph.nodes[node.iri]
        assert data["label"] == node.label
        assert data.get("kind", data.get("type")) == node.kind
        assert data[measure] == pytest.approx(values[measure][node.iri])
        assert type(data[measure]) is float
    if graph.is_multigraph():
        wanted = sorted((*sorted((e.source, e.target)), e.weight) for e in net.edges)
        assert links(graph.edges(data=True)) == wanted
    else:  # parallel links are one
        pairs = {frozenset((e.source, e.target)) for e in net.edges}
        assert {frozenset(pair) for pair in graph.edges()} == pairs
    assert FILES[format_name](net, one) == body


@pytest.mark.parametrize(("format_name", "declared"), [
    ("graphml", r'<key id="\w+" for="(\w+)" attr.name="(\w+)" attr.type="(\w+)"'),
    ("gexf", r'<attribute id="\w+" (title)="(\w+)" type="(\w+)"'),
])  # fmt: skip
def test_attribute_has_one_type(measured, format_name, declared):
    net, values = measured["everything"]
    found = re.findall(declared, FILES[format_name](net, values).decode())
    assert {*MEASURES} <= {name for _, name, _ in found}
    assert len(found) == len({(of, name) for of, name, _ in found})


def test_formula_in_a_label_is_text_in_a_spreadsheet():
    nodes = (Node("urn:a", "=1+1", "person"), Node("urn:b", "b", "person"))
    net = Network("everything", nodes, (Edge("urn:a", "urn:b", "@role"),))
    (row,) = csv.DictReader(io.StringIO(edges(net, {}).decode()))
    assert (row["source_label"], row["relation"]) == ("'=1+1", "'@role")
