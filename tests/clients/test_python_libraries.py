"""Python libraries read the endpoint, the tables and the files of a running server."""

import csv
import io
import json
import sys
from importlib.metadata import version

import networkx as nx
import pandas as pd
import polars as pl
import pytest
import rdflib
from mcp import Client, StdioServerParameters
from pyld import jsonld
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, SPARQLWrapper

from nmc_graph.network.projections import PROJECTIONS
from nmc_graph.terms import prefixes
from tests.cli.test_mcp import run_in_thread
from tests.clients.record import record

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MILWAUKEE = "https://w3id.org/nmc/id/collaborative/milwaukee"
RESULTS = "/tables/results.csv"


def test_sparqlwrapper(nmc_server, release):
    wrapper = SPARQLWrapper(nmc_server.url + "/sparql", returnFormat=JSON)
    wrapper.setQuery(COUNT)
    (row,) = wrapper.queryAndConvert()["results"]["bindings"]
    assert int(row["n"]["value"]) == release.manifest["triples"]
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().split()[0] == b"n"
    wrapper.setQuery(f"DESCRIBE <{MILWAUKEE}>")
    wrapper.setReturnFormat(TURTLE)
    graph = rdflib.Graph().parse(data=wrapper.queryAndConvert(), format="turtle")
    assert len(graph) > 20
    record(
        tool="SPARQLWrapper",
        version=version("SPARQLWrapper"),
        did="sent SELECT and DESCRIBE queries to the endpoint",
        got=f"the number of triples as JSON and CSV, and a graph of {len(graph)} triples",
    )


def test_rdflib_asks_the_endpoint(nmc_server, release):
    graph = rdflib.Graph(SPARQLStore(nmc_server.url + "/sparql"))
    ((n,),) = graph.query(COUNT)
    assert int(n) == release.manifest["triples"]
    facts = list(graph.predicate_objects(rdflib.URIRef(MILWAUKEE)))
    assert len(facts) > 20
    record(
        tool="rdflib",
        version=rdflib.__version__,
        did="used the endpoint as the store of a graph",
        got=f"the number of triples, and {len(facts)} facts on Milwaukee",
    )


@pytest.mark.parametrize("suffix", ["jsonld", "rdf"])
def test_rdflib_reads_a_document_into_the_default_graph(nmc_server, suffix):
    address = f"{nmc_server.url}/data/collaborative/milwaukee."
    graph = rdflib.Graph().parse(address + suffix)
    assert len(graph) == len(rdflib.Graph().parse(address + "nt")) > 100
    record(
        tool="rdflib",
        version=rdflib.__version__,
        did=f"read a document of one thing (.{suffix})",
        got=f"{len(graph)} triples, in the default graph",
    )


def test_pyld_expands_a_document_with_the_context_in_it(nmc_server):
    document = nmc_server.client().get("/data/collaborative/milwaukee.jsonld").json
    expanded = jsonld.expand(document)
    found = {node["@id"] for node in expanded if "@id" in node}
    assert MILWAUKEE in found
    record(
        tool="PyLD",
        version=version("PyLD"),
        did="expanded the JSON-LD of one thing",
        got=f"{len(expanded)} nodes, no other address was asked",
    )


def test_pandas_and_polars_read_a_table(nmc_server):
    address = nmc_server.url + RESULTS
    lines = list(csv.DictReader(io.StringIO(nmc_server.client().get(RESULTS).text, newline="")))
    frame = pd.read_csv(address, dtype={"place_code": "string"})
    # Polars reads addresses in ranges, which a table that is made on request doesn't have.
    body = nmc_server.client().get(RESULTS).data
    table = pl.read_csv(body, schema_overrides={"place_code": pl.String}, infer_schema_length=None)
    total = sum(float(line["percent_change"] or 0) for line in lines)
    assert len(frame) == len(table) == len(lines)
    assert list(frame.columns) == table.columns == list(lines[0])
    assert frame["percent_change"].sum() == pytest.approx(total)
    assert table["percent_change"].sum() == pytest.approx(total)
    for tool, shape, how in (
        ("pandas", frame.shape, "by its address"),
        ("polars", table.shape, "after downloading it"),
    ):
        record(
            tool=tool,
            version=version(tool),
            did=f"read the table of results {how}",
            got=f"{shape[0]} rows and {shape[1]} columns, with the same sum of changes",
        )


@pytest.mark.parametrize(("suffix", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_each_projection(nmc_server, suffix, read):
    sizes = {}
    for projection in PROJECTIONS:
        answer = nmc_server.client().get(f"/network.{suffix}?projection={projection}")
        graph = read(io.BytesIO(answer.data))
        sizes[projection] = len(graph)
        assert all(data["label"] for _, data in graph.nodes(data=True))
    assert min(sizes.values()) > 0
    record(
        tool="networkx",
        version=nx.__version__,
        did=f"read {suffix.upper().replace('GRAPHML', 'GraphML')} of {len(sizes)} projections",
        got=f"networks of {min(sizes.values())} to {max(sizes.values())} labeled nodes",
    )


def test_mcp_client_lists_tools_and_runs_a_query(release):
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "nmc_graph", "mcp", "--release", str(release.path)],
    )
    query = prefixes("nmc") + "SELECT ?c { ?c a nmc:Collaborative }"

    async def talk():
        async with Client(server) as client:
            tools = await client.list_tools()
            answer = await client.call_tool("sparql", {"query": query})
            return [tool.name for tool in tools.tools], json.loads(answer.content[0].text)

    names, answer = run_in_thread(talk)
    assert {"search", "describe", "sparql"} <= set(names)
    assert len(answer["rows"]) > 30
    record(
        tool="mcp (client)",
        version=version("mcp"),
        did="started `nmc mcp`, listed its tools and ran a query",
        got=f"{len(names)} tools, {len(answer['rows'])} collaboratives",
    )
