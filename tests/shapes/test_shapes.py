"""Each shape passes a good example and catches its own mistake, in both validators alike."""

import tomllib
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, URIRef

from nmc_graph.config import bundle_root
from nmc_graph.quality import shacl
from nmc_graph.terms import SHAPES

HERE = Path(__file__).parent
BASE = (HERE / "base.ttl").read_text("utf-8")
MISTAKES = tomllib.loads((HERE / "mistakes.toml").read_text("utf-8"))["mistake"]
OWN = "https://w3id.org/nmc/"


@pytest.fixture(scope="module")
def shapes():
    return shacl.Shapes(shacl.shape_files([bundle_root() / "shapes" / "data"]))


@pytest.fixture(scope="module")
def terms():
    """What examples lean on: the class hierarchy, and the concepts with their schemes."""
    graph = rdflib.Graph()
    for path in (bundle_root() / "ontology").rglob("*.ttl"):
        graph.parse(path)
    return graph


def merged(text, terms):
    data = rdflib.Graph().parse(data=text, format="turtle")
    for triple in terms.triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    for concept in {o for o in data.objects() if str(o).startswith(OWN + "concept/")}:
        for triple in terms.triples((concept, None, None)):
            data.add(triple)
    return data.serialize(format="nt", encoding="utf-8")


def spoiled(mistake):
    old, new = mistake["old"], mistake["new"]
    assert old in BASE, f"{mistake['shape']}: nothing to spoil"
    if mistake.get("everywhere"):
        # Only the whole name: a:focus must not spoil a:focus-two.
        head, body = BASE.split("# Everything here is invented", 1)
        return head + "# Everything here is invented" + body.replace(old + " ", new + " ")
    return BASE.replace(old, new, 1)


def key(result):
    return (result.focus, result.path, result.value, result.severity, result.shape)


def test_every_shape_has_a_mistake(shapes):
    """A shape that nothing breaks proves nothing."""
    constraints = {
        str(s).removeprefix(SHAPES) for s in shapes.graph.subjects(RDF.type, SH.PropertyShape)
    }
    own = {
        str(s).removeprefix(SHAPES)
        for s in shapes.graph.subjects(RDF.type, SH.NodeShape)
        if shapes.graph.value(s, SH.message) or shapes.graph.value(s, SH.sparql)
    }
    helpers = {n for n in constraints | own if n.startswith(("In-", "Has")) or n == "English"}
    assert {m["shape"] for m in MISTAKES} == (constraints | own) - helpers
    assert len(MISTAKES) == 283


def test_each_mistake_that_was_let_through_is_planted():
    assert {m["number"] for m in MISTAKES if "number" in m} == set(range(1, 42))


def test_every_shape_says_what_is_wrong_and_how_to_fix_it(shapes):
    silent = []
    for shape in [
        *shapes.graph.subjects(RDF.type, SH.PropertyShape),
        *shapes.graph.subjects(RDF.type, SH.SPARQLConstraint),
    ]:
        if not shapes.graph.value(shape, SH.message):
            silent.append(shape)
    for shape in shapes.graph.subjects(SH.severity, None):
        if not shapes.graph.value(shape, URIRef(SHAPES + "mend")):
            silent.append(shape)
    assert not silent


def test_the_good_example_passes_in_both(shapes, terms, validate):
    assert validate(merged(BASE, terms), shapes) == ([], [])


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m["shape"])
def test_a_mistake_is_caught_by_its_own_message_in_both(mistake, shapes, terms, validate):
    fast, reference = validate(merged(spoiled(mistake), terms), shapes)
    shape = URIRef(SHAPES + mistake["shape"])
    constraint = shapes.graph.value(shape, SH.sparql) or shape
    message = str(shapes.graph.value(constraint, SH.message))
    caught = [r for r in fast if r.shape == str(shape)]
    assert caught, f"not caught; found {[r.shape for r in fast]}"
    assert {r.message for r in caught} == {message}
    assert sorted(map(key, fast)) == sorted(map(key, reference))
