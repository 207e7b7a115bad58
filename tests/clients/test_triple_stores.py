"""SPARQL servers of other projects take the whole graph and count the same triples in it."""

import re
import subprocess
from importlib.metadata import version

import httpx
import pytest

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.upload import load, open_server
from tests.clients.record import record
from tests.remote import servers
from tests.remote.conftest import DBA

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH <%s> { ?s ?p ?o } }"


@pytest.fixture
def stores(tmp_path):
    """Return for each server a context that runs it, its credentials, and its version."""
    return {
        "Oxigraph": (servers.oxigraph, {}, lambda _: version("oxigraph")),
        "Virtuoso": (lambda: servers.virtuoso(tmp_path), DBA, virtuoso_version),
    }


def virtuoso_version(program):
    done = subprocess.run([program("virtuoso-t"), "-?"], capture_output=True, text=True)
    return re.search(r"Version (\d+(?:\.\d+)+)", done.stdout + done.stderr)[1]


@pytest.mark.parametrize("name", ["Oxigraph", "Virtuoso"])
def test_server_has_all_triples_after_an_upload(stores, program, release, name):
    run, credentials, its_version = stores[name]
    with run() as started:
        url = started if isinstance(started, str) else started[0]
        opened = open_server(endpoint(url, credentials))
        load(release.upload_files, opened)
        opened.close()
        query = COUNT % release.upload_files.graph_names.union
        answer = httpx.post(
            url, data={"query": query}, headers={"Accept": "text/csv"}, trust_env=False
        )
    assert answer.text.replace('"', "").split() == ["n", str(release.manifest["triples"])]
    record(
        tool=name,
        version=its_version(program),
        did="took the whole graph by HTTP, as with `--engine`, and counted its triples",
        got=f"all {release.manifest['triples']:,} triples",
    )
