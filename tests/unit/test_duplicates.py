"""A triple in several graphs counts once in the default graph, and each graph keeps it."""

import json

import pytest
from click.testing import CliRunner

from nmc_graph.cli.query import command
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.formats import get
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import store
from nmc_graph.release.publish import publish

SHARED = "<http://e/a> <http://e/p> <http://e/b> .\n"
FILES = {
    "one": SHARED + "<http://e/a> <http://e/p> 1 .\n",
    "two": SHARED + "<http://e/c> <http://e/p> 2 .\n",
    "three": SHARED,
}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPHS = "https://w3id.org/nmc/graph/"
QUERIES = [
    (COUNT, 3),
    ("SELECT (COUNT(*) AS ?n) { <http://e/a> <http://e/p> ?o }", 2),
    ("SELECT (COUNT(*) AS ?n) { ?s <http://e/p> <http://e/b> }", 1),
    ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", 5),
    ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <http://e/p> <http://e/b> } }", 3),
    ("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", 3),
    (f"SELECT (COUNT(*) AS ?n) FROM <{GRAPHS}one> {{ ?s ?p ?o }}", 2),
    (f"SELECT (COUNT(*) AS ?n) FROM NAMED <{GRAPHS}two> {{ ?s ?p ?o }}", 0),
]


@pytest.fixture(params=["memory", "disk"])
def made(request, tmp_path, monkeypatch):
    release = _release(tmp_path, FILES)
    if request.param == "disk":
        monkeypatch.setattr(store, "LARGE_BYTES", 1)
    assert store.ensure(release) == release.store
    return release


def _release(folder, files):
    for name, text in files.items():
        (folder / f"{name}.nt").write_text(text.replace(" 1 .", ' "1" .').replace(" 2 .", ' "2" .'))
    sources = [Source(n, folder / f"{n}.nt", GRAPHS + n, "data") for n in files]
    dataset = Dataset()
    dataset.load(sources)
    return publish(dataset, sources, folder / "out", fingerprint="f")


def _answers(engine, queries):
    found = [engine.query(text, results=get("csv")).body.split()[1] for text, _ in queries]
    return [int(n) for n in found]


def test_the_default_graph_counts_a_triple_once_and_graphs_keep_it(made):
    engine = EmbeddedEngine(made.store, workers=1)
    try:
        assert _answers(engine, QUERIES) == [n for _, n in QUERIES]
    finally:
        engine.close()


def test_the_manifest_counts_the_copies(made):
    counts = {k: made.manifest[k] for k in ("triples", "quads", "duplicates")}
    assert counts == {"triples": 3, "quads": 5, "duplicates": 2}


def test_without_copies_nothing_is_loaded_twice(tmp_path):
    release = _release(tmp_path, {"two": FILES["two"]})
    assert release.manifest["duplicates"] == 0
    release.file("nt").unlink()  # so that loading it would fail
    engine = EmbeddedEngine(release.store, workers=1)
    try:
        assert _answers(engine, [(COUNT, 2)]) == [2]
    finally:
        engine.close()


def test_a_query_over_files_counts_a_triple_once(tmp_path):
    _release(tmp_path, FILES)
    files = [str(tmp_path / f"{name}.nt") for name in ("one", "two")]
    query = "SELECT (COUNT(*) AS ?n) { ?s <http://e/p> <http://e/b> }"
    args = ["-e", query, "--format", "json"]
    for file in files:
        args += ["--data", file]
    done = CliRunner().invoke(command, args)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["results"]["bindings"][0]["n"]["value"] == "1"


def test_the_bundled_data_has_no_copies(release):
    assert release.manifest["duplicates"] == 0
    assert release.manifest["triples"] == release.manifest["quads"]
