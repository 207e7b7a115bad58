"""The server connects to no address that a visitor names, and repeats no host name to others."""

from __future__ import annotations

import json
import socket
from contextlib import suppress

import pytest

from nmc_graph.engine import EmbeddedEngine, base
from nmc_graph.errors import SourceError
from nmc_graph.rdf import parse
from nmc_graph.rdf.sources import Source
from tests.hostile.observe import ENTITY, GOOD, STATEMENTS, post_query


@pytest.mark.parametrize("path", [
    "/sitemap.xml", "/robots.txt", "/dataset", "/queries/approach-positions", "/sparql", ENTITY,
])  # fmt: skip
def test_host_name_of_one_client_is_not_shown_to_another(server, path):
    client = server.client()
    for accept in ("text/html", "text/turtle"):
        headers = {"Accept": accept}
        client.get(path, headers={**headers, "Host": "taken.example"})
        response = client.get(path, headers=headers)
        assert response.status_code in {200, 406}
        assert b"taken.example" not in response.data


def test_service_clause_never_connects_to_a_listener(server):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        target = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for query in (
            f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ service silent <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ \\u0053ERVICE <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ {{ SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }} }} }}",
            f"SELECT * {{ BIND(<{target}> AS ?w) SERVICE ?w {{ ?s ?p ?o }} }}",
            f"ASK {{ FILTER EXISTS {{ SERVICE <{target}> {{ ?s ?p ?o }} }} }}",
            f"SELECT * {{ # comment\n SERVICE # <\n <{target}> {{ ?s ?p ?o }} }}",
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p 1e0SERVICE <{target}> {{ ?s ?p ?o }} }}",
        ):
            assert post_query(server, query).status_code == 400, query
        fetched = [
            f"SELECT * FROM <{target}> {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <{target}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        ]
        for query in fetched:
            response = post_query(server, query)
            assert response.status_code == 200
            assert json.loads(response.data)["results"]["bindings"] == []
        entity = server.client().get("/entity", query_string={"uri": target})
        assert entity.status_code == 404
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.rdf",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "{0}"><!ENTITY % p SYSTEM "{0}">]>'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e;</rdf:RDF>',
        ),
        ("a.jsonld", '{{"@context": "{0}", "name": "x"}}'),
        ("a.jsonld", '{{"@context": {{"@import": "{0}"}}, "name": "x"}}'),
    ],
)
def test_file_that_names_an_address_is_read_without_a_connection(name, text, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        path = tmp_path / name
        path.write_text(text.format(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        with suppress(SourceError):
            list(parse.read(Source("a", path, "http://example.org/g", "data")))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_service_clause_reaches_an_endpoint_that_the_operator_allows(server, release):
    here = f"{server.url}/sparql"
    engine = EmbeddedEngine(release.store, services=[here])
    try:
        rows = base.select(engine, f"SELECT ?n {{ SERVICE <{here}> {{ {GOOD} }} }}")
        assert [r["n"].value for r in rows] == [STATEMENTS]
    finally:
        engine.close()
