"""The parts of an entity page: numbers in words, differing accounts, references."""

import json

import pytest

from nmc_graph.model.accounts import Account, matters
from nmc_graph.model.cite import cite, cite_thing
from nmc_graph.model.describe import describe
from nmc_graph.model.differences import FIGURE, KIND, PLACE, VIEWS, YEARS
from nmc_graph.model.formatting import figure, number
from nmc_graph.model.observation import read_item
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
    ("1E+9999999", False, "1E+9999999"), ("1E-400", False, "1E-400"),
    ("9" * 29, False, "9" * 29), ("1" + "0" * 5000, False, "1" + "0" * 5000),
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


BY_S, BY_T = {"isAssertedBy": "s"}, {"isAssertedBy": "t"}
TRAIT = {"concerns": "c", "hasDimension": "d"}


def account(name, kind, **values):
    its = fields(**values)
    is_number = kind.endswith("Observation") or kind == "Goal"
    return Account(name, kind, its, read_item(name, its, {}, "") if is_number else None)


@pytest.mark.parametrize(("accounts", "groups"), [
    # Two figures for the same thing differ, whether or not the speaker is the same.
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31),
      account("b", "ChangeObservation", **CHANGE, percentChange=-30)], [("ab", FIGURE)]),
    # Two voices that give the same figure agree; one voice that repeats it is listed twice.
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31, **BY_S),
      account("b", "ChangeObservation", **CHANGE, percentChange=-31, **BY_T)], [("ab", "")]),
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31, **BY_S),
      account("b", "ChangeObservation", **CHANGE, percentChange=-31, **BY_S)],
     [("a", ""), ("b", "")]),
    # A rounded figure and an exact one agree.
    ([account("a", "LevelObservation", **CHANGE, numericValue=78, **BY_S),
      account("b", "LevelObservation", **CHANGE, numericValue=78.3, **BY_T)], [("ab", "")]),
    # Percent and points for the same thing aren't two figures.
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31, **BY_S),
      account("b", "ChangeObservation", **CHANGE, pointChange=-4, **BY_T)],
     [("a", ""), ("b", "")]),
    # Other years and other people are another matter, unless the data mark the two.
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31),
      account("b", "ChangeObservation", **{**CHANGE, "endYear": 2012}, percentChange=-50)],
     [("a", ""), ("b", "")]),
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31),
      account("b", "ChangeObservation", **{**CHANGE, "endYear": 2012}, percentChange=-50,
              isAtOddsWith="a")], [("ab", YEARS)]),
    ([account("a", "LevelObservation", **CHANGE, hasGeography="x", numericValue=40),
      account("b", "LevelObservation", **CHANGE, hasGeography="y", numericValue=35,
              isAtOddsWith="a")], [("ab", PLACE)]),
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31),
      account("b", "ChangeObservation", **CHANGE, pointChange=-4, isAtOddsWith="a")],
     [("ab", KIND)]),
    ([account("a", "LevelObservation", **CHANGE, population="drawn", numericValue=40),
      account("b", "LevelObservation", **CHANGE, population="others", numericValue=35)],
     [("a", ""), ("b", "")]),
    # Without a year, they may be of different years.
    ([account("a", "LevelObservation", concerns="c", hasIndicator="i", numericValue=40),
      account("b", "LevelObservation", concerns="c", hasIndicator="i", numericValue=35)],
     [("a", ""), ("b", "")]),
    # A value that is missing contradicts nothing.
    ([account("a", "ChangeObservation", **CHANGE, percentChange=-31),
      account("b", "ChangeObservation", **CHANGE)], [("a", ""), ("b", "")]),
    # One speaker may name several traits; two speakers have several views.
    ([account("a", "Trait", **TRAIT, hasTraitValue="x", **BY_S),
      account("b", "Trait", **TRAIT, hasTraitValue="y", **BY_S)], [("a", ""), ("b", "")]),
    ([account("a", "Trait", **TRAIT, hasTraitValue="x", **BY_S), account("b", "Focus"),
      account("d", "Trait", **TRAIT, hasTraitValue="y", **BY_T)], [("ad", VIEWS), ("b", "")]),
    ([account("a", "Founding", concerns="c", startYear=2006),
      account("b", "Founding", concerns="c", startYear=2007)], [("ab", YEARS)]),
    # Claims marked as contradicting each other are listed together, whatever their subject.
    ([account("a", "Focus", concerns="c"), account("b", "Focus", isAtOddsWith="e"),
      account("e", "Critique", isAtOddsWith="elsewhere")], [("a", ""), ("be", VIEWS)]),
    # A third account may differ in something else.
    ([account("a", "LevelObservation", **CHANGE, numericValue=40),
      account("b", "LevelObservation", **CHANGE, numericValue=35),
      account("d", "LevelObservation", **{**CHANGE, "endYear": 2012}, numericValue=35,
              isAtOddsWith="b")], [("abd", f"{FIGURE}, {YEARS}")]),
    ([], []),
])  # fmt: skip
def test_accounts_of_one_matter_are_together_and_marked_by_what_differs(accounts, groups):
    found = [("".join(a.iri for a in m.accounts), ", ".join(m.kinds)) for m in matters(accounts)]
    assert found == groups


@pytest.mark.parametrize(("name", "differs"), [("orlando-parramore", True), ("milwaukee", False)])
def test_a_page_counts_the_matters_with_two_figures(engine, name, differs):
    page = describe(engine, f"{BASE}id/collaborative/{name}")
    groups = [group for section in page.sections for group in section.groups]
    assert page.differing == sum(FIGURE in group.kinds for group in groups)
    assert bool(page.differing) is differs


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


@pytest.mark.parametrize(("thing", "cut"), [
    ("concept/data-status/reported", True), ("id/collaborative/milwaukee", False),
])  # fmt: skip
def test_page_says_whether_it_has_all_claims(engine, thing, cut):
    assert describe(engine, BASE + thing).has_more_claims is cut


class Counting:
    """An engine that counts the queries for statements and references."""

    def __init__(self, engine):
        self.engine, self.asked = engine, 0

    def query(self, text, **options):
        self.asked += "nmc:hasVoice ?voice" in text or "VALUES ?source" in text
        return self.engine.query(text, **options)

    def __getattr__(self, name):
        return getattr(self.engine, name)


def test_statements_and_references_are_read_once(engine):
    counting = Counting(engine)
    iri = f"{BASE}id/statement/bridgespan-follow-up-san-joaquin/s34"
    first = describe(counting, iri), cite_thing(counting, iri, "", "1", "r")
    assert first[0].sections[0].assertions[0].evidence
    asked = counting.asked
    assert asked > 0
    assert (describe(counting, iri), cite_thing(counting, iri, "", "1", "r")) == first
    assert counting.asked == asked
