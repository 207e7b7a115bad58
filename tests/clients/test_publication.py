"""The folder of a version as the libraries of data repositories read it, and once more as bytes."""

import filecmp
import json
from importlib.metadata import version
from urllib.request import pathname2url

import frictionless
import pyoxigraph
import pyshacl
import pytest
import rdflib
from datacite import schema45
from nanopub import Nanopub
from rocrate.rocrate import ROCrate

from nmc_graph.export.publication.about import about
from nmc_graph.export.publication.folder import write_folder
from nmc_graph.export.publication.nanopubs import nanopubs
from nmc_graph.model.tables import TABLES
from tests.clients.record import record

CHECKED = 25
"""Of the nanopublications, since each takes a tenth of a second."""


@pytest.fixture(scope="module")
def folder(release, engine, tmp_path_factory):
    path = tmp_path_factory.mktemp("deposit") / "nmc-graph"
    write_folder(release, engine, path)
    return path


def test_frictionless_finds_no_error_in_the_tables(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["rowNumber", "fieldName", "message"]) == []
    assert [task.name for task in report.tasks] == list(TABLES)
    record(
        tool="Frictionless",
        version=version("frictionless"),
        did="validated the data package of the tables",
        got=f"no error in {len(report.tasks)} tables; a planted one is found",
    )


def test_frictionless_finds_a_planted_error(folder):
    path = folder / "tables" / "benchmarks.csv"
    body = path.read_bytes()
    path.write_bytes(body + b"\r\n")
    try:
        assert not frictionless.validate(str(folder / "datapackage.json")).valid
    finally:
        path.write_bytes(body)


def test_rocrate_reads_the_folder(folder):
    crate = ROCrate(str(folder))
    assert crate.name == "Needle-moving collaboratives: a knowledge graph"
    assert crate.license.id == "https://creativecommons.org/licenses/by/4.0/"
    files = [e for e in crate.data_entities if e.type == "File"]
    assert len(files) > 35
    for file in files:
        path = folder / file.id
        assert path.stat().st_size == int(file["contentSize"]), file.id
    record(
        tool="rocrate",
        version=version("rocrate"),
        did="read the folder of a version as an RO-Crate",
        got=f"title, license and {len(files)} files with their sizes",
    )


def test_datacite_accepts_the_metadata(folder):
    metadata = json.loads((folder / "datacite.json").read_bytes())
    errors = [error.message for error in schema45.validator.iter_errors(metadata)]
    assert errors == []
    record(
        tool="datacite",
        version=version("datacite"),
        did="validated datacite.json by the schema of DataCite 4.5",
        got="no error",
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_nanopub_accepts_each_nanopublication(release):
    head, *documents = nanopubs(release.nquads, about(release))
    step = len(documents) // CHECKED
    for document in documents[::step]:
        graph = rdflib.ConjunctiveGraph()
        graph.parse(data=head + document, format="trig")
        assert Nanopub(rdf=graph).is_valid
    record(
        tool="nanopub",
        version=version("nanopub"),
        did="checked nanopublications",
        got=f"{len(documents[::step])} of {len(documents):,} checked, all valid",
    )


def test_cids_document_meets_the_shapes_of_its_publisher(folder, shared_file):
    shapes = shared_file("../cases/published/cids-shapes-basic.ttl")
    document = (folder / "cids" / "nmc-graph.cids.jsonld").read_bytes()
    quads = pyoxigraph.parse(document, pyoxigraph.RdfFormat.JSON_LD)
    data = pyoxigraph.serialize((q.triple for q in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    conforms, _, text = pyshacl.validate(
        rdflib.Graph().parse(data=data, format="nt"),
        shacl_graph=rdflib.Graph().parse(
            data=shapes.read_text("utf-8-sig"), format="turtle", publicID=pathname2url(shapes.name)
        ),
        allow_infos=True,
        allow_warnings=True,
    )
    assert conforms, text[:2000]
    record(
        tool="pySHACL",
        version=version("pyshacl"),
        did="validated the CIDS export by the shapes of Common Approach",
        got="it conforms",
    )


def test_the_same_release_gives_the_same_bytes(folder, release, engine, tmp_path):
    again = tmp_path / "again"
    write_folder(release, engine, again)
    names = [str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()]
    same, different, missing = filecmp.cmpfiles(folder, again, names, shallow=False)
    assert (different, missing) == ([], [])
    assert len(same) == len(names)
