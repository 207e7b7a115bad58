"""Benchmarks, goals of others, interests and provinces: what the rules derive from each."""

import pytest
from rdflib import RDF, SKOS

from tests.ontology.graphs import SCHEMES

BACKBONE = """
:b a nmc:Membership ; org:role role:backbone ; org:member :trust ; org:organization :mill .
"""
OBSERVED = """
:mine a nmc:LevelObservation ; nmc:concerns :mill ; nmc:hasGeography :place ;
  nmc:hasDataStatus data-status:reported .
:theirs a nmc:LevelObservation ; nmc:concerns :place ; nmc:hasGeography :place ;
  nmc:hasDataStatus data-status:reported .
:both a nmc:LevelObservation ; nmc:concerns :place , :mill ; nmc:hasGeography :place ;
  nmc:hasDataStatus data-status:reported .
:drawn a nmc:LevelObservation ; nmc:concerns :mill .
:others a nmc:LevelObservation ; nmc:concerns :mill .
:trial a nmc:GroupComparison ; nmc:concerns :mill ;
  nmc:hasGroupLevel :drawn ; nmc:hasComparisonLevel :others .
:model a nmc:Approach . :of-a-model a nmc:Observation ; nmc:concerns :model .
:c a nmc:Comparison ; nmc:comparesResult :mine ; nmc:comparesBenchmark :theirs .
"""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?o { ?o a nmc:Benchmark }", ["theirs"]),
        ("SELECT ?o { ?o a nmc:Result }", ["both", "mine", "trial"]),
        ("SELECT ?o { :mill nmc:hasResult ?o }", ["both", "mine", "trial"]),
        ("SELECT ?o { :mine nmc:hasBenchmark ?o }", ["theirs"]),
    ],
)
def test_what_concerns_a_place_alone_is_a_benchmark_and_no_result(derive, query, found):
    assert derive(OBSERVED, query) == [(name,) for name in found]


@pytest.mark.parametrize(
    ("setter", "counts"),
    [("", True), (":mill", True), (":trust", True), (":fund", False)],
    ids=["not said", "itself", "its backbone", "a funder"],
)
def test_a_goal_that_someone_else_set_does_not_count(derive, setter, counts):
    goal = ":g a nmc:Goal ; nmc:concerns :mill" + (f" ; nmc:isSetBy {setter} ." if setter else " .")
    assert bool(derive(BACKBONE + goal, "SELECT ?o { :mill nmc:hasGoal ?o }")) == counts


CLAIM = """
:o nmc:concerns :mill ; nmc:isAssertedBy :ada ; nmc:hasEvidence :s .
:s dcterms:isPartOf :page . :page dcterms:publisher :news .
:news nmc:hasUsualInterest interest:press .
"""
OF_NEWS = (
    ":i nmc:isInterestOf :news ; nmc:isInterestIn :mill ; nmc:hasInterestKind interest:funder ."
)
OF_PAGE = (
    ":j nmc:isInterestOf :page ; nmc:isInterestIn :mill ; nmc:hasInterestKind interest:study ."
)
OF_ADA = OF_NEWS.replace(":news", ":ada").replace("funder", "advocate")
ELSEWHERE = OF_PAGE.replace(":mill", ":weir")
POST = ":l a nmc:Membership ; org:role role:president ; org:member :ada ; org:organization :trust ."
PARTNER = (
    ":m a nmc:Membership ; org:role role:partner ; org:member :trust ; org:organization :mill ."
)


@pytest.mark.parametrize(
    ("data", "source", "speaker"),
    [
        ("", "press", None),
        (OF_NEWS, "funder", None),
        (OF_NEWS + OF_PAGE, "study", None),
        (ELSEWHERE, "press", None),
        (POST + BACKBONE, "press", "backbone"),
        (POST + PARTNER, "press", "partner"),
        (POST + PARTNER.replace("partner", "founder"), "press", None),
        (OF_ADA + POST + BACKBONE, "press", "advocate"),
    ],
    ids=["usual", "of the publisher", "of the source", "in another one", "of the employer",
         "of a partner", "of a founder", "of the speaker"],
)  # fmt: skip
def test_interest_of_a_claim_is_the_nearest_that_is_known(derive, data, source, speaker):
    prefix = "https://w3id.org/nmc/concept/interest/"
    for link, kind in (("hasSourceInterest", source), ("hasSpeakerInterest", speaker)):
        found = derive(CLAIM + data, f"SELECT ?o {{ :o nmc:{link} ?o }}")
        assert found == ([(prefix + kind,)] if kind else [])


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('"06"^^nmc:fipsCode', True),
        ('"06077"^^nmc:fipsCode', False),
        ('"CA-ON"^^nmc:isoCode', True),
    ],
)
def test_states_and_provinces_are_known_by_their_codes(derive, code, found):
    data = ":mill schema:areaServed :town . :town schema:containedInPlace :p . "
    data += f":p skos:notation {code} ."
    assert bool(derive(data, "SELECT ?o { :mill nmc:inState ?o }")) == found


@pytest.mark.parametrize(
    ("comparability", "computed"),
    [("comparable", True), ("same-definition", True), ("test-changed", False)],
)
def test_no_change_is_computed_from_levels_that_cannot_be_compared(derive, comparability, computed):
    data = """:o a nmc:ChangeObservation ; nmc:hasIndicator :births ; nmc:hasBaseline :a ;
      nmc:hasEndline :z ; nmc:hasChangeKind change-kind:levels-only .
      :a nmc:numericValue 48.0 . :z nmc:numericValue 36.0 .
    """
    data += f":z nmc:isComparedWith :a ; nmc:hasComparability comparability:{comparability} ."
    assert bool(derive(data, "SELECT ?o { :o nmc:changePercent ?o }")) == computed


def test_each_word_for_an_interest_in_notes_on_sources_is_a_kind_of_it():
    words = (
        "self backbone partner funder network advisor adviser government press study reference "
        "registry advocate other collaborative"
    )
    scheme = SCHEMES["schemes/interest.ttl"]
    kinds = {str(c).rpartition("/")[2] for c in scheme.subjects(RDF.type, SKOS.Concept)}
    hidden = {str(label) for label in scheme.objects(None, SKOS.hiddenLabel)}
    assert set(words.split()) <= kinds | hidden
