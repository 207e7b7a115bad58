"""The addresses of a server: for queries, updates and graphs."""

import pytest

from nmc_graph.engine.remote.endpoint import Endpoint, endpoint
from nmc_graph.engine.remote.upload import open_server
from nmc_graph.errors import (
    UsageError,
)


@pytest.mark.parametrize(
    "url", ["ftp://e/", "e/sparql", "http://", "http://e:port/", "file:///etc/passwd", ""]
)
def test_addresses_other_than_http_are_refused(url):
    with pytest.raises(UsageError, match="not the address of a SPARQL server"):
        endpoint(url, {})


@pytest.mark.parametrize(
    ("query", "server", "update", "graphs"),
    [
        ("http://h:8890/sparql", "Virtuoso/07.20", "/sparql-auth", "/sparql-graph-crud-auth"),
        ("http://h:7878/query", "Oxigraph/0.5.8", "/update", "/store"),
        ("http://h:3030/ds/sparql", "Apache Jena Fuseki (5.0)", "/ds/update", "/ds/data"),
        ("http://h:3030/ds", "Apache Jena Fuseki (5.0)", "/ds/update", "/ds/data"),
        ("http://h:7200/repositories/nmc", "GraphDB/10", "/repositories/nmc/statements",
         "/repositories/nmc/rdf-graphs/service"),
        ("http://h:5820/nmc/query", "", "/nmc/update", ""),
        ("http://h:8182/sparql", "", "/sparql", ""),
    ],
)  # fmt: skip
def test_addresses_for_writing_follow_from_the_server(query, server, update, graphs):
    known = endpoint(query, {}).known_as(server)
    root = query[: query.index("/", 8)]
    assert known.update == root + update
    assert known.graphs == (root + graphs if graphs else "")


def test_addresses_in_the_environment_take_precedence():
    environment = {"NMC_ENGINE_UPDATE_URL": "http://u/", "NMC_ENGINE_GRAPHS_URL": "http://g/"}
    known = endpoint("http://h:7878/query", environment).known_as("Oxigraph")
    assert (known.update, known.graphs) == ("http://u/", "http://g/")


def test_real_server_is_recognized_by_its_name(server, server_name):
    opened = open_server(Endpoint(server.query))
    path = {"virtuoso": "/sparql-graph-crud-auth", "oxigraph": "/store"}[server_name]
    assert opened.endpoint.graphs.endswith(path)
    opened.close()
