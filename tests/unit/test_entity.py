"""The parts of an entity page: numbers in words, differing accounts, references."""

import json

import pytest

from nmc_graph.model.cite import cite
from nmc_graph.model.conflicts import differing
from nmc_graph.model.describe import describe
from nmc_graph.model.formatting import figure, number
from nmc_graph.rdf.term import Term
from nmc_graph.terms import BASE, NMC, QUDT, UNIT

MINUS = "\N{MINUS SIGN}"


def fields(**values):
    """Return fields of an assertion; numbers as literals, other words as IRIs."""
    return {
        NMC + name: [
            Term("literal", str(v)) if isinstance(v, (int, float)) else Term("iri", v)
            for v in (value if isinstance(value, tuple) else (value,))
        ]
        for name, value in values.items()
    }


@pytest.mark.parametrize(("text", "signed", "shown"), [
    ("-65.0", True, f"{MINUS}65"), ("6.0", True, "+6"), ("0.0", True, "+0"),
    ("1234567.50", False, "1,234,567.5"), ("1E+2", False, "100"), ("23.9", False, "23.9"),
    ("-0.5", False, f"{MINUS}0.5"), ("about ten", False, "about ten"), ("NaN", False, "NaN"),
])  # fmt: skip
def test_number_is_written_as_people_write_it(text, signed, shown):
    assert number(text, signed=signed) == shown


@pytest.mark.parametrize(("given", "text", "measure"), [
    ({"percentChange": -65.0}, f"{MINUS}65 percent", "percent change"),
    ({"pointChange": 6.0}, "+6 percentage points", "change in percentage points"),
    ({"printedChange": 20.0}, "+20", "printed change, unclear whether percent or points"),
    ({"numericValue": 52.0}, "52", "value"),
    ({"minValue": 46.0, "maxValue": 49.0}, "46 to 49", "range of values"),
    ({"targetPointChange": 10.0}, "+10 percentage points",
     "change in percentage points to reach"),
    ({"percentDifference": -55.0}, f"{MINUS}55 percent", "difference between groups in percent"),
    ({"pointDifference": 5.0}, "+5 percentage points", "difference between groups in points"),
    ({"deviationDifference": 0.28}, "+0.28 standard deviations",
     "difference in standard deviations"),
    ({"targetPercentChange": -46.0}, f"{MINUS}46 percent", "percent change to reach"),
    ({"percentChange": -90.0, "hasQualifier": "q"}, f"more than {MINUS}90 percent",
     "percent change"),
    ({}, "", ""),
])  # fmt: skip
def test_each_kind_of_number_names_its_kind(given, text, measure):
    found = figure(fields(**given), {"q": "more than"})
    assert (found.text, found.measure) == (text, measure)


def test_percent_and_percentage_points_are_worded_differently():
    percent = figure(fields(percentChange=5.0), {}).text
    points = figure(fields(pointChange=5.0), {}).text
    assert percent != points
    level = figure(
        {**fields(numericValue=55.0), QUDT + "hasUnit": [Term("iri", UNIT + "PERCENT")]}, {}
    )
    assert level.text == "55 percent"


CHANGE = {"concerns": "c", "hasIndicator": "i", "startYear": 2006, "endYear": 2011}


@pytest.mark.parametrize(("items", "groups"), [
    # Two values for the same subject are listed together, and a single one separately.
    ([("a", "ChangeObservation", fields(**CHANGE, percentChange=-31)),
      ("b", "ChangeObservation", fields(**CHANGE, percentChange=-30))], [[0, 1]]),
    ([("a", "ChangeObservation", fields(**CHANGE, percentChange=-31)),
      ("b", "ChangeObservation", fields(**CHANGE, percentChange=-31))], [[0], [1]]),
    # Other years are another matter.
    ([("a", "ChangeObservation", fields(**CHANGE, percentChange=-31)),
      ("b", "ChangeObservation", fields(**{**CHANGE, "endYear": 2012}, percentChange=-50))],
     [[0], [1]]),
    # So are other people.
    ([("a", "LevelObservation", fields(**CHANGE, population="drawn", numericValue=40)),
      ("b", "LevelObservation", fields(**CHANGE, population="others", numericValue=35))],
     [[0], [1]]),
    # A value that is missing contradicts nothing.
    ([("a", "ChangeObservation", fields(**CHANGE, percentChange=-31)),
      ("b", "ChangeObservation", fields(**CHANGE))], [[0], [1]]),
    # One speaker may name several traits; two speakers differ.
    ([("a", "Trait", fields(concerns="c", hasDimension="d", hasTraitValue="x", isAssertedBy="s")),
      ("b", "Trait", fields(concerns="c", hasDimension="d", hasTraitValue="y", isAssertedBy="s"))],
     [[0], [1]]),
    ([("a", "Trait", fields(concerns="c", hasDimension="d", hasTraitValue="x", isAssertedBy="s")),
      ("b", "Focus", fields(concerns="c")),
      ("d", "Trait", fields(concerns="c", hasDimension="d", hasTraitValue="y", isAssertedBy="t"))],
     [[0, 2], [1]]),
    # Claims marked as contradicting each other are listed together, whatever their subject.
    ([("a", "Focus", fields(concerns="c")), ("b", "Focus", fields(isAtOddsWith="e")),
      ("e", "Goal", fields(isAtOddsWith="elsewhere"))], [[0], [1, 2]]),
    ([], []),
])  # fmt: skip
def test_differing_accounts_are_listed_together(items, groups):
    assert differing(items) == groups


def test_reference_is_complete_in_each_format():
    name = "50% of {A} & B_1\n\\x"
    found = cite("https://w3id.org/nmc/id/place/x", name, "0.1.0", "f" * 64, "2026-11-26")
    assert "November 26, 2026" in found.plain
    assert "year = {2026}" in found.bibtex
    assert "0.1.0" in found.plain
    assert "f" * 12 in found.plain
    assert r"50\% of \{A\} \& B\_1 \textbackslash x" in found.bibtex
    assert found.bibtex.count("{") - found.bibtex.count(r"\{") == (
        found.bibtex.count("}") - found.bibtex.count(r"\}")
    )
    (entry,) = json.loads(found.csl_json)
    assert entry["URL"] == "https://w3id.org/nmc/id/place/x"
    assert entry["title"] == "50% of {A} & B_1 \\x"


@pytest.mark.parametrize(("speaker", "interest"), [
    ("Bridgespan authors", "study"), ("Robina Asghar", "backbone; source: study"),
])  # fmt: skip
def test_claim_has_the_interest_of_its_speaker_and_of_its_source(engine, speaker, interest):
    page = describe(engine, BASE + "id/collaborative/san-joaquin-county-stockton")
    claims = [a for section in page.sections for a in section.assertions]
    found = {a.interest for a in claims if a.speaker and a.speaker.text == speaker}
    assert found == {interest}
