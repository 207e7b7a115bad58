"""Errors of fact that were corrected, each with the value that is right.

The ids are the numbers of the list of errors; a letter marks a further part of a line.
Each query asks the built graph, and every IRI in its rows is cut to its last segment.
"""

import csv
import io
from pathlib import Path

import pytest

from nmc_graph.formats import get
from nmc_graph.model.library import Library

ROOT = Path(__file__).parents[2]

PREFIXES = """
PREFIX a: <https://w3id.org/nmc/id/assertion/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX id: <https://w3id.org/nmc/id/>
PREFIX kind: <https://w3id.org/nmc/concept/kind/>
PREFIX nmc: <https://w3id.org/nmc/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX page: <https://w3id.org/nmc/id/assertion/bridgespan-follow-up-san-joaquin/>
PREFIX partnering: <https://w3id.org/nmc/concept/trait-value/>
PREFIX person: <https://w3id.org/nmc/id/person/>
PREFIX qudt: <http://qudt.org/schema/qudt/>
PREFIX s: <https://w3id.org/nmc/id/statement/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

RIGHT = {
    # Rogers led Alignment Nashville once, and Alignment USA in 2015.
    "1": (
        """?of ?from ?ended {
          ?m org:member person:sydney-rogers ; org:organization ?of
          OPTIONAL { ?m nmc:startYear ?from } OPTIONAL { ?m nmc:endedBy ?ended } }""",
        [("alignment-nashville", "", "2015"), ("alignment-usa", "2015", "")],
    ),
    # Two efforts in Chicago, each with its own backbone and results.
    "2": (
        """?effort ?backbone ?year {
          ?effort nmc:hasBackbone ?backbone ; nmc:startYear ?year
          FILTER(CONTAINS(STR(?effort), "/chicago")) }""",
        [
            ("chicago", "thrive-chicago", "2013"),
            ("chicago-freshman-on-track", "chicago-public-schools", "2008"),
        ],
    ),
    "2b": (
        """?effort (COUNT(?change) AS ?changes) {
          ?result nmc:concerns ?effort ; nmc:percentChange ?change
          FILTER(CONTAINS(STR(?effort), "/chicago")) } GROUP BY ?effort""",
        [("chicago-freshman-on-track", "4")],
    ),
    "2c": (
        "?new ?old { ?new nmc:hasPredecessor ?old }",
        [("chicago", "chicago-freshman-on-track")],
    ),
    # A council allocation for three more zones, not a grant to the collaborative in Parramore.
    "3": (
        "?kind ?whom { ?f nmc:amount 2000000.0 ; nmc:startYear 2021 ; nmc:hasKind ?kind ; "
        "nmc:concerns ?whom }",
        [("council-allocation", "orlando-kidz-zones-added")],
    ),
    # An agreement that was proposed.
    "4": (
        "?kind ?certainty { ?f nmc:amount 450000.0 ; nmc:hasKind ?kind ; "
        "nmc:hasCertainty ?certainty }",
        [("proposed-agreement", "proposed")],
    ),
    "5": (
        """?some { s:bridgespan-follow-up-san-joaquin\\/s31 dcterms:description ?words
          BIND(CONTAINS(?words, "some other communities") AS ?some) }""",
        [("true",)],
    ),
    # What funders look for is the reason to show outcomes, not the reason that posts are filled.
    "6": (
        "?effect ?statement { ?effect nmc:isAttributedToCause page:context-funder-expectation ; "
        "nmc:hasEvidence ?statement }",
        [("lesson-outcome-evidence", "s47")],
    ),
    "6b": (
        """?statement ?cause { page:staffing-data-posts nmc:hasEvidence ?statement
          OPTIONAL { page:staffing-data-posts nmc:isAttributedToCause ?cause } }""",
        [("s45", "")],
    ),
    "7": (
        "?from ?to { page:membership-executive-director nmc:startYear ?from ; nmc:endYear ?to }",
        [("2015", "2015")],
    ),
    # Evidence from the year that a role is dated to, and one role for each speaker.
    "8": (
        """?who ?source ?year { ?m org:member person:robina-asghar ; nmc:isAssertedBy ?who ;
          nmc:hasEvidence/dcterms:isPartOf ?source OPTIONAL { ?m nmc:endYear ?year } }
        GROUP BY ?who ?source ?year""",
        [
            ("follow-up-authors", "bridgespan-follow-up-san-joaquin", "2015"),
            ("muslim-observer", "muslimobserver", ""),
            ("the-record", "record-2014", "2014"),
        ],
    ),
    "8b": (
        """?who ?source ?year { ?m org:member person:lisa-early ; nmc:isAssertedBy ?who ;
          nmc:hasEvidence/dcterms:isPartOf ?source ; nmc:endYear ?year }""",
        [
            ("follow-up-authors", "bridgespan-follow-up-parramore", "2015"),
            ("spectrum-news-13", "mynews13-june2021", "2021"),
        ],
    ),
    # Counts are counts; a target is a goal's.
    "9": (
        "?what ?count { ?what a nmc:Finding ; nmc:count ?count ; nmc:isReportedIn ?wave }",
        [("found-12", "12"), ("revisited-11", "11")],
    ),
    "9b": ("?what { ?what nmc:targetValue ?number MINUS { ?what a nmc:Goal } }", []),
    # The study before Alignment Nashville, not its founding.
    "10": (
        """?class ?kind ?year {
          ?what nmc:hasEvidence s:bridgespan-2012\\/s02 ; a ?class ; nmc:startYear ?year
          OPTIONAL { ?what nmc:hasKind ?kind }
          FILTER(?class IN (nmc:ContextFactor, nmc:Founding)) }""",
        [("ContextFactor", "preceding-study", "2002")],
    ),
    # Only a need that has grown, according to the source, is a rising one.
    "11": (
        "?what { ?what nmc:hasKind kind:rising-need ; nmc:isReportedIn ?wave }",
        [("context-youth-violence",)],
    ),
    "11b": (
        "?what { ?what nmc:hasKind kind:high-need ; nmc:concerns id:place\\/milwaukee-wisconsin }",
        [
            ("context-high-need",),
            ("context-milwaukee-rate",),
            ("context-second-highest",),
            ("context-survey",),
        ],
    ),
    # A position of those who reply, not a trait of collective impact.
    "12": (
        """?class ?whose ?stance {
          ?what nmc:hasEvidence s:fsg-reply-2016\\/s02 ; a ?class ; nmc:concerns ?whose
          OPTIONAL { ?what nmc:hasStance ?stance }
          FILTER(?class IN (nmc:Trait, nmc:ApproachPosition)) }""",
        [("ApproachPosition", "kania-and-kramer", "shares-critics-aims")],
    ),
    # Many diverse partnerships only where a source says that; elsewhere a number or kinds.
    "13": (
        """?whom { ?t nmc:concerns ?whom ;
          nmc:hasTraitValue <https://w3id.org/nmc/concept/trait-value/many-diverse-partnerships>
          MINUS { ?whom a nmc:Approach } }""",
        [("community-partnership-for-families-of-san-joaquin",)],
    ),
    "13b": (
        """?whom ?count ?qualifier ?kind { ?t a nmc:Trait ; nmc:count ?count ;
          nmc:concerns ?whom ; nmc:hasDimension ?partnering
          FILTER(STRENDS(STR(?partnering), "/partnering"))
          FILTER(EXISTS { ?whom nmc:isStudiedIn ?wave } || ?whom IN (id:collaborative\\/chicago,
            id:organization\\/memphis-shelby-crime-commission))
          OPTIONAL { ?t nmc:hasQualifier ?qualifier }
          OPTIONAL { ?t nmc:hasTraitValue partnering:many-partners ; nmc:hasPartnerKind ?kind } }
        GROUP BY ?whom ?count ?qualifier ?kind""",
        [
            ("chicago", "200", "nearly", "organizations"),
            ("chicago", "600", "more-than", "people"),
            ("cincinnati", "300", "more-than", "people"),
            ("memphis", "100", "more-than", "agencies"),
            ("memphis", "45", "", ""),
            ("memphis", "75", "", "stakeholders"),
            ("memphis-shelby-crime-commission", "50", "", "board-members"),
            ("nashville", "109", "", "partners"),
            ("nashville", "22", "", "committees"),
            ("philadelphia", "18", "", ""),
            ("philadelphia", "25", "", ""),
        ],
    ),
    "13c": (
        """?who ?kind { ?t nmc:concerns ?whom ; nmc:isAssertedBy ?who ;
          nmc:hasTraitValue partnering:several-kinds-of-partner ; nmc:hasPartnerKind ?kind
          FILTER(?whom IN (id:collaborative\\/herkimer-county, id:collaborative\\/milwaukee)) }""",
        [
            ("county-health-rankings", "businesses"),
            ("county-health-rankings", "faith-communities"),
            ("county-health-rankings", "health-care"),
            ("county-health-rankings", "local-government"),
            ("county-health-rankings", "schools"),
            ("wktv", "law-enforcement"),
            ("wktv", "schools"),
            ("wktv", "service-agencies"),
        ],
    ),
    # Two speakers make two claims: all evidence is by the one who makes the claim.
    "14": (
        """?claim ?statement { ?claim nmc:isAssertedBy ?who ; nmc:hasEvidence ?statement .
          ?statement nmc:isAssertedBy ?other FILTER(?who != ?other) }""",
        [],
    ),
    "14b": (
        """?who ?change { ?result nmc:percentChange ?change ; nmc:isAssertedBy ?who ;
          nmc:startYear 2006 ; nmc:endYear 2012 ;
          nmc:hasIndicator id:indicator\\/teen-birth-rate-15-17 }""",
        [("cbs58", "-50"), ("fox6", "-50"), ("milwaukee-courier", "-50")],
    ),
    # FOX6 speaks for itself, so no study wave reports its goal.
    "14c": (
        """?who ?wave { ?goal nmc:targetPercentChange -50.0 ; nmc:isAssertedBy ?who
          OPTIONAL { ?goal nmc:isReportedIn ?wave } }""",
        [
            ("follow-up-authors", "nmc-follow-up"),
            ("fox6", ""),
            ("milwaukee-neighborhood-news-service", ""),
            ("milwaukee-neighborhood-news-service", ""),
        ],
    ),
    "15": (
        "?level { ?level a nmc:LevelObservation FILTER NOT EXISTS { ?level qudt:hasUnit ?unit } }",
        [],
    ),
    "16": (
        """?license { id:source\\/bridgespan-2012 dcterms:rights ?rights
          BIND(STRBEFORE(?rights, ";") AS ?license) }""",
        [("Creative Commons",)],
    ),
    # 16.9 in 2006, 47 percent less by 2012, and 3.4 in 2012 cannot all hold.
    "18": (
        """?year ?who ?other { ?one nmc:isAtOddsWith ?two ; nmc:isAssertedBy ?who ;
          nmc:startYear ?year ; nmc:hasIndicator id:indicator\\/teen-birth-rate-15-17-white .
          ?two nmc:isAssertedBy ?other FILTER(?year < 2013) }""",
        [
            # From both ends: a claim is at odds with those that are at odds with it.
            ("2006", "fox6", "fox6"),
            ("2006", "milwaukee-courier", "fox6"),
            ("2006", "milwaukee-journal-sentinel", "fox6"),
            ("2012", "fox6", "fox6"),
            ("2012", "fox6", "milwaukee-journal-sentinel"),
            ("2012", "fox6", "milwaukee-courier"),
        ],
    ),
    "18b": (
        """?level ?who { ?what nmc:numericValue ?level ; nmc:startYear 2006 ;
          nmc:isAssertedBy ?who ; nmc:concerns id:collaborative\\/milwaukee ;
          nmc:hasIndicator id:indicator\\/teen-birth-rate-15-17-white }""",
        [("16.9", "milwaukee-journal-sentinel")],
    ),
}


def last_segment(cell):
    return cell.rpartition("#" if "#" in cell else "/")[2] if "://" in cell else cell


@pytest.mark.parametrize("number", RIGHT)
def test_fact_is_right(engine, number):
    query, wanted = RIGHT[number]
    body = engine.query(f"{PREFIXES} SELECT {query}", results=get("csv")).body.decode()
    rows = [tuple(map(last_segment, row)) for row in csv.reader(io.StringIO(body))][1:]
    assert sorted(rows) == sorted(wanted)


def test_each_number_of_a_result_has_its_own_unit(engine):
    """15: the unit in the table of results is that of its levels, never that of the change."""
    query = Library(ROOT / "queries").queries["results"].filled()
    body = engine.query(query, results=get("csv")).body.decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) > 90
    assert not [r for r in rows if bool(r["first"] or r["last"]) != bool(r["unit"])]
    (fall,) = [r for r in rows if "fox6-2013" in r["result"] and r["last"] == "25.7"]
    assert (fall["percent"], fall["first"], fall["unit"]) == ("-50", "52", "births per 1,000 girls")
