"""The application factory builds everything from settings, so that any WSGI server can use it."""

import subprocess
import sys

from nmc_graph.config import Settings
from nmc_graph.web.app import create_app

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def test_an_application_follows_from_its_settings(release):
    app = create_app(Settings(release.path, query_timeout=7))
    try:
        client = app.test_client()
        assert client.get("/page/person/robina-asghar").status_code == 200
        answer = client.get("/sparql", query_string={"query": COUNT})
        (row,) = answer.get_json(force=True)["results"]["bindings"]
        assert int(row["n"]["value"]) == release.manifest["triples"]
        assert "7 seconds" in client.get("/sparql", headers={"Accept": "text/html"}).text
        assert client.get("/browse/person.ttl").mimetype == "text/turtle"
    finally:
        app.extensions["nmc"].engines.close()


def test_flask_finds_the_application_by_itself(release):
    command = [sys.executable, "-m", "flask", "--app", "nmc_graph.web.app", "routes"]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert listed.returncode == 0, listed.stderr
    assert " /sparql " in listed.stdout
    assert "/browse/<name>" in listed.stdout
