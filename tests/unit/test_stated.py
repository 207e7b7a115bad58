"""What sources state is written to a file while they are loaded, and quads are read from it."""

import pytest

from nmc_graph.rdf import canonical
from nmc_graph.rdf.canonical import Stated, write_canonical
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.terms import DERIVED_GRAPH

PAGE = '<urn:a> <urn:p> <urn:b>, "ends with .\\n", "1.0"@en . _:x <urn:p> _:x .\n'
TRIG = f"<urn:g> {{ <urn:a> <urn:q> 2 }} _:g {{ <urn:a> <urn:q> 3 }} <{DERIVED_GRAPH}> {{ {PAGE} }}"
CASES = {
    "a graph for each file": [
        ("a.ttl", "urn:a", PAGE),
        ("b.nt", "urn:b", ""),
        ("c.ttl", "urn:c", PAGE),
    ],
    "two files for one graph": [
        ("a.ttl", "urn:a", PAGE),
        ("b.ttl", "urn:a", "<urn:b> <urn:p> 1 ."),
    ],
    "graphs in the files": [("a.ttl", "urn:g", PAGE), ("b.trig", "urn:b", TRIG)],
}


@pytest.mark.parametrize("files", CASES.values(), ids=CASES)
@pytest.mark.parametrize("part", [7, 2**20])
def test_quads_from_the_file_are_those_of_the_store(files, part, tmp_path, monkeypatch):
    monkeypatch.setattr(canonical, "_PART_BYTES", part)
    sources = []
    for name, graph, text in files:
        (tmp_path / name).write_text(text)
        sources.append(Source(name, tmp_path / name, graph, "data"))
    dataset = Dataset()
    stated = Stated(tmp_path / "stated.nt", dataset.load_and_dump(sources, tmp_path / "stated.nt"))
    dataset.dump_ntriples(tmp_path / "all.nt")
    written, dumped = stated.path.read_text(), (tmp_path / "all.nt").read_text()
    assert sorted(written.splitlines()) == sorted(dumped.splitlines())
    dataset.add(b"<urn:new> <urn:p> <urn:o> .\n", DERIVED_GRAPH)  # as rules do
    found = write_canonical(dataset, tmp_path / "found.nq", stated=stated)
    assert found == write_canonical(dataset, tmp_path / "expected.nq")
    assert DERIVED_GRAPH in found.graphs
