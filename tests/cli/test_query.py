"""`nmc query` and `nmc export`, and how every command reports bad input."""

import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.commands import nmc


def test_library_query_prints_csv():
    done = nmc("query", "--name", "cq01", "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.split() == ["year,sid,from,to", "1998,S08,247,266"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "says"),
    [
        (["query", "-e", "SELECT * {\n ?s ?p \n}"], None, 2, "line 3, column 1"),
        (["query", "-e", "SELECT * {\n ?s ?p \n}"], None, 2, "\n^"),
        (["query", "-"], "SELEC", 2, "expected SELECT"),
        (["query", "-e", "INSERT DATA { <a:a> <a:b> 1 }"], None, 2, "read-only"),
        (["query", "-e", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"], None, 2, "refused"),
        (["query", "--name", "cq99"], None, 2, "Did you mean: cq"),
        (["query", "--name", "cq01", "--param", "nope=1"], None, 2, "has no parameter"),
        (["query"], None, 2, "Give one query"),
        (["query", "no-such-file.rq"], None, 2, "cannot be read"),
        (["query", "--timeout", "0.3", "-e",
          "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"], None, 3, "after 0.3 s"),
        (["query", "-e", "DESCRIBE <a:a>", "--format", "csv"], None, 2, "can't be written as CSV"),
        (["export", "--format", "turtle", "--entity", "id/person/robina-asgha"], None, 2,
         "id/person/robina-asghar"),
        (["export", "--format", "nope"], None, 2, "is not one of"),
        (["info", "--release", "no-such-folder"], None, 2, "no release in"),
        (["build", "no-such.ttl", "--out", "unused"], None, 2, "no such file"),
        (["build", "x.ttl"], None, 2, "--out"),
        (["serve", "x.ttl", "--release", "y"], None, 2, "not both"),
        (["nope"], None, 2, "No such command 'nope'."),
        (["exprot"], None, 2, "No such command 'exprot'. Did you mean 'export'?"),
        (["evidence", "--show", "S99"], None, 2, "no statement"),
    ],
)  # fmt: skip
def test_bad_input_is_reported_with_an_exit_code(arguments, stdin, code, says, tmp_path):
    done = nmc(*arguments, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.fixture(scope="module")
def wanted(release):
    """What the release says, read by rdflib: its triples, and its quads."""
    triples = rdflib.Graph().parse(release.file("nt"), format="nt")
    quads = rdflib.Dataset()
    quads.parse(release.file("nq"), format="nquads")
    return triples, set(quads.quads())


@pytest.mark.parametrize(
    ("name", "is_quads"),
    [("turtle", False), ("ntriples", False), ("rdfxml", False), ("nquads", True), ("trig", True),
     ("jsonld", False)],
)  # fmt: skip
def test_every_export_has_the_same_triples(name, is_quads, wanted):
    triples, quads = wanted
    parser = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(name, name)
    text = nmc("export", "--format", name).stdout
    if is_quads:
        found = rdflib.Dataset()
        found.parse(data=text, format=parser)
        assert set(found.quads()) == quads
    else:
        assert isomorphic(rdflib.Graph().parse(data=text, format=parser), triples)


def test_entity_is_exported_with_its_evidence():
    arguments = ["export", "--format", "ntriples", "--entity", "id/person/robina-asghar"]
    alone, whole = nmc(*arguments).stdout, nmc(*arguments, "--evidence").stdout
    assert set(alone.splitlines()) < set(whole.splitlines())
    assert "oa#start" in whole
    assert "oa#start" not in alone


def test_any_file_can_be_queried(tmp_path):
    path = tmp_path / "any.trig"
    path.write_text("<http://e/g> { <http://e/s> <http://e/p> 'o' }")
    done = nmc(
        "query",
        "--data",
        path,
        "-e",
        "SELECT ?g ?o { GRAPH ?g { <http://e/s> ?p ?o } }",
        "--format",
        "csv",
    )
    assert done.stdout.split() == ["g,o", "http://e/g,o"]
