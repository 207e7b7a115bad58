"""Reasoning over the ontology and the data: contradictions, round trips and derived triples."""

import owlrl
import pytest
import rdflib
from rdflib import FOAF, ORG, PROV, RDF, XSD, URIRef

from nmc_graph.rdf import dataset as rdf_dataset
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


def test_reasoning_with_other_vocabularies_finds_no_contradiction(all_data):
    assert contradictions(small(all_data)) == []


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
def test_round_trip_loses_nothing(all_data, format_):
    back = rdflib.Graph().parse(data=all_data.serialize(format=format_), format=format_)
    # There are no blank nodes, so graphs are isomorphic only if they are equal.
    assert not any(isinstance(node, rdflib.BNode) for triple in all_data for node in triple)
    assert set(back) == set(all_data)


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
    dataset = rdf_dataset.Dataset()
    assert len(dataset) == 0
    graph = rdflib.Dataset()
    graph.parse(release.file("nq"), format="nquads")
    derived = set(graph.graph(URIRef("https://w3id.org/nmc/graph/derived")))
    stated = {t for g in graph.graphs() if not str(g.identifier).endswith("/derived") for t in g}
    assert len(derived) > 400
    assert not derived & stated
    assert XSD.gYear in {o.datatype for _, _, o in derived if isinstance(o, rdflib.Literal)}
