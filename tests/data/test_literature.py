"""The literature on approaches: every source that was read, its claims and their authors."""

import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, RDF, SDO, SKOS, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
CONCEPT = "https://w3id.org/nmc/concept/"

# The approaches of the facts, each by its concept; a text or a scale isn't an nmc:Approach.
APPROACHES = {
    "collective-impact": True, "needle-moving-collaborative": True,
    "collective-impact-principles-of-practice": True, "collective-impact-3-0": True,
    "ten-places-where-collective-impact-gets-it-wrong": False,
    "collaborating-for-equity-and-justice": True, "community-led-change-frameworks": False,
    "results-owned-community-change": True, "results-based-accountability": True,
    "collective-impact-cross-site-study": False, "centering-equity-in-collective-impact": True,
    "strivetogether-theory-of-action": True, "ladder-of-citizen-participation": False,
    "himmelman-continuum": False,
}  # fmt: skip

# Section 7.1 of the model, cell by cell: dimension and value of collective impact, by speaker.
TABLE = [
    ("direction", "top-down", "follow-up-authors"),
    ("direction", "top-down", "robina-asghar"),
    ("direction", "top-down", "tom-wolff"),
    ("direction", "top-down", "critics-in-the-cross-site-study"),
    ("goal-setter", "participating-organizations", "kania-and-kramer"),
    ("goal-setter", "community-leadership", "follow-up-authors"),
    ("engagement-level", "no-meaningful-engagement", "tom-wolff"),
    ("source-of-solutions", "jointly-agreed-solutions", "kania-and-kramer"),
    ("activities", "mutually-reinforcing-activities", "kania-and-kramer"),
    ("backbone-form", "separate-organization", "hanleybrown-kania-and-kramer"),
    ("resource-base", "backbone-funding-assumed", "tom-wolff"),
    ("leadership", "leadership-building-missed", "tom-wolff"),
    ("breadth-of-focus", "single-issue", "kania-and-kramer"),
    ("data-use", "shared-measurement", "kania-and-kramer"),
    ("systems-change", "systems-change-not-an-aim", "tom-wolff"),
    ("evidence", "contributes-beside-other-efforts", "ors-impact-and-spark-policy-institute"),
    ("engagement-level", "engagement-not-asked-for", "nmc-graph-contributors"),
]


def name(node):
    return str(node).rpartition("/")[2]


def traits(graph, approach):
    return {
        tuple(name(graph.value(t, p)) for p in (
            NMC.hasDimension, NMC.hasTraitValue, NMC.isAssertedBy))
        for t in graph.subjects(NMC.concerns, URIRef(f"{CONCEPT}approach/{approach}"))
        if (t, RDF.type, NMC.Trait) in graph
    }  # fmt: skip


def test_every_source_on_approaches_is_in_the_graph(graph, shared_file):
    text = shared_file("facts.yaml").read_text("utf-8")
    part = text.partition("  # Approaches\n")[2].partition("\nstudies:")[0]
    addresses = re.findall(r'url: "([^"]+)"', part)
    assert len(addresses) == 31
    known = {str(o) for o in graph.objects(None, SDO.url)}
    assert set(addresses) - known == set()


def test_fourteen_approaches_are_concepts_and_no_text_is_one(graph):
    assert len(APPROACHES) == 14
    for slug, is_approach in APPROACHES.items():
        concept = URIRef(f"{CONCEPT}approach/{slug}")
        assert graph.value(concept, SKOS.definition), slug
        assert ((concept, RDF.type, NMC.Approach) in graph) == is_approach, slug
        if not is_approach:
            assert graph.value(concept, SKOS.scopeNote)


def test_every_approach_has_a_statement_as_evidence(graph):
    # The term of San Joaquin's leader is known from her page alone, which also has its traits.
    for slug in APPROACHES.keys() - {"results-owned-community-change"}:
        assert graph.value(URIRef(f"{CONCEPT}approach/{slug}"), NMC.hasEvidence), slug


@pytest.mark.parametrize("row", TABLE, ids="-".join)
def test_collective_impact_table_is_in_the_graph_by_speaker(graph, row):
    assert row in traits(graph, "collective-impact")


def test_study_traits_follow_its_principles_and_characteristics(graph):
    base = "https://w3id.org/nmc/id/statement/philnc/s"
    said = [str(graph.value(URIRef(f"{base}{n:02}"), DCTERMS.description)) for n in range(1, 10)]
    wanted = [f"Principle {n}:" for n in range(1, 5)]
    wanted += [f"Characteristic {n}:" for n in range(1, 6)]
    assert [s[: len(w)] for s, w in zip(said, wanted, strict=True)] == wanted
    assert len(traits(graph, "needle-moving-collaborative")) == 10


def test_two_summaries_of_one_paper_are_both_recorded(graph):
    found = traits(graph, "collective-impact-3-0")
    assert ("agenda", "shared-aspiration", "liz-weaver") in found
    assert ("agenda", "community-aspiration", "michelle-molina") in found
    assert ("communication", "authentic-community-engagement", "liz-weaver") in found
    assert ("communication", "inclusive-community-engagement", "michelle-molina") in found
    odd = [
        t
        for t in graph.subjects(NMC.isAtOddsWith)
        if (t, NMC.concerns, URIRef(CONCEPT + "approach/collective-impact-3-0")) in graph
        and graph.value(t, SKOS.editorialNote)
    ]
    assert len(odd) == 2


def test_our_own_interpretation_is_marked(graph):
    us = URIRef("https://w3id.org/nmc/id/agent/nmc-graph-contributors")
    ours = [t for t in graph.subjects(RDF.type, NMC.Trait) if (t, NMC.isAssertedBy, us) in graph]
    assert len(ours) == 4
    for trait in ours:
        assert "our reading" in str(graph.value(trait, SKOS.editorialNote)).lower()
        for statement in graph.objects(trait, NMC.hasEvidence):
            assert name(graph.value(statement, NMC.hasVoice)) == "observation-on-text"


def test_authors_are_agents_and_not_persons(graph):
    for slug in ("tom-wolff", "kania-and-kramer", "liz-weaver", "paul-schmitz"):
        agent = URIRef(f"https://w3id.org/nmc/id/agent/{slug}")
        assert (agent, RDF.type, FOAF.Agent) in graph
        assert (agent, RDF.type, FOAF.Person) not in graph
