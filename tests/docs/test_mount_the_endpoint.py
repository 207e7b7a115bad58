"""The how-to on mounting the endpoint: its program, as written, in a bare Flask application."""

import json
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "mount-the-endpoint.md"


@pytest.fixture(scope="module")
def client(release):
    program = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)[1]
    names = {"__name__": "app"}
    exec(compile(program, "app.py", "exec"), names)
    yield names["app"].test_client()
    names["engine"].close()


@pytest.mark.parametrize(
    ("query", "accept", "status", "media_type"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv", 200, "text/csv"),
        ("ASK { ?s ?p ?o }", "application/json", 200, "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/turtle", 200, "text/turtle"),
        ("SELECT * WHERE { ?s", "*/*", 400, "application/problem+json"),
        ("CLEAR ALL", "*/*", 403, "application/problem+json"),
    ],
)
def test_the_mounted_endpoint_answers(client, query, accept, status, media_type):
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (status, media_type)


def test_a_syntax_error_has_its_line_and_column(client):
    response = client.post("/sparql", data={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert re.search(r"line 2, column \d+", json.loads(response.data)["detail"], re.I)


def test_the_endpoint_describes_itself_without_a_query(client):
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert b"sparql-service-description" in response.data
