"""The benchmark: its queries have results, it notices mistakes, and partial runs are safe."""

import pytest

from bench import faults, results
from bench.generate import generate
from bench.mix import queries
from bench.results import Section
from nmc_graph.config import bundle_root
from nmc_graph.engine import EmbeddedEngine
from nmc_graph.formats import get
from nmc_graph.pipeline import assemble_sources, load_sources
from nmc_graph.quality import shacl
from nmc_graph.rdf.canonical import write_canonical

KINDS = {"lookup", "list", "facet", "average", "path", "text", "missing", "top", "hops",
         "not exists", "construct", "describe", "dates"}  # fmt: skip


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated")
    generate(10_000, folder)
    return folder


def test_query_mix_has_every_kind_and_every_query_has_rows(generated, tmp_path):
    mix = queries()
    assert len(mix) >= 20
    assert {q.kind for q in mix} == KINDS
    _, dataset = assemble_sources([generated])
    write_canonical(dataset, tmp_path / "data.nq")
    engine = EmbeddedEngine(tmp_path / "data.nq")
    try:
        lines = {q.name: engine.query(q.text, results=get("csv")).body.splitlines() for q in mix}
    finally:
        engine.close()
    empty = {name for name, found in lines.items() if len(found) < 2 or found[1] == b"0"}
    assert empty == {"names-by-pattern"}  # rare, in a small graph


def test_planted_mistakes_are_found(generated, tmp_path):
    path, planted = faults.plant(sorted(generated.glob("*.nt")), tmp_path)
    assert planted == 4
    _, dataset = load_sources([path])
    dataset.dump_ntriples(tmp_path / "all.nt")
    shapes = shacl.Shapes(shacl.shape_files([bundle_root() / "shapes" / "data"]))
    found = shacl.fast(dataset, tmp_path / "all.nt", shapes)
    assert len({r.focus for r in found}) >= planted


def test_partial_run_replaces_only_its_section(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "PATH", tmp_path / "results.md")
    order = ["one-10k", "two-10k"]
    two, one = Section("two", "10k", "Two"), Section("one", "10k", "One")
    two.table(("a", "b"), [("x", 1)])
    two.target("work", "at least 1", "2", True)
    results.save(two, order)
    results.save(one, order)
    text = results.PATH.read_text("utf-8")
    assert text.index("## Targets") < text.index("## One") < text.index("## Two")
    assert "| work | at least 1 | 2 | reached |" in text
    again = Section("two", "10k", "Two again")
    results.save(again, order)
    text = results.PATH.read_text("utf-8")
    assert "## Two again" in text
    assert "| x | 1 |" not in text
    assert "reached |" not in text
