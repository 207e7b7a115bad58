"""The communities: the number of claims about each, and rules for all of them."""

from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
SCHEMA = Namespace("https://schema.org/")
ID = "https://w3id.org/nmc/id/"
CONCEPT = "https://w3id.org/nmc/concept/"

# Observations (levels that open or close a change among them), sources and statements that the
# assertions on each are based on. Adding a source changes a line here.
COUNTS = {
    "all-hands-raised": (33, 25, 63),
    "atlanta-east-lake": (10, 8, 21),
    "bergen-county": (26, 18, 60),
    "boston": (0, 1, 1),
    "camden": (11, 17, 57),
    "chicago": (0, 3, 6),
    "chicago-freshman-on-track": (8, 2, 10),
    "cincinnati": (20, 10, 24),
    "columbus-south-side": (13, 16, 35),
    "commit-partnership": (45, 25, 73),
    "dudley-street": (24, 31, 88),
    "e3-alliance": (35, 25, 64),
    "franklin-ctc": (44, 19, 81),
    "graduate-tacoma": (46, 26, 76),
    "hamilton-ontario": (30, 18, 62),
    "herkimer-county": (15, 3, 23),
    "higher-expectations-racine": (21, 12, 38),
    "houston": (45, 25, 84),
    "lawrence": (10, 13, 42),
    "learn-to-earn-dayton": (47, 23, 67),
    "market-creek": (12, 19, 73),
    "memphis": (21, 17, 55),
    "milwaukee": (69, 20, 68),
    "milwaukee-succeeds": (29, 28, 64),
    "nashville": (5, 9, 20),
    "northside-achievement-zone": (26, 23, 71),
    "oakland-ceasefire": (53, 29, 93),
    "orlando-parramore": (29, 12, 41),
    "philadelphia": (24, 12, 35),
    "richmond-ons": (37, 16, 56),
    "road-map-project": (29, 28, 81),
    "sa2020": (45, 23, 73),
    "san-joaquin-county-stockton": (2, 2, 18),
    "san-jose": (4, 6, 16),
    "south-stockton": (3, 16, 56),
    "spartanburg-academic-movement": (21, 20, 60),
}

VALUED = {"reported", "provisional", "estimated", "contested"}


def kinds(graph, class_):
    return set(graph.transitive_subjects(RDFS.subClassOf, class_))


def instances(graph, class_):
    return {s for c in kinds(graph, class_) for s in graph.subjects(RDF.type, c)}


def counts(graph, name):
    about = set(graph.subjects(NMC.concerns, URIRef(f"{ID}collaborative/{name}")))
    statements = {s for a in about for s in graph.objects(a, NMC.hasEvidence)}
    sources = {o for s in statements for o in graph.objects(s, DCTERMS.isPartOf)}
    return len(about & instances(graph, NMC.Observation)), len(sources), len(statements)


@pytest.mark.parametrize("name", COUNTS)
def test_each_community_has_the_claims_that_were_read(graph, name):
    assert counts(graph, name) == COUNTS[name]


def test_twelve_of_the_communities_were_studied_in_2012(graph):
    found = instances(graph, NMC.Collaborative)
    assert {str(c).rpartition("/")[2] for c in found} == COUNTS.keys()
    studied = set(graph.subjects(NMC.isStudiedIn, URIRef(ID + "wave/nmc-2012"))) & found
    assert len(studied) == 12
    # Thrive Chicago began in 2013 and succeeds the one that was studied.
    assert URIRef(ID + "collaborative/chicago") not in studied
    for collaborative in found:
        assert list(graph.objects(collaborative, SCHEMA.areaServed))


def test_boston_has_a_place_and_a_subject_but_no_result(graph):
    boston = URIRef(ID + "collaborative/boston")
    about = set(graph.subjects(NMC.concerns, boston))
    assert {graph.value(a, RDF.type) for a in about} == {NMC.Focus}
    assert graph.value(boston, NMC.startYear) is None


def test_changes_do_not_mix_kinds_and_missing_values_are_not_numbers(graph):
    changes = set(graph.subjects(RDF.type, NMC.ChangeObservation))
    assert len(changes) > 60
    numbers = {
        "percent": NMC.percentChange,
        "percentage-points": NMC.pointChange,
        "ambiguous": NMC.printedChange,
    }
    for change in changes:
        kind = str(graph.value(change, NMC.hasChangeKind)).rpartition("/")[2]
        given = {k for k, p in numbers.items() if (change, p, None) in graph}
        assert given == ({kind} if kind in numbers else set()), change
    # A comparison of groups has its numbers on the level of each group.
    groups = set(graph.subjects(RDF.type, NMC.GroupComparison))
    for observation in instances(graph, NMC.Observation) - changes - groups:
        status = str(graph.value(observation, NMC.hasDataStatus)).rpartition("/")[2]
        has_number = any((observation, p, None) in graph for p in (NMC.numericValue, NMC.minValue))
        assert has_number == (status in VALUED), observation


def test_results_from_elsewhere_have_no_study_wave(graph):
    for assertion in instances(graph, NMC.Assertion):
        sources = {
            o
            for s in graph.objects(assertion, NMC.hasEvidence)
            for o in graph.objects(s, DCTERMS.isPartOf)
        }
        of_a_study = any(graph.value(s, NMC.isReportedIn) for s in sources)
        assert of_a_study <= bool(graph.value(assertion, NMC.isReportedIn)), assertion


def test_every_cited_source_has_an_address_a_title_and_a_reading_extent(graph):
    cited = [s for s in instances(graph, NMC.Source) if not graph.value(s, SCHEMA.sha256)]
    cited = [s for s in cited if (None, DCTERMS.isPartOf, s) in graph]
    assert len(cited) > 80
    for source in cited:
        assert str(graph.value(source, SCHEMA.url)).startswith("http"), source
        assert graph.value(source, DCTERMS.title), source
        assert graph.value(source, NMC.hasReadingExtent), source


def test_contradictions_are_explained_and_concern_one_subject(graph):
    pairs = list(graph.subject_objects(NMC.isAtOddsWith))
    assert len(pairs) >= 15
    for one, other in pairs:
        assert graph.value(one, rdflib.SKOS.editorialNote), one
        assert set(graph.objects(one, NMC.concerns)) & set(graph.objects(other, NMC.concerns)), one
