"""Files of other people's data and shapes, each with what is found in it; none is left out."""

from collections import Counter
from pathlib import Path

import pytest

from nmc_graph.errors import NmcError
from nmc_graph.pipeline import collect_sources
from nmc_graph.rdf.parse import read
from nmc_graph.release.assemble import load
from nmc_graph.terms import SH
from nmc_graph.validation import validate_files

# Triples of each file, as they are written.
TRIPLES = {
    "UPPER.TTL": 1,
    "bom.ttl": 1,
    "foaf.ttl": 2,
    "id.ttl": 3,
    "lexical.ttl": 10,
    "link.ttl": 2,
    "my data (1).ttl": 1,
    "one.n3": 1,
    "one.nt": 1,
    "one.nt.gz": 1,
    "skos.ttl": 2,
}
REFUSED = {"remote-context.jsonld": "needs the context https://schema.org/"}
# Data and shapes: the number of results of each kind of constraint.
CHECKED = {
    ("report-data.ttl", "report-shapes.ttl"): {"Datatype": 3, "MaxCount": 1, "MinCount": 1},
    ("uniquelang-data.ttl", "uniquelang-shapes.ttl"): {},
    ("report-data.ttl", "foreign-shapes.ttl"): {},
}
UNUSABLE = {"bad-shapes.ttl": (2, "sh:minCount")}


@pytest.fixture(scope="module")
def case(shared_file):
    return lambda folder, name: shared_file(f"../cases/{folder}/{name}")


@pytest.mark.parametrize("name", TRIPLES)
def test_every_triple_of_a_file_is_read_and_nothing_is_added(name, case):
    sources = collect_sources([case("rdf", name)], strict=False)
    assert sum(1 for source in sources for _ in read(source)) == TRIPLES[name]
    assert len(sources) == 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_needs_the_network_is_refused(name, case):
    with pytest.raises(NmcError, match=REFUSED[name]):
        load(collect_sources([case("rdf", name)], strict=False))


@pytest.mark.parametrize("validator", ["fast", "pyshacl"])
@pytest.mark.parametrize(("data", "shapes"), CHECKED)
def test_results_are_neither_merged_nor_added(data, shapes, validator, case):
    report = validate_files([case("validate", data)], [case("validate", shapes)], validator)
    found = Counter(
        f.component.removeprefix(SH).removesuffix("ConstraintComponent") for f in report.findings
    )
    assert found == CHECKED[data, shapes]
    assert all(f.message for f in report.findings)


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_shapes_are_refused_with_their_line(name, case):
    line, reason = UNUSABLE[name]
    with pytest.raises(NmcError, match=rf"{name}:{line}: .*{reason}"):
        validate_files([case("validate", "report-data.ttl")], [case("validate", name)])


@pytest.mark.parametrize(
    ("folder", "used"),
    [
        ("rdf", {*TRIPLES, *REFUSED}),
        ("validate", {name for pair in CHECKED for name in pair} | UNUSABLE.keys()),
    ],
)
def test_no_case_is_left_out(folder, used, case):
    assert {p.name for p in Path(case(folder, min(used))).parent.iterdir()} == used
