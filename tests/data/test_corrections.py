"""Errors of fact that were corrected, each with the value that is right.

The ids are the numbers of the list of errors; a letter marks a further part of a line.
Each query asks the built graph, and every IRI in its rows is cut to its last segment.
"""

import csv
import io

import pytest

from nmc_graph.formats import get

PREFIXES = """
PREFIX a: <https://w3id.org/nmc/id/assertion/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX id: <https://w3id.org/nmc/id/>
PREFIX kind: <https://w3id.org/nmc/concept/kind/>
PREFIX nmc: <https://w3id.org/nmc/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX page: <https://w3id.org/nmc/id/assertion/bridgespan-follow-up-san-joaquin/>
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
    # Evidence of the year that a role is dated to, and a role of its own for each speaker.
    "8": (
        """?who ?source ?year { ?m org:member person:robina-asghar ; nmc:isAssertedBy ?who ;
          nmc:hasEvidence/dcterms:isPartOf ?source OPTIONAL { ?m nmc:endYear ?year } }
        GROUP BY ?who ?source ?year""",
        [
            ("follow-up-authors", "bridgespan-follow-up-san-joaquin", "2015"),
            ("follow-up-authors", "bridgespan-follow-up-san-joaquin-web", "2015"),
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
    # A study that led to Alignment Nashville, not its founding.
    "10": (
        """?class ?kind ?year {
          ?what nmc:hasEvidence s:bridgespan-2012\\/s02 ; a ?class ; nmc:startYear ?year
          OPTIONAL { ?what nmc:hasKind ?kind }
          FILTER(?class IN (nmc:ContextFactor, nmc:Founding)) }""",
        [("ContextFactor", "preceding-study", "2002")],
    ),
    # Only a need that is said to have grown is a rising one.
    "11": ("?what { ?what nmc:hasKind kind:rising-need }", [("context-youth-violence",)]),
    "11b": (
        "?what { ?what nmc:hasKind kind:high-need ; nmc:concerns id:place\\/milwaukee-wisconsin }",
        [("context-milwaukee-rate",), ("context-survey",)],
    ),
    # A position of those who reply, not a trait of collective impact.
    "12": (
        """?class ?whose ?stance {
          ?what nmc:hasEvidence s:fsg-reply-2016\\/s02 ; a ?class ; nmc:concerns ?whose
          OPTIONAL { ?what nmc:hasStance ?stance }
          FILTER(?class IN (nmc:Trait, nmc:ApproachPosition)) }""",
        [("ApproachPosition", "kania-and-kramer", "shares-critics-aims")],
    ),
    "16": (
        """?license { id:source\\/bridgespan-2012 dcterms:rights ?rights
          BIND(STRBEFORE(?rights, ";") AS ?license) }""",
        [("Creative Commons",)],
    ),
    # 16.9 in 2006, 47 percent less by 2012, and 3.4 in 2012 cannot all hold.
    "18": (
        """?one ?other { ?one nmc:isAtOddsWith ?other ;
          nmc:hasIndicator id:indicator\\/teen-birth-rate-15-17-white }""",
        [
            (
                "teen-birth-rate-15-17-white-milwaukee-2006",
                "teen-birth-rate-15-17-white-milwaukee-2012",
            ),
            (
                "teen-birth-rate-15-17-white-milwaukee-2012",
                "teen-birth-rate-15-17-white-milwaukee-2006-to-2012",
            ),
        ],
    ),
    "18b": (
        """?level ?who { ?what nmc:numericValue ?level ; nmc:startYear 2006 ;
          nmc:isAssertedBy ?who ;
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
