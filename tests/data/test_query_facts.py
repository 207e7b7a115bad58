"""Queries answer as the facts about the communities do, checked by hand."""

import csv
import io
from pathlib import Path

import pytest

from nmc_graph.formats import get
from nmc_graph.model.library import Library

LIBRARY = Library(Path(__file__).parents[2] / "queries").queries

# Checked by hand against the facts about the communities, whatever the files say: name by its last
# segment, figures as the facts have them.
BY_FACTS = {
    # A result in 2012 and no comparable one in 2015: the two pages that say so.
    "cq12": [("orlando-parramore",), ("san-joaquin-county-stockton",)],
    # Violence as an issue that is worked on. East Lake follows crime but works on others, and South
    # Stockton works on safety and trust, of which violence is only a part.
    "cq18": [("boston",), ("columbus-south-side",), ("memphis",), ("oakland-ceasefire",),
             ("orlando-parramore",), ("richmond-ons",), ("san-joaquin-county-stockton",),
             ("san-jose",)],
    # Freshman On-Track and Thrive Chicago are two efforts, each with one backbone; the coalition in
    # Franklin County has two hosts at the same time.
    "cq20": [],
    # Last year of the first change, less the founding year. Boston has no result, and those without
    # a row have levels, comparisons of groups or outputs, but no change.
    "cq21": [("atlanta-east-lake", 2007 - 1995), ("chicago-freshman-on-track", 2011 - 2008),
             ("cincinnati", 2011 - 2006), ("herkimer-county", 2011 - 1998),
             ("memphis", 2010 - 2005), ("milwaukee", 2010 - 2006), ("nashville", 2011 - 2004),
             ("orlando-parramore", 2010 - 2006), ("philadelphia", 2011 - 2006),
             ("san-joaquin-county-stockton", 2011 - 1998), ("san-jose", 2010 - 1991),
             ("all-hands-raised", 2012 - 2010), ("bergen-county", 2013 - 2008),
             ("columbus-south-side", 2018 - 2008), ("commit-partnership", 2018 - 2012),
             ("dudley-street", 1996 - 1984), ("e3-alliance", 2014 - 2006),
             ("franklin-ctc", 2012 - 2002), ("graduate-tacoma", 2014 - 2010),
             ("hamilton-ontario", 2006 - 2005), ("higher-expectations-racine", 2016 - 2014),
             ("houston", 2015 - 2012), ("learn-to-earn-dayton", 2014 - 2011),
             ("market-creek", 2017 - 1997), ("milwaukee-succeeds", 2014 - 2011),
             ("northside-achievement-zone", 2018 - 2010), ("oakland-ceasefire", 2013 - 2012),
             ("richmond-ons", 2013 - 2007), ("road-map-project", 2017 - 2010),
             ("sa2020", 2012 - 2012), ("spartanburg-academic-movement", 2012 - 2012)],
    # Goals with a figure and a year; results of goals that were due are only known for 2015.
    # The first three goals of Milwaukee have two speakers each, and so has the rate of 2015, which
    # one of them rounds.
    "cq29": [*(("milwaukee", goal, target, percent, value, 2015)
               for goal, target, percent in (("goal-30-per-1000", 30, ""),
                                             ("goal-46-percent", "", -46))
               for value in (18, 18.1) for _ in range(2)),
             *[("milwaukee", "goal-further-50-percent", "", -50, "", 2023)] * 2,
             *(("milwaukee", f"goal-below-15-{who}", 15, "", "", 2023)
               for who in ("all", "black", "hispanic", "white")),
             *(("milwaukee", f"goal-half-{who}", "", -50, "", 2023)
               for who in ("black", "hispanic")),
             ("memphis", "goal-overall-crime-2021", "", -25, "", 2021),
             *(("memphis", f"goal-{what}-crime-2021", "", -30, "", 2021)
               for what in ("property", "violent")),
             ("philadelphia", "goal-diploma", 50, "", "", 2020),
             ("philadelphia", "goal-reengagement", 70, "", "", 2020),
             ("philadelphia", "goal-dropouts-who-return", 70, "", "", 2020),
             ("philadelphia", "goal-returners-with-diploma", 50, "", "", 2020),
             ("philadelphia", "goal-young-people-who-disconnect", 20, "", "", 2020),
             # One row for each speaker.
             ("all-hands-raised", "goal-six-districts-graduation-rate-2013", 66.5, "", 66.6, 2013),
             *[("commit-partnership", "goal-dallas-third-grade-college-ready-pace-2025",
                60, "", "", 2025)] * 2,
             ("commit-partnership", "goal-texas-young-adult-credentials-2030", 60, "", "", 2030),
             *[("commit-partnership", "goal-dallas-thrives-living-wage", 50, "", "", 2040)] * 3,
             ("commit-partnership", "goal-opportunity-2040", 50, "", "", 2040),
             ("commit-partnership", "goal-true-north", 50, "", "", 2040),
             *[("e3-alliance", "goal-central-texas-kindergarten-readiness-2015",
                70, "", 41, 2015)] * 2,
             *(("e3-alliance", f"goal-central-texas-kindergarten-readiness-{due}", 70, "", "", due)
               for due in (2018, 2023)),
             ("e3-alliance", "goal-texas-adult-credentials-2030", 60, "", "", 2030),
             *[("graduate-tacoma", "goal-tacoma-five-year-graduation-2020", 87, "", "", 2020)] * 4,
             *[("graduate-tacoma", "goal-tacoma-higher-education-completion-2020",
                47, "", "", 2020)] * 3,
             ("graduate-tacoma", "goal-tacoma-four-year-graduation-2020", 85, "", "", 2020),
             ("graduate-tacoma", "goal-tacoma-postsecondary-success-2030", 70, "", "", 2030),
             *(("higher-expectations-racine", f"goal-{what}", target, "", "", 2030)
               for what, target in (("careers", 500), ("postsecondary", 62), ("power", 25),
                                    ("reading", 75))),
             ("houston", "goal-tenth", "", -10, "", 2020),
             *[("learn-to-earn-dayton", "goal-montgomery-adults-credential-2025",
                60, "", "", 2025)] * 3,
             ("learn-to-earn-dayton", "goal-montgomery-six-year-credential-2025", 50, "", "", 2025),
             *[("learn-to-earn-dayton", "goal-montgomery-students-degrees-2025",
                50, "", "", 2025)] * 2,
             *(("milwaukee-succeeds", f"goal-milwaukee-{what}-2020", target, "", "", 2020)
               for what, target in (
                   ("rated-child-care", 16), ("third-grade-reading", 38),
                   ("third-grade-reading", 38), ("act-readiness", 50), ("eighth-grade-math", 28),
                   ("eighth-grade-reading", 33), ("third-grade-math", 36))),
             ("northside-achievement-zone", "goal-naz-students-served-2016", 2500, "", "", 2016),
             *[("road-map-project", "goal-double-by-2020", "", 100, "", 2020)] * 3,
             *[("road-map-project", "goal-road-map-credential-2030", 70, "", "", 2030)] * 2,
             ("sa2020", "goal-bexar-graduation-rate-2020", 85, "", 90, 2020),
             ("sa2020", "goal-bexar-college-ready-2020", 85, "", "", 2020),
             ("sa2020", "goal-bexar-college-ready-2030", 85, "", "", 2030),
             ("sa2020", "goal-bexar-third-grade-reading-2030", 85, "", "", 2030),
             ("sa2020", "goal-san-antonio-city-turnout-2020", 15, "", "", 2020),
             *[("sa2020", "goal-bexar-graduation-rate-2030", 95, "", "", 2030)] * 2,
             *[("spartanburg-academic-movement", "goal-spartanburg-bachelors-degree-2030",
                40, "", "", 2030)] * 2,
             *(("spartanburg-academic-movement", f"goal-spartanburg-{what}-2030",
                target, "", "", 2030)
               for what, target in (("graduates-with-credential", 70), ("college-enrollment", 70),
                                    ("kindergarten-readiness", 65)))],
}  # fmt: skip


def last_segment(cell):
    return cell.rpartition("/")[2]


@pytest.mark.parametrize("name", BY_FACTS)
def test_query_answers_as_the_facts_do(engine, name):
    body = engine.query(LIBRARY[name].filled(), results=get("csv")).body.decode()
    found = [tuple(map(last_segment, row)) for row in csv.reader(io.StringIO(body))][1:]
    wanted = [tuple(map(str, row)) for row in BY_FACTS[name]]
    assert sorted(found) == sorted(wanted)
