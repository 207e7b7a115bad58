"""What the rules derive, and what they must not derive, on small invented data."""

import pytest

from nmc_graph.terms import prefixes

BACKBONE = """
:b a nmc:Membership ; org:role role:backbone ; org:member :trust ; org:organization :mill .
"""
HEDGED = ":b nmc:hasCertainty certainty:implied ."
SECOND = """
:b2 a nmc:Membership ; org:role role:backbone ; org:member :trust ; org:organization :weir .
"""
CLAIMS = """
:l a nmc:Membership ; org:role role:president ; org:member :ada ; org:organization :trust .
:g a nmc:Goal ; nmc:concerns :trust ;
  nmc:hasEvidence [ <http://purl.org/dc/terms/isPartOf> :source ] .
:o a nmc:Observation ; nmc:concerns :trust .
:p a nmc:ApproachPosition ; nmc:concerns :trust ; nmc:hasStance stance:rejects ;
  nmc:hasApproach :way .
"""
SHORTCUTS = (
    "SELECT ?o { :mill nmc:hasLeader|nmc:hasGoal|nmc:hasResult|nmc:departsFromApproach"
    "|nmc:hasSource ?o }"
)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (BACKBONE + CLAIMS, [("ada",), ("g",), ("o",), ("source",), ("way",)]),
        (BACKBONE + HEDGED + CLAIMS, []),
        (BACKBONE + SECOND + CLAIMS, []),
        (CLAIMS, []),
    ],
    ids=["stated", "implied", "of two collaboratives", "no backbone"],
)
def test_claims_about_a_backbone_count_only_if_it_is_stated_and_of_one(derive, data, found):
    assert derive(data, SHORTCUTS) == found


@pytest.mark.parametrize(
    ("role", "member", "partner"),
    [
        ("partner", True, True),
        ("backbone", True, False),
        ("governing-body", True, False),
        ("funder", False, False),
        ("founder", False, False),
        ("evaluator", False, False),
        ("housing-department", False, False),
        ("parent-organization", False, False),
    ],
)
def test_who_is_a_member_and_who_a_partner(derive, role, member, partner):
    data = (
        f":m a nmc:Membership ; org:role role:{role} ; org:member :trust ; org:organization :mill ."
    )
    assert bool(derive(data, "SELECT ?o { :mill org:hasMember ?o }")) == member
    assert bool(derive(data, "SELECT ?o { :mill nmc:hasPartner ?o }")) == partner


def change(kind, facts, levels=("", "", "", "")):
    first, last, unit1, unit2 = levels
    ends = ""
    if first != "":
        ends = (
            f":a nmc:numericValue {first} {unit1} . :z nmc:numericValue {last} {unit2} . "
            ":o nmc:hasBaseline :a ; nmc:hasEndline :z ."
        )
    return (
        f":o a nmc:ChangeObservation ; nmc:hasIndicator :births ; "
        f"nmc:hasChangeKind change-kind:{kind} {facts} . {ends}"
    )


