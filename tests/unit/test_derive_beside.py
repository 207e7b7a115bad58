"""A release has the same triples whether the derived ones were loaded or left unloaded."""

import pytest

from bench.generate import generate
from nmc_graph.config import bundle_root
from nmc_graph.export.dump import whole
from nmc_graph.formats import GRAPH_FORMATS, get
from nmc_graph.index.reader import Index
from nmc_graph.index.writer import make
from nmc_graph.pipeline import build, collect_sources, load_sources
from nmc_graph.rdf.canonical import Derived, write_canonical
from nmc_graph.release import assemble, dumps, index
from nmc_graph.release.assemble import Derivation, rules_of
from nmc_graph.release.jobs import Jobs
from nmc_graph.terms import DERIVED_GRAPH


def test_the_canonical_document_is_the_same(tmp_path):
    generate(5_000, tmp_path / "source")
    data = [tmp_path / "source", bundle_root() / "data"]
    rules = rules_of(bundle_root())
    loaded = assemble.assemble(collect_sources(data), rules)
    _, dataset = load_sources(data)
    for run_lines in (10**6, 997):  # at once, and in many runs
        with Jobs() as jobs:
            derivation = Derivation(dataset, rules, tmp_path, jobs)
            derivation.start()
            found = write_canonical(
                dataset,
                tmp_path / "unloaded.nq",
                derived=Derived(DERIVED_GRAPH, derivation.files()),
                run_lines=run_lines,
            )
        assert found == write_canonical(loaded, tmp_path / "loaded.nq")
    assert len(dataset) < len(loaded)
    assert not list(tmp_path.glob("*-*.nt"))  # the files of the rules


@pytest.mark.long
def test_a_large_release_has_few_dumps_and_export_makes_the_others(release, tmp_path, monkeypatch):
    small = release
    monkeypatch.setattr(dumps, "LARGE_BYTES", 1)
    monkeypatch.setattr(dumps, "FEW_BYTES", 1)
    large = build([], tmp_path / "large")
    assert {f["name"].rpartition(".")[2] for f in large.manifest["files"]} == {"nq", "nt"}
    assert len(small.manifest["files"]) == len(GRAPH_FORMATS)
    for key in ("release", "triples", "quads", "graphs", "assertions"):
        assert large.manifest[key] == small.manifest[key]
    for name in ("turtle", "trig"):
        with whole(large, get(name)) as made, whole(small, get(name)) as written:
            assert made.read_bytes() == written.read_bytes()


def test_the_index_lacks_no_triple_that_was_left_unloaded(release, tmp_path):
    built = index.find(release)
    again = tmp_path / "again.sqlite"
    make(release.file("nt"), index._dataset(release), again)
    with Index(built).open(60) as one, Index(again).open(60) as two:
        assert list(one.iterdump()) == list(two.iterdump())
