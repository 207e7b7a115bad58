"""Disagreements that the notes on the facts name are each shown by a query of the library."""

import csv
from pathlib import Path

import pytest

QUERIES = Path(__file__).parents[2] / "queries"

# What the notes say, the query that shows it, and what is in one row of its answer.
SHOWN = {
    "a fall by 38 points before and after, and none by lot (Camden)": (
        "group-comparisons",
        [("cam-nejm-2020", "before-and-after", "-38"), ("cam-nejm-2020", "by-lot", "62.3", "61.7")],
    ),
    "poverty in 2017, 13.2 or 16 percent (Dallas)": (
        "contradiction-one-year-two-levels",
        [("Dallas County", "2017", "13.2", "16")],
    ),
    "percentage points called percent (Tacoma)": (
        "contradiction-percent-or-points",
        [("Graduate Tacoma", "82.6", "27.3", "percentage points")],
    ),
    "78 percent of a class, or 55 percent of the ninth graders (Tacoma)": (
        "contradictions",
        [("tacoma-four-year-graduation", "-2014", "tacoma-graduates-of-ninth-graders-2014")],
    ),
    "a fall in discipline that shrinks from 31 to 19 percent (Multnomah)": (
        "contradictions",
        [("multnomah-discipline-students-of-color-to-2016", "six-years", "31 percent")],
    ),
    "begun in 2003, 2008, 2009, 2010 or 2012 (Northside)": (
        "contradiction-founding-years",
        [("Northside Achievement Zone", year) for year in ("2003", "2008", "2009", "2010", "2012")],
    ),
    "an end for lack of support, or after payments were withheld (SA2020)": (
        "contradictions",
        [("status-dissolved-lack-of-support", "status-dissolved-payments-withheld")],
    ),
    "decay since 2019, or since 2016 (Oakland)": (
        "contradictions",
        [("oak-city-2024/change-2019", "which mayor", "oak-audit-press-2024")],
    ),
    "veterans first, or chronic homelessness first (Bergen)": (
        "contradictions",
        [("bergen-veteran-functional-zero-2017", "bergen-chronic-functional-zero-2016")],
    ),
    "a change of test that rules a comparison out (Milwaukee)": (
        "contradictions",
        [("milwaukee-third-grade-reading", "milwaukee-test-results-before-and-after-2015")],
    ),
    "enrollment and completion that fell (Tacoma)": (
        "contradiction-not-all-is-progress",
        [("Graduate Tacoma", "58", "49"), ("Graduate Tacoma", "57", "53")],
    ),
    "96 or 613 arrests in 2006 (Parramore)": (
        "contradiction-one-year-two-levels",
        [("Parramore", "2006", "96", "613")],
    ),
    "the rate of 2014 in two releases (Milwaukee)": (
        "contradiction-one-year-two-levels",
        [("Hispanic", "2014", "25.1", "25.5"), ("White", "2014", "9.2", "9.8")],
    ),
    "15 points ahead of the nation to 2012, 4 to 2014 (Milwaukee)": (
        "benchmarks",
        [("milwaukee", "2006", "2012", "-50", "united-states", "-34.7"),
         ("milwaukee", "2006", "2014", "-54", "united-states", "-49.5")],
    ),
    "a fall in poverty that the province had too (Hamilton)": (
        "benchmarks",
        [("hamilton", "1996", "2016", "-24", "21.9", "16.6", "ontario", "17.7", "13.7")],
    ),
}  # fmt: skip


def in_order(row, parts):
    """Return whether the parts are in the row, in this order."""
    text, at = "|".join(row), 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


@pytest.mark.parametrize("what", SHOWN)
def test_disagreement_is_shown(what):
    query, wanted = SHOWN[what]
    with (QUERIES / f"{query}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for parts in wanted:
        assert any(in_order(row, parts) for row in rows), parts
