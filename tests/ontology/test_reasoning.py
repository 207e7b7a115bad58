"""Reasoning over the ontology and the data: contradictions, round trips and derived triples."""

import owlrl
import pyoxigraph
import pytest
import rdflib
from rdflib import FOAF, ORG, PROV, RDF, XSD, URIRef

from nmc_graph.rdf.sources import Source
from nmc_graph.release.assemble import assemble, rules_of
from tests.ontology.graphs import GRAPHS, HERE, NMC, ROOT, parse

AGENT = rdflib.Namespace("http://www.daml.org/2002/03/agents/agent-ont#")


def contradictions(graph):
    """Return the contradictions that the OWL 2 RL rules find, as the reasoner words them."""
    closed = rdflib.Graph() + graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    errors = list(closed.subjects(RDF.type, AGENT.ErrorMessage))
    return [str(closed.value(e, AGENT.error)) for e in errors]


def small(all_data):
    """Return the data and the axioms, without texts and positions, which no axiom is about."""
    keep = rdflib.Graph()
    for s, p, o in all_data:
        if not isinstance(o, rdflib.Literal) and "/selector/" not in s + o:
            keep.add((s, p, o))
    return keep + parse(HERE / "foreign-axioms.ttl")


def about(all_data, path):
    """Return what a file of the data says, and what is known of the things that it names."""
    known = parse(path)
    for node in {*known.subjects(), *known.objects()}:
        known += all_data.triples((node, None, None))
    return known


@pytest.fixture(
    scope="module", params=["one community", pytest.param("all", marks=pytest.mark.long)]
)
def data(request, all_data):
    """The data of a community with what it names, and in the long form all data."""
    if request.param == "all":
        return all_data
    return about(all_data, ROOT / "data" / "san-joaquin.ttl")


def test_reasoning_with_other_vocabularies_finds_no_contradiction(data):
    assert contradictions(small(data)) == []


ID = "https://w3id.org/nmc/id/"
# A wrong triple, and the entity that the reasoner must name.
CLASHES = {
    "a study that is a document": (
        (f"{ID}study/needle-moving-collaboratives", RDF.type, FOAF.Document),
        f"{ID}study/needle-moving-collaboratives",
    ),
    "a person as member of a collaborative": (
        (f"{ID}collaborative/san-joaquin-county-stockton", ORG.hasMember,
         f"{ID}person/robina-asghar"),
        f"{ID}person/robina-asghar",
    ),
    "a statement that is an activity": (
        (f"{ID}statement/bridgespan-follow-up-san-joaquin/s01", RDF.type, PROV.Activity),
        f"{ID}statement/bridgespan-follow-up-san-joaquin/s01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("clash", CLASHES)
def test_planted_contradiction_is_found(all_data, clash):
    """Only the terms and the data about these entities: the test above checks all data."""
    (s, p, o), named = CLASHES[clash]
    known = rdflib.Graph()
    for graph in GRAPHS.values():
        known += graph
    for thing in (URIRef(s), URIRef(o)):
        known += all_data.triples((thing, None, None))
    known.add((URIRef(s), p, URIRef(o)))
    found = contradictions(small(known))
    assert found
    assert all(e.startswith("Disjoint classes") and e.endswith(f" {named}") for e in found), found


@pytest.mark.parametrize("format_", ["turtle", "nt", "xml", "json-ld"])
def test_round_trip_loses_nothing(data, format_):
    back = rdflib.Graph().parse(data=data.serialize(format=format_), format=format_)
    # There are no blank nodes, so graphs are isomorphic only if they are equal.
    assert not any(isinstance(node, rdflib.BNode) for triple in data for node in triple)
    assert set(back) == set(data)


PROGRESS = [
    (-10, "decrease", "improved"),
    (10, "decrease", "worsened"),
    (0, "decrease", "unchanged"),
    (10, "increase", "improved"),
    (-10, "increase", "worsened"),
    (5, "keep", "unknown"),
    (0, "keep", "unchanged"),
]


@pytest.mark.parametrize("number", ["percentChange", "pointChange", "printedChange"])
@pytest.mark.parametrize(("percent", "wanted", "progress"), PROGRESS)
def test_progress_follows_from_sign_and_direction(tmp_path, percent, wanted, progress, number):
    path = tmp_path / "invented.ttl"
    path.write_text(f"""@prefix nmc: <{NMC}> . @prefix e: <http://example.org/> .
        e:change a nmc:ChangeObservation ; nmc:{number} {percent}.0 ; nmc:hasIndicator e:i .
        e:i nmc:hasDesiredDirection
          <https://w3id.org/nmc/concept/direction-of-improvement/{wanted}> .""")
    dataset = assemble([Source("x", path, "http://example.org/g", "data")], rules_of(ROOT))
    assert dataset.value(f"SELECT ?p {{ ?c <{NMC}hasProgress> ?p }}").endswith("/" + progress)


def test_progress_follows_from_levels_if_no_change_is_printed(tmp_path):
    path = tmp_path / "invented.ttl"
    path.write_text(f"""@prefix nmc: <{NMC}> . @prefix e: <http://example.org/> .
        e:change a nmc:ChangeObservation ; nmc:hasIndicator e:i ;
          nmc:hasBaseline [ nmc:numericValue 26.6 ] ; nmc:hasEndline [ nmc:numericValue 30.8 ] .
        e:i nmc:hasDesiredDirection
          <https://w3id.org/nmc/concept/direction-of-improvement/decrease> .""")
    dataset = assemble([Source("x", path, "http://example.org/g", "data")], rules_of(ROOT))
    assert dataset.value(f"SELECT ?p {{ ?c <{NMC}hasProgress> ?p }}").endswith("/worsened")


def test_rules_derive_only_new_triples(release):
    derived, stated = set(), set()
    for quad in pyoxigraph.parse(path=release.file("nq")):
        in_derived = quad.graph_name.value == "https://w3id.org/nmc/graph/derived"
        (derived if in_derived else stated).add(quad.triple)
    assert len(derived) > 400
    assert not derived & stated
    literals = (t.object for t in derived if isinstance(t.object, pyoxigraph.Literal))
    assert XSD.gYear in {URIRef(literal.datatype.value) for literal in literals}
