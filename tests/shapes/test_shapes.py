"""Each shape passes a good example and catches its own mistake, in both validators alike."""

import functools
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from nmc_graph.config import bundle_root
from nmc_graph.quality import shacl
from nmc_graph.terms import NMC, SHAPES

HERE = Path(__file__).parent
BASE = (HERE / "base.ttl").read_text("utf-8")
MISTAKES = tomllib.loads((HERE / "mistakes.toml").read_text("utf-8"))["mistake"]
CONCEPT = "<https://w3id.org/nmc/concept/"
SUBCLASS = f" <{RDFS.subClassOf}> "


@pytest.fixture(scope="module")
def shapes():
    return shacl.Shapes(shacl.shape_files([bundle_root() / "shapes" / "data"]))


@pytest.fixture(scope="module")
def terms():
    """What examples lean on: for each term of the ontology its triples, as lines."""
    lines = defaultdict(set)
    for path in (bundle_root() / "ontology").rglob("*.ttl"):
        for quad in ox.parse(path=path):
            lines[str(quad.subject)].add(line(quad))
    return lines


def line(quad):
    return f"{quad.triple} .\n"


def merged(text, terms):
    """Return an example with the class hierarchy, and with the concepts that it names."""
    quads = list(ox.parse(text, ox.RdfFormat.TURTLE))
    found = {line(quad) for quad in quads}
    found |= {triple for lines in terms.values() for triple in lines if SUBCLASS in triple}
    for concept in {str(q.object) for q in quads if str(q.object).startswith(CONCEPT)}:
        found |= terms[concept]
    return "".join(sorted(found)).encode()


def edits(mistake):
    """Return what a mistake replaces in the example: pairs of a span and the new text."""
    old, new = mistake["old"], mistake["new"]
    assert old in BASE, f"{mistake['shape']}: nothing to spoil"
    if not mistake.get("everywhere"):
        start = BASE.index(old)
        return [((start, start + len(old)), new)]
    # Only the whole name: a:focus must not spoil a:focus-two.
    names = re.compile(re.escape(old) + "(?= )")
    return [(m.span(), new) for m in names.finditer(BASE, BASE.index("# Everything here"))]


def spoiled(*mistakes):
    """Return the example with these mistakes planted."""
    text = BASE
    for (start, end), new in sorted((e for m in mistakes for e in edits(m)), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def apart(mistakes, at_most):
    """Return the first mistakes that replace different places of the example."""
    chosen, taken = [], []
    for mistake in mistakes:
        spans = [span for span, _ in edits(mistake)]
        if all(a[1] <= b[0] or b[1] <= a[0] for a in spans for b in taken):
            chosen.append(mistake)
            taken += spans
        if len(chosen) == at_most:
            break
    return chosen


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
    helpers = {n for n in constraints | own if n.startswith(("In-", "Has", "Is")) or n == "English"}
    assert {m["shape"] for m in MISTAKES} == (constraints | own) - helpers
    assert len(MISTAKES) == 285


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


def test_no_alternative_compares_a_value_with_each_member_of_a_class(shapes):
    """Where a value may be outside a class, the validator's sh:class takes quadratic time."""
    graph, lists = shapes.graph, [SH["or"], SH["and"], SH.xone]
    alternatives = {*graph.objects(None, SH["not"]), *graph.objects(None, SH.qualifiedValueShape)}
    for listed in lists:
        alternatives |= {m for o in graph.objects(None, listed) for m in graph.items(o)}
    assert len(alternatives) > 10
    assert not [a for a in alternatives if (a, SH["class"], None) in graph]


@pytest.mark.parametrize("name", ["ResultAhead", "AfterSource", "LongPeriod"])
def test_a_query_on_observations_names_each_class_of_them(name, shapes):
    ontology = Graph().parse(bundle_root() / "ontology" / "nmc.ttl")
    wanted = ontology.transitive_subjects(RDFS.subClassOf, URIRef(NMC + "Observation"))
    query = str(shapes.graph.value(URIRef(f"{SHAPES}{name}-query"), SH.select))
    (names,) = re.findall(r"\?class IN \(([^)]*)\)", query)
    assert set(re.findall("<([^>]+)>", names)) == set(map(str, wanted))


def test_the_good_example_passes_in_both(shapes, terms, validate):
    assert validate(merged(BASE, terms), shapes) == ([], [])


@pytest.fixture(scope="module")
def found(shapes, terms, validate):
    """Return a function that gives what the fast validator finds if one mistake is planted."""

    @functools.cache
    def results(number):
        text = spoiled(MISTAKES[number])
        return validate(merged(text, terms), shapes, reference=False)

    return results


@pytest.mark.parametrize("number", range(len(MISTAKES)), ids=lambda n: MISTAKES[n]["shape"])
def test_a_mistake_is_caught_by_its_own_message(number, shapes, found):
    shape = URIRef(SHAPES + MISTAKES[number]["shape"])
    constraint = shapes.graph.value(shape, SH.sparql) or shape
    message = str(shapes.graph.value(constraint, SH.message))
    caught = [r for r in found(number) if r.shape == str(shape)]
    assert caught, f"not caught; found {[r.shape for r in found(number)]}"
    assert {r.message for r in caught} == {message}


@pytest.mark.parametrize(
    "turns", [1, pytest.param(len(MISTAKES), marks=pytest.mark.long)], ids=["many", "all"]
)
def test_the_reference_finds_the_same(shapes, terms, validate, found, turns):
    """The reference is slow, so it gets many mistakes at once.

    A mistake counts once all that was found of it alone is found among the others too; if others
    hide it, it gets another turn, among fewer in the end. The first turn checks most of them.
    """
    left, at_once = list(range(len(MISTAKES))), len(MISTAKES)
    while left and turns:
        planted = [MISTAKES.index(m) for m in apart([MISTAKES[n] for n in left], at_once)]
        data = merged(spoiled(*(MISTAKES[n] for n in planted)), terms)
        fast = set(map(key, validate(data, shapes, reference=False)))
        seen = [n for n in planted if set(map(key, found(n))) <= fast]
        if not seen:
            at_once = len(planted) // 2
            continue
        fast, reference = validate(data, shapes)
        # How often a query finds the same fault depends on the engine that runs it.
        assert set(map(key, fast)) == set(map(key, reference))
        turns -= 1
        hidden = [n for n in planted if n not in seen]
        left = [n for n in left if n not in planted] + hidden
    assert len(left) < len(MISTAKES) * 2 / 3, len(left)
