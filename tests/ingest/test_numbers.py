"""Figures in sentences: what becomes a result, with which sign, unit and years."""

import pytest

from nmc_graph.ingest.document import plain
from nmc_graph.ingest.results import results

CASES = [
    # Changes, their sign and years
    ("Crime dropped by 65 percent from 2004 to 2011.", [("change", -65, "percent", 2004, 2011)]),
    ("Crime declined 65 percent between 2004 and 2011.", [("change", -65, "percent", 2004, 2011)]),
    ("Graduation rose 12% since 2008.", [("change", 12, "percent", 2008, None)]),
    ("Graduation is up 6 percentage points since 2008.", [("change", 6, "points", 2008, None)]),
    ("There was a 15 percent decline in arrests, 2007‑2011.", [("change", -15, "percent", 2007, 2011)]),
    ("Arrests fell 20 percent (2006–2011).", [("change", -20, "percent", 2006, 2011)]),
    ("Arrests fell 20 percent by 2012.", [("change", -20, "percent", None, 2012)]),
    ("Truancy was cut by half since 2009.", [("change", -50, "percent", 2009, None)]),
    ("Violent crime fell by more than a third from 2008 to 2013.", [("change", -33, "percent", 2008, 2013)]),
    ("Enrollment doubled between 2010 and 2014.", [("change", 100, "percent", 2010, 2014)]),
    ("The partnership reduced truancy by 30 percent from 2010 to 2012.", [("change", -30, "percent", 2010, 2012)]),
    # Several in one field, each with its own base year
    (
        "Teen births down 31 percent (2006–2011); infant deaths down 9 points since 2008.",
        [("change", -31, "percent", 2006, 2011), ("change", -9, "points", 2008, None)],
    ),
    (
        "Truancy was cut by half and arrests doubled since 2009.",
        [("change", -50, "percent", 2009, None), ("change", 100, "percent", 2009, None)],
    ),
    # Footnote digits do not belong to the value
    ("Reading reached 61 percent1 in 2014.", [("level", 61, "percent", 2014, 2014)]),
    ("In 2013 it was 50 percent.2", [("level", 50, "percent", 2013, 2013)]),
    # Levels in brackets, and two levels
    (
        "Arrests dropped 20 percent from 2008 to 2012 (35.7 per 1,000 in 2012).",
        [("change", -20, "percent", 2008, 2012), ("level", 35.7, "per 1,000", 2012, 2012)],
    ),
    ("40 percent of third graders read well in 2012.", [("level", 40, "percent", 2012, 2012)]),
    # A school year
    ("In the 2015-16 school year, 71 percent ate breakfast.", [("level", 71, "percent", 2015, 2016)]),
    # Not results
    ("80 to 100 volunteers came to 12th Street in 2010.", []),
    ("The state gave $4 million in 2012.", []),
    ("See page 14 of the 2nd report of 2011.", []),
    ("The 3 percent to 5 percent fee is due.", [("level", 5, "percent", None, None)]),
    ("It opened from 2004 to 2011 in Suite 300.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] for text, _ in CASES])
def test_a_sentence_gives_its_results_and_nothing_else(text, wanted):
    found = results(plain(text), 0, len(text))
    assert [(r.kind, r.value, r.unit, r.start, r.end) for r in found] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Births fell from 52.0 to 25.7 per 1,000 between 2006 and 2012.", (52.0, 25.7, None, 2006, 2012)),
        ("The rate fell 31 percent (from 52.0 in 2006 to 35.8 in 2010).", (52.0, 35.8, -31, 2006, 2010)),
        ("Reading: 61 percent in 2014, up from 50 percent in 2010.", (50, 61, None, 2010, 2014)),
        ("Stays went from 62 days in 2010 to 41 days in 2015.", (62, 41, None, 2010, 2015)),
        ("Readiness rose from 38 percent in 2010 to 57 percent in 2015.", (38, 57, None, 2010, 2015)),
    ],
)  # fmt: skip
def test_two_levels_make_one_change(text, wanted):
    (found,) = results(plain(text), 0, len(text))
    assert (found.before, found.after, found.value, found.start, found.end) == wanted


@pytest.mark.parametrize(
    ("text", "status", "start", "end"),
    [
        ("Comparison data for 2013-14 not available.", "missing", 2013, 2014),
        (
            "Later figures have not been able to be obtained.",
            "not-obtained",
            None,
            None,
        ),
        ("Attendance data for 2012 were not collected.", "not-collected", 2012, 2012),
        ("The figures are not comparable with those of 2011.", "not-comparable", 2011, 2011),
        ("No data are available for 2014.", "missing", 2014, 2014),
        ("Rates for 2015 could not be obtained.", "not-obtained", 2015, 2015),
    ],
)
def test_missing_data_are_a_result(text, status, start, end):
    (found,) = results(plain(text), 0, len(text))
    assert (found.kind, found.status, found.start, found.end) == ("missing", status, start, end)


@pytest.mark.parametrize(
    ("text", "indicator", "geography", "qualifier"),
    [
        ("From 2004 to 2011, crime in North Vale dropped by nearly 65 percent.", "crime in North Vale", "North Vale", "nearly"),
        ("There was a drop of about 15 percent in juvenile arrests since 2007.", "juvenile arrests", "", "around"),
        ("Almost 40 percent of third graders read well in 2012.", "third graders", "", "nearly"),
        ("The partnership cut chronic absence by over 30 percent since 2010.", "chronic absence", "", "more-than"),
        ("In Fernwick, truancy fell by 20 percent since 2010.", "truancy", "Fernwick", ""),
        ("Readiness rose from 48 to 61 percent, a gain of 13 points, since 2009.", "Readiness", "", ""),
        ("Figures for preschool attendance have not yet been released.", "preschool attendance", "", ""),
    ],
)  # fmt: skip
def test_a_result_keeps_measure_place_and_qualifier(text, indicator, geography, qualifier):
    (found,) = results(plain(text), 0, len(text))
    assert found.indicator.startswith(indicator)
    assert (found.geography, found.qualifier) == (geography, qualifier)


def test_a_pronoun_is_the_measure_before_it():
    text = "Reading was 40 percent in 2012. By 2016 it was 52 percent."
    assert [r.indicator for r in results(text, 0, len(text))] == ["Reading", "Reading"]


def test_a_figure_that_is_compared_has_the_measure_of_the_first():
    text = "Child poverty was 22 percent in 2014, compared with 19 percent in 2009."
    assert {r.indicator for r in results(text, 0, len(text))} == {"Child poverty"}


def test_what_is_aimed_at_is_a_goal():
    text = "The council hopes to reach 80 percent by 2020."
    assert [(r.value, r.is_goal) for r in results(text, 0, len(text))] == [(80, True)]
