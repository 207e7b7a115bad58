"""The folder of a version that is deposited and cited."""

import csv
import gzip
import hashlib
import io
import json
from pathlib import Path

import pyoxigraph
import pytest
import yaml

from nmc_graph.errors import UsageError
from nmc_graph.export.publication.about import about
from nmc_graph.export.publication.cids import cids
from nmc_graph.export.publication.folder import write_folder
from nmc_graph.export.publication.nanopubs import nanopubs
from nmc_graph.model.tables import TABLES
from nmc_graph.terms import NMC, PROV

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(release, engine, tmp_path_factory):
    path = tmp_path_factory.mktemp("deposit") / "nmc-graph"
    write_folder(release, engine, path)
    return path


def test_every_file_is_in_the_checksums_and_in_the_crate(folder):
    sums = dict(reversed(line.split("  ")) for line in read(folder, "SHA256SUMS").splitlines())
    for name, wanted in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted, name
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    crate = json.loads(read(folder, "ro-crate-metadata.json"))["@graph"]
    described = {e["@id"] for e in crate if e["@type"] == "File"}
    assert files == described | {"ro-crate-metadata.json"}
    assert described == sums.keys() | {"SHA256SUMS"}


def test_compressed_dumps_hold_the_dumps_and_have_no_date(folder):
    packed = sorted(folder.rglob("*.gz"))
    assert len(packed) == 7
    for path in packed:
        assert path.read_bytes()[3:8] == bytes(5), "flags and time"
    smallest = min(packed, key=lambda path: path.stat().st_size)
    assert gzip.decompress(smallest.read_bytes()) == smallest.with_suffix("").read_bytes()


def test_a_folder_that_has_files_is_left_alone(folder, release, engine):
    with pytest.raises(UsageError, match="isn't an empty folder"):
        write_folder(release, engine, folder)


def test_citations_agree(folder, release):
    known = about(release)
    cff = yaml.safe_load(read(folder, "CITATION.cff"))
    ours = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    identifiers = cff.pop("identifiers")
    assert cff == ours, "CITATION.cff of the repository differs from that of a release"
    assert identifiers[0]["value"] == release.hash
    zenodo = json.loads(read(folder, ".zenodo.json"))
    datacite = json.loads(read(folder, "datacite.json"))
    assert zenodo["version"] == datacite["version"] == str(cff["version"]) == known.version
    assert zenodo["publication_date"] == str(cff["date-released"]) == known.date
    assert datacite["titles"][0]["title"] == zenodo["title"] == cff["title"]


def test_data_package_describes_each_table(folder):
    package = json.loads(read(folder, "datapackage.json"))
    assert [r["name"] for r in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        text = (folder / resource["path"]).read_text("utf-8")
        head = next(csv.reader(io.StringIO(text)))
        assert [f["name"] for f in resource["schema"]["fields"]] == head


def test_each_claim_is_a_nanopublication_with_its_source(release):
    trig = "".join(nanopubs(release.nquads, about(release)))
    quads = list(pyoxigraph.parse(trig.encode(), pyoxigraph.RdfFormat.TRIG))
    parts = {}
    for quad in quads:
        claim, _, part = quad.graph_name.value.partition("#")
        parts.setdefault(claim, set()).add(part)
    assert len(parts) == release.manifest["assertions"]
    assert all(p == {"head", "assertion", "provenance", "pubinfo"} for p in parts.values())
    sourced = {q.subject for q in quads if q.predicate.value == PROV + "hadPrimarySource"}
    assert len(sourced) == len(parts)


def test_cids_has_the_results_it_can_express_and_counts_the_others(release):
    document = json.loads(cids(release.file("nt"), about(release)))
    head, *nodes = document["@graph"]
    reports = [n for n in nodes if n.get("type") == "cids:IndicatorReport"]
    known = {n["id"] for n in nodes}
    assert all(report["forIndicator"] in known for report in reports)
    left_out = sum(
        int(line.rpartition(": ")[2]) for line in head["leftOut"] if "Statements" not in line
    )
    assert left_out + len(reports) == release.manifest["assertions"]


def test_a_result_without_a_number_is_left_out_of_cids(tmp_path, release):
    document = tmp_path / "one.nt"
    result = "<https://w3id.org/nmc/id/assertion/x/y>"
    document.write_text(
        f"{result} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{NMC}LevelObservation> .\n"
    )
    head, *nodes = json.loads(cids(document, about(release)))["@graph"]
    assert nodes == []
    assert head["leftOut"].startswith("Results without a number")


def read(folder, name):
    return (folder / name).read_text("utf-8")
