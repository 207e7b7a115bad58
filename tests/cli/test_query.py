"""`nmc query` and `nmc export`, and how every command reports bad input."""

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from nmc_graph.formats import get
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


READERS = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
"""Names of formats in rdflib where they are others than ours."""
EXPORTS = ["turtle", "ntriples", "rdfxml", "nquads", "trig", "jsonld"]
QUADS = {"nquads", "trig"}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_has_the_same_triples(name, release):
    format_ = pyoxigraph.RdfFormat.from_media_type(get(name, kind="graph").media_type)
    found = pyoxigraph.parse(nmc("export", "--format", name).stdout, format_)
    if name in QUADS:
        assert set(found) == set(pyoxigraph.parse(path=release.file("nq")))
    else:
        wanted = {quad.triple for quad in pyoxigraph.parse(path=release.file("nt"))}
        assert {quad.triple for quad in found} == wanted


@pytest.mark.long
@pytest.mark.parametrize("name", EXPORTS)
def test_rdflib_reads_the_same_triples_in_every_export(name, release):
    parser, text = READERS.get(name, name), nmc("export", "--format", name).stdout
    if name in QUADS:
        found, wanted = rdflib.Dataset(), rdflib.Dataset()
        found.parse(data=text, format=parser)
        wanted.parse(release.file("nq"), format="nquads")
        assert set(found.quads()) == set(wanted.quads())
    else:
        wanted = rdflib.Graph().parse(release.file("nt"), format="nt")
        assert isomorphic(rdflib.Graph().parse(data=text, format=parser), wanted)


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
