"""Raptor's rapper reads our Turtle and RDF/XML as the same triples as N-Triples."""

import subprocess

import pytest

from nmc_graph.export.dump import entity
from nmc_graph.formats import get
from nmc_graph.model.extract import entity_ntriples
from nmc_graph.terms import BASE
from tests.clients.conftest import triples
from tests.clients.record import record

FORMATS = {"turtle": "turtle", "rdfxml": "rdfxml"}
"""Our name of each format, and rapper's."""
ENTITIES = (
    "id/collaborative/san-joaquin-county-stockton", "id/person/robina-asghar",
    "id/source/cej-2016", "concept/approach/collective-impact", "ontology#hasStance",
)  # fmt: skip


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
def test_whole_graph(program, release, all_triples, name):
    rapper, format_ = program("rapper"), get(name, kind="graph")
    assert read_by(rapper, release.file(format_.suffix), FORMATS[name]) == all_triples
    version = subprocess.run([rapper, "--version"], capture_output=True, text=True, check=True)
    record(
        tool="Raptor (rapper)",
        version=version.stdout.strip(),
        did=f"read the {format_.label} file of the whole graph",
        got=f"all {release.manifest['triples']:,} triples",
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("iri", ENTITIES)
def test_one_entity(program, engine, release, tmp_path, iri, name):
    path = tmp_path / "entity"
    path.write_bytes(entity(engine, release, BASE + iri, get(name, kind="graph"), evidence=True))
    wanted = entity_ntriples(engine, BASE + iri, evidence=True, derived=False)
    assert read_by(program("rapper"), path, FORMATS[name]) == triples(wanted)
