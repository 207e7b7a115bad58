"""Raptor's rapper reads our Turtle and RDF/XML as the same triples as N-Triples."""

import subprocess

import pyoxigraph
import pytest

from nmc_graph.export.dump import entity
from nmc_graph.formats import get
from nmc_graph.model.extract import entity_ntriples
from nmc_graph.terms import BASE

FORMATS = {"turtle": "turtle", "rdfxml": "rdfxml"}
"""Our name of each format, and rapper's."""
ENTITIES = (
    "id/collaborative/san-joaquin-county-stockton", "id/person/robina-asghar",
    "id/source/cej-2016", "concept/approach/collective-impact", "ontology#hasStance",
)  # fmt: skip


def triples(ntriples):
    format_ = pyoxigraph.RdfFormat.N_TRIPLES
    return {(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(ntriples, format_)}


def read_by(rapper, path, format_):
    done = subprocess.run(
        [rapper, "-q", "-i", format_, "-o", "ntriples", path, BASE],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return triples(done.stdout)


@pytest.mark.parametrize("name", FORMATS)
def test_whole_graph(program, release, name):
    path = release.file(get(name, kind="graph").suffix)
    assert read_by(program("rapper"), path, FORMATS[name]) == triples(
        release.file("nt").read_bytes()
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("iri", ENTITIES)
def test_one_entity(program, engine, release, tmp_path, iri, name):
    path = tmp_path / "entity"
    path.write_bytes(entity(engine, release, BASE + iri, get(name, kind="graph"), evidence=True))
    wanted = entity_ntriples(engine, BASE + iri, evidence=True, derived=False)
    assert read_by(program("rapper"), path, FORMATS[name]) == triples(wanted)