PERCENT = "; qudt:hasUnit unit:PERCENT"
CHANGES = [
    ("stated percent", change("percent", "; nmc:percentChange -12.5"), "-12.5", None, "stated"),
    ("stated points", change("percentage-points", "; nmc:pointChange 6.0"), None, "6", "stated"),
    ("rate", change("levels-only", "", (48.0, 36.0, "", "")), "-25", None, "computed"),
    ("rounded", change("levels-only", "", (3.0, 4.0, "", "")), "33.3", None, "computed"),
    ("share", change("levels-only", "", (44.0, 57.0, PERCENT, PERCENT)), None, "13", "computed"),
    ("two units", change("levels-only", "", (44.0, 57.0, PERCENT, "")), None, None, None),
    ("from zero", change("levels-only", "", (0.0, 57.0, "", "")), None, None, None),
    ("ambiguous", change("ambiguous", "; nmc:printedChange 9.0"), None, None, None),
    ("ambiguous with levels", change("ambiguous", "; nmc:printedChange 9.0",
     (48.0, 36.0, "", "")), None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("data", "percent", "points", "basis"), [c[1:] for c in CHANGES],
                         ids=[c[0] for c in CHANGES])  # fmt: skip
def test_a_change_is_in_percent_or_points_or_neither(derive, data, percent, points, basis):
    query = (
        "SELECT ?percent ?points ?basis { ?o nmc:hasChangeBasis ?basis "
        "OPTIONAL { ?o nmc:changePercent ?percent } OPTIONAL { ?o nmc:changePoints ?points } }"
    )
    wanted = [(percent, points, f"https://w3id.org/nmc/concept/change-basis/{basis}")]
    assert derive(data, query) == (wanted if basis else [])


def test_a_level_at_the_end_of_a_change_is_not_a_result(derive):
    data = """:o a nmc:ChangeObservation ; nmc:hasBaseline :a .
        :a a nmc:LevelObservation . :alone a nmc:LevelObservation ."""
    assert derive(data, "SELECT ?r { ?r a nmc:Result }") == [("alone",), ("o",)]


OBSERVED = """:o a nmc:Observation ; nmc:concerns :mill ; nmc:hasIndicator :births ;
  nmc:hasGeography :place ; nmc:isAssertedBy :news ; nmc:hasDataStatus data-status:reported """
BY = ", according to The Mill News"
LABELS = [
    (OBSERVED + "; nmc:startYear 2006 ; nmc:endYear 2011 ; nmc:percentChange -27.0 .",
     "Births in Mill County, 2006\N{EN DASH}2011: \N{MINUS SIGN}27 percent"),
    (OBSERVED + "; nmc:endYear 2011 ; nmc:pointChange 6.5 .",
     "Births in Mill County, to 2011: +6.5 percentage points"),
    (OBSERVED + "; nmc:startYear 2011 ; nmc:endYear 2011 ; nmc:numericValue 12000.0 .",
     "Births in Mill County, 2011: 12,000 births"),
    (OBSERVED + "; nmc:numericValue 19354.7 ; nmc:verbatimTime \"one fall\"@en .",
     "Births in Mill County, one fall: 19,354.7 births"),
    (OBSERVED + ".", "Births in Mill County: reported"),
    (":o a nmc:Membership ; org:member :ada ; org:role role:president ; "
     "org:organization :trust ; nmc:endYear 2015 ; nmc:isAssertedBy :news .",
     "Ada Mill, president of Mill Trust, 2015"),
    (":o a nmc:Focus ; nmc:concerns :mill , :trust ; nmc:hasFocusArea focus-area:crime ; "
     "nmc:isAssertedBy :news .", "Mill Table works on crime"),
    (":o a nmc:Goal ; nmc:concerns :mill ; nmc:hasIndicator :births ; "
     "nmc:targetPercentChange -46.0 ; "
     "nmc:startYear 2008 ; nmc:endYear 2015 ; nmc:isAssertedBy :news .",
     "Mill Table: goal for births (Mill County), \N{MINUS SIGN}46 percent, by 2015"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "label"), LABELS, ids=[label for _, label in LABELS])
def test_a_claim_has_one_label_made_of_its_parts(derive, data, label):
    assert derive(data, "SELECT ?l { :o rdfs:label ?l }") == [(label + BY,)]


def test_every_claim_statement_source_and_excerpt_has_exactly_one_label(release):
    from nmc_graph.rdf.dataset import Dataset

    dataset = Dataset()
    dataset.load_quads(release.nquads)
    query = (
        prefixes("nmc", "oa", "rdfs")
        + """SELECT ?thing (COUNT(DISTINCT ?label) AS ?n) {
      { SELECT DISTINCT ?thing { ?thing a ?class
        FILTER(?class IN (nmc:Assertion, nmc:Statement, nmc:Source, oa:SpecificResource)) } }
      OPTIONAL { ?thing rdfs:label ?label } } GROUP BY ?thing"""
    )
    counts = [(thing, int(n)) for thing, n in dataset.rows(query)]
    assert len(counts) > 1000
    assert [thing for thing, n in counts if n != 1] == []
