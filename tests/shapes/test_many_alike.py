"""Shapes that look for repeated things take time in proportion to the data, not to its square."""

import time

import pytest

from nmc_graph.config import bundle_root
from nmc_graph.quality import constraints, shacl
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.terms import ID, NMC, RDF_TYPE, SHAPES

MANY = 9_500
SECONDS = 10.0
"""Far more than it takes; comparing every pair took minutes."""
XSD_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
ORG, DCTERMS = "http://www.w3.org/ns/org#", "http://purl.org/dc/terms/"
# Shape: what each of many things states; {n} is its number.
ALIKE = {
    "ResultTwice": (
        f"<{NMC}hasIndicator> <{ID}indicator/i>",
        f"<{NMC}hasGeography> <{ID}place/p>",
        f'<{NMC}endYear> "2011"^^{XSD_INTEGER}',
        f"<{NMC}isAssertedBy> <{ID}organization/o>",
        f'<{NMC}numericValue> "{{n}}"^^{XSD_INTEGER}',
    ),
    "StatementUnique": (f'<{DCTERMS}identifier> "S{{n}}"', f"<{DCTERMS}isPartOf> <{ID}source/s>"),
    "LabelTwice": (f"<{RDF_TYPE}> <http://xmlns.com/foaf/0.1/Person>", f'{LABEL} "Name {{n}}"@en'),
    "MemberTwice": (
        f"<{ORG}member> <{ID}person/{{n}}>",
        f"<{ORG}role> <https://w3id.org/nmc/concept/role/director>",
        f"<{ORG}organization> <{ID}organization/o>",
        f"<{NMC}isAssertedBy> <{ID}organization/o>",
    ),
    "InterestTwice": (
        f"<{NMC}isInterestOf> <{ID}person/{{n}}>",
        f"<{NMC}isInterestIn> <{ID}collaborative/c>",
    ),
}


@pytest.fixture(scope="module")
def shapes():
    return shacl.Shapes(shacl.shape_files([bundle_root() / "shapes" / "data"]))


def found(shape, shapes, path):
    """Return the things that a shape names, sorted."""
    dataset = Dataset()
    dataset.load([Source("x", path, "http://example.org/g", "data")])
    (constraint,) = (
        c for c in constraints.batchable(shapes.graph, dataset) if c.shape == SHAPES + shape
    )
    begun = time.process_time()
    things = sorted(r.value for r in constraints.violations(constraint, dataset))
    assert time.process_time() - begun < SECONDS
    return things


def write(path, things):
    """Write things into a file: pairs of a name and what it states."""
    path.write_text(
        "".join(f"<{ID}thing/{name}> {stated} .\n" for name, states in things for stated in states),
        "utf-8",
    )


@pytest.mark.parametrize("shape", ALIKE)
@pytest.mark.parametrize("repeated", [0, 1, 2_000])
def test_many_things_alike_are_compared_quickly(shape, repeated, shapes, tmp_path):
    path, numbers = tmp_path / "data.nt", [*range(MANY), *range(repeated)]
    write(
        path,
        ((f"t{n}", [s.format(n=number) for s in ALIKE[shape]]) for n, number in enumerate(numbers)),
    )
    assert found(shape, shapes, path) == sorted(
        f"{ID}thing/t{thing}" for thing in (*range(repeated), *range(MANY, MANY + repeated))
    )


def test_memberships_of_other_years_are_not_alike(shapes, tmp_path):
    path, same = tmp_path / "data.nt", [stated.format(n=0) for stated in ALIKE["MemberTwice"]]
    years = ("2010", "2010", "2014")
    write(path, ((f"t{n}", [*same, f'<{NMC}startYear> "{year}"']) for n, year in enumerate(years)))
    assert found("MemberTwice", shapes, path) == [f"{ID}thing/t0", f"{ID}thing/t1"]


@pytest.mark.parametrize("name", ["Collaborative", "Indicator", "OutputIndicator", "StudyWave"])
def test_two_things_of_a_class_with_one_label_are_found(name, shapes, tmp_path):
    path = tmp_path / "data.nt"
    write(path, ((thing, [f"<{RDF_TYPE}> <{NMC}{name}>", f'{LABEL} "Same"@en']) for thing in "ab"))
    assert found("LabelTwice", shapes, path) == [f"{ID}thing/a", f"{ID}thing/b"]
