"""`nmc mcp`, asked by the client of the protocol's own package, over stdio and over HTTP."""

import asyncio
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from mcp import Client, StdioServerParameters

from nmc_graph.index.reader import Index
from nmc_graph.index.search import Search
from nmc_graph.mcp.answers import MAX_ROWS, Tools
from nmc_graph.mcp.server import make_server
from nmc_graph.model.library import Library
from nmc_graph.release.index import ensure
from tests.conftest import ROOT
from tests.serving import free_port

ID = "https://w3id.org/nmc/id/"
TOOLS = {"search", "describe", "list_questions", "ask_question", "compare", "results", "sparql"}


@pytest.fixture(scope="module")
def server(release, engine):
    index = Index(ensure(release))
    return make_server(Tools(engine, Search(index), Library(ROOT / "queries")))


def run_in_thread(function):
    """Run a coroutine function in its own thread: Playwright keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(function())).result()


def call(server, tool, **arguments):
    """Return what a tool returns, or the text of its error."""

    async def run():
        async with Client(server) as client:
            result = await client.call_tool(tool, arguments)
            text = result.content[0].text
            return text if result.is_error else json.loads(text)

    return run_in_thread(run)


def test_search_and_describe_give_claims_with_evidence(server):
    hit = next(
        h
        for h in call(server, "search", text="Milwaukee", kind="collaborative")["rows"]
        if h["iri"] == ID + "collaborative/milwaukee"
    )
    found = call(server, "describe", iri=hit["iri"])
    claims = found["claims"]["rows"]
    assert len(claims) > 10
    with_evidence = [c for c in claims if c["evidence"]]
    assert all(e["source"]["iri"] and e["speaker"] for c in with_evidence for e in c["evidence"])
    assert any(e["reading_extent"] for c in with_evidence for e in c["evidence"])
    assert any(c["differs_from"] for c in claims)


def test_results_have_source_speaker_extent_and_figures_that_differ(server):
    found = call(server, "results", collaborative="Milwaukee")
    rows = found["rows"]
    assert found["total"] == len(rows) > 5
    assert found["truncated"] is False
    assert all(r["result"] and r["source"] and r["speaker"] and r["reading_extent"] for r in rows)
    assert any(other["summary"] for r in rows for other in r["at_odds_with"])
    everything = call(server, "results")
    assert everything["truncated"] is True
    assert "page 2" in everything["note"]
    assert len(everything["rows"]) == MAX_ROWS


def test_questions_are_listed_and_asked(server):
    names = {q["name"] for q in call(server, "list_questions", topic="results")["rows"]}
    assert "cq04" in names
    rows = call(server, "ask_question", name="claims-at-odds",
                parameters={"collaborative": "id/collaborative/milwaukee"})["rows"]  # fmt: skip
    assert rows
    assert all(r["evidence"][r["claim"]["iri"]]["sources"] for r in rows)
    assert "Did you mean" in call(server, "ask_question", name="claims-at-od")


def test_things_are_compared(server):
    found = call(server, "compare", iris=["id/collaborative/memphis", "id/collaborative/nashville"])
    assert len(found["things"]) == 2
    cells = [e for r in found["rows"] for cell in r["cells"] for e in cell if e["claim"]]
    assert any(e["sources"] for e in cells)
    assert "two to 4" in call(server, "compare", iris=["x"])


def test_sparql_is_guarded_and_says_what_is_cut(server):
    rows = call(server, "sparql", query="SELECT ?s { ?s ?p ?o } LIMIT 500")
    assert (rows["total"], rows["truncated"], len(rows["rows"])) == (500, True, MAX_ROWS)
    assert "read-only" in call(server, "sparql", query="DROP ALL")
    assert "SERVICE is refused" in call(
        server, "sparql", query="SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"
    )
    assert "line 1" in call(server, "sparql", query="SELECT ?s {")
    assert "turtle" in call(server, "sparql", query="DESCRIBE <https://w3id.org/nmc/dataset>")


@asynccontextmanager
async def checked(server):
    async with Client(server) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        resources = {str(r.uri) for r in (await client.list_resources()).resources}
        assert resources == {"nmc://schema", "nmc://prefixes", "nmc://questions"}
        schema = await client.read_resource("nmc://schema")
        assert "nmc:Collaborative" in schema.contents[0].text
        found = await client.call_tool("search", {"text": "Memphis"})
        assert not found.is_error
        yield client


def test_real_command_over_stdio(release):
    async def run():
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "nmc_graph", "mcp", "--release", str(release.path)],
        )
        async with checked(command):
            pass

    run_in_thread(run)


def test_real_command_over_http(release):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "nmc_graph", "mcp", "--http", str(port),
         "--release", str(release.path)],
        stderr=subprocess.PIPE,
    )  # fmt: skip

    async def run():
        async with checked(f"http://127.0.0.1:{port}/mcp"):
            pass

    try:
        _wait(process, port)
        run_in_thread(run)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait(process, port):
    import socket

    for _ in range(200):
        assert process.poll() is None, process.stderr.read().decode()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("not ready within 20 s")
