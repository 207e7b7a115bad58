"""Questions that must be easy: the rows are written by hand, from what the sources say.

A query is easy if at most three triple patterns select its rows; labels and OPTIONAL columns
don't count.
"""

import csv
import io
from pathlib import Path

import pytest
from rdflib import ORG, RDF, RDFS, Namespace, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from nmc_graph.engine.base import select
from nmc_graph.formats import get
from nmc_graph.model.library import Library
from nmc_graph.terms import prefixes

ROOT = Path(__file__).parents[2]
LIBRARY = Library(ROOT / "queries").queries
NMC = Namespace("https://w3id.org/nmc/ontology#")
TOPIC = "https://w3id.org/nmc/concept/focus-area/"

QUESTIONS = {
    "who leads what, with role and year": ("leaders", {}, "collaborative name role from", [
        ("chicago", "Beth Swanson", "chair", 2015),
        ("cincinnati", "Greg Landsman", "executive director", 2012),
        ("cincinnati", "Jeff Edmondson", "executive director", None),
        ("cincinnati", "Kathy Merchant", "chair", 2011),
        ("herkimer-county", "Darlene Haman", "coordinator", 2015),
        ("herkimer-county", "Darlene Haman", "coordinator", None),
        ("memphis", "Bill Gibbons", "president", 2016),
        ("memphis", "Michelle Fowlkes", "executive director", 2015),
        ("milwaukee", "Bevan Baker", "co-chair", 2012),
        ("milwaukee", "Bevan Baker", "co-chair", 2013),
        ("milwaukee", "Elizabeth Brenner", "co-chair", 2012),
        ("milwaukee", "Elizabeth Brenner", "co-chair", 2013),
        ("nashville", "Sydney Rogers", "executive director", None),
        ("orlando-parramore", "Lisa Early", "director", 2015),
        ("orlando-parramore", "Lisa Early", "director", 2021),
        ("philadelphia", "Chekemma Fulmore-Townsend", "president", 2015),
        ("san-joaquin-county-stockton", "Meredith Baker", "executive director", 2019),
        ("san-joaquin-county-stockton", "Robina Asghar", "executive director", 2014),
        ("san-joaquin-county-stockton", "Robina Asghar", "executive director", 2015),
        ("san-joaquin-county-stockton", "Robina Asghar", "executive director", None),
        ("san-jose", "Chuck Reed", "co-chair", 2008),
        ("san-jose", "Mario Maciel", "manager", 2015),
        ("san-jose", "Robert L. Davis", "co-chair", 2008),
    ]),
    "changes that could be percent or points": (
        "changes-unclear", {}, "collaborative printed", [
        ("cincinnati", 8), ("cincinnati", 12), ("cincinnati", 16), ("cincinnati", 31),
        ("nashville", 2), ("nashville", 20), ("philadelphia", 25),
    ]),
    "who uses or departs from an approach": (
        "approaches-used", {}, "collaborative approach stance certainty", [
        ("chicago", "cradle-to-career civic infrastructure", "adopts", None),
        ("cincinnati", "collective impact", "adopts", None),
        ("cincinnati", "cradle-to-career civic infrastructure", "adopts", None),
        ("herkimer-county", "collective impact", "departs from", None),
        ("milwaukee", "collective impact", "adopts", None),
        ("orlando-parramore", "Harlem Children's Zone model", "adopts", None),
        ("philadelphia", "collective impact", "identifies with", None),
        ("san-joaquin-county-stockton", "collective impact", "departs from", "hedged"),
        ("san-joaquin-county-stockton", "collective impact", "departs from", "implied"),
        ("san-joaquin-county-stockton", "results-owned community change", "identifies with", None),
    ]),
    "results on violent crime": (
        "results-by-topic", {"topic": TOPIC + "violent-crime"}, "collaborative from to percent", [
        ("atlanta-east-lake", 1995, 2011, -95), ("atlanta-east-lake", 1995, 2022, -99),
        ("atlanta-east-lake", 1996, 2007, -95), ("atlanta-east-lake", None, 2013, -90),
        ("memphis", 2006, 2010, -28), ("memphis", 2006, 2011, -20.2),
        ("memphis", 2006, 2011, -23), ("memphis", 2006, 2011, -23.5),
        ("memphis", 2006, 2011, -27), ("memphis", 2006, 2013, -21.6),
        ("memphis", 2006, 2014, -18), ("memphis", 2006, 2015, -12.2),
        ("memphis", 2011, 2014, 8), ("san-jose", 1991, 2010, -48), ("san-jose", 2011, 2013, -3),
    ]),
    "results on graduation": (
        "results-by-topic", {"topic": TOPIC + "high-school-graduation"},
        "collaborative from to percent points", [
        ("chicago-freshman-on-track", 2008, 2011, 10, None),
        ("chicago-freshman-on-track", 2011, 2013, 11, None),
        ("cincinnati", 2005, 2014, None, None),
        ("nashville", 2002, 2002, None, None), ("nashville", 2002, 2011, None, None),
        ("nashville", 2011, 2013, None, None), ("nashville", 2014, 2014, None, None),
        ("philadelphia", 2004, 2011, None, 5), ("philadelphia", 2004, 2011, None, 12),
        ("philadelphia", 2006, 2011, None, 6), ("philadelphia", 2006, None, None, None),
        ("philadelphia", 2011, 2013, 18, None),
    ]),
    "results on crime of every kind, in how many collaboratives": (
        "results-by-topic", {"topic": TOPIC + "crime"}, "collaborative", [
        *[("atlanta-east-lake",)] * 6, *[("memphis",)] * 13,
        *[("orlando-parramore",)] * 4, ("san-joaquin-county-stockton",),
        ("san-joaquin-county-stockton",), *[("san-jose",)] * 3,
    ]),
    "what is missing, and why": (
        "results-without-value", {}, "collaborative years reason", [
        ("orlando-parramore", None, "not comparable"),
        ("san-joaquin-county-stockton", "2013-14", "not obtained"),
    ]),
    "first and later result of one measure": (
        "results-followed-up", {}, "collaborative to1 to2 percent1 percent2", [
        ("chicago-freshman-on-track", 2011, 2013, 10, 11),
        ("chicago-freshman-on-track", 2011, 2014, 22, 15.7),
        ("herkimer-county", 2011, 2014, -54, 16), ("herkimer-county", 2011, 2014, -54, -43),
        ("herkimer-county", 2011, 2014, -61, 24), ("herkimer-county", 2011, 2014, -61, -51),
        ("herkimer-county", 2011, 2014, -50, 9), ("herkimer-county", 2011, 2014, -50, -46),
        ("memphis", 2011, 2014, -27, 8), ("memphis", 2011, 2014, -27, -18),
        ("milwaukee", 2010, 2013, -30, -56), ("milwaukee", 2011, 2013, -31, -56),
        ("nashville", 2011, 2013, None, None),
        ("orlando-parramore", 2011, 2012, 15, 10), ("orlando-parramore", 2010, None, 21, None),
        ("philadelphia", 2011, 2013, None, 18),
        ("san-joaquin-county-stockton", 2011, 2014, -65, None), ("san-jose", 2010, 2013, -48, -3),
    ]),
    "backbones, with the hedge": ("backbones", {}, "collaborative organization certainty", [
        ("atlanta-east-lake", "east-lake-foundation", "implied"),
        ("chicago", "thrive-chicago", None),
        ("chicago-freshman-on-track", "chicago-public-schools", None),
        # Two speakers say so.
        *[("cincinnati", "strive-partnership", None)] * 2,
        ("herkimer-county", "herkimer-integrated-county-planning", None),
        ("memphis", "memphis-shelby-crime-commission", None),
        ("milwaukee", "united-way-of-greater-milwaukee", None),
        ("nashville", "alignment-nashville", None),
        ("orlando-parramore", "parramore-kidz-zone", None),
        ("philadelphia", "philadelphia-youth-network", None),
        ("san-joaquin-county-stockton", "community-partnership-for-families-of-san-joaquin", None),
        ("san-jose", "mayors-gang-prevention-task-force", None),
    ]),
    "partners": ("partners", {}, "collaborative organization", [
        ("atlanta-east-lake", "atlanta-housing-authority"),
        ("atlanta-east-lake", "atlanta-public-schools"),
        ("atlanta-east-lake", "charles-r-drew-charter-school"),
        ("atlanta-east-lake", "east-lake-meadows-resident-association"),
        ("memphis", "greater-memphis-chamber-of-commerce"), ("memphis", "memphis-tomorrow"),
        ("milwaukee", "center-for-urban-population-health"),
        ("milwaukee", "milwaukee-public-schools"),
    ]),
    "sources on San Joaquin, those on its backbone included": (
        "sources-on-collaborative", {}, "source", [
        ("bridgespan-follow-up-san-joaquin",),
        ("lodi-2002",), ("lodi-2019",), ("muslimobserver",), ("record-2014",),
        ("stockton-22-0766",),
    ]),
    "collaboratives in a state": ("collaboratives-by-state", {}, "state collaborative", [
        ("California", "san-joaquin-county-stockton"), ("California", "san-jose"),
        ("Florida", "orlando-parramore"), ("Georgia", "atlanta-east-lake"),
        ("Illinois", "chicago"), ("Illinois", "chicago-freshman-on-track"),
        ("Kentucky", "cincinnati"), ("Massachusetts", "boston"),
        ("New York", "herkimer-county"), ("Ohio", "cincinnati"),
        ("Pennsylvania", "philadelphia"), ("Tennessee", "memphis"), ("Tennessee", "nashville"),
        ("Wisconsin", "milwaukee"),
    ]),
    "goals with a number, and whether they were met": (
        "goals", {}, "collaborative target percent set due met", [
        ("memphis", None, -25, None, None, None),
        # Milwaukee's first three goals have two speakers each; one does not say when it was set.
        ("milwaukee", 30, None, 2008, 2015, 2012), ("milwaukee", 30, None, None, 2015, None),
        *[("milwaukee", None, -46, 2008, 2015, 2012)] * 2,
        *[("milwaukee", None, -50, 2014, 2023, None)] * 2,
        *[("milwaukee", 15, None, 2014, 2023, None)] * 4,
        ("philadelphia", 20, None, 2017, None, None), ("philadelphia", 50, None, 2017, 2020, None),
        ("philadelphia", 70, None, 2017, 2020, None),
    ]),
}  # fmt: skip


def cell(text):
    """Return the last segment of an IRI, a number, or None for nothing."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return text.rpartition("/")[2] if text.startswith("https://w3id.org/nmc/") else text


def ask(engine, name, **values):
    body = engine.query(LIBRARY[name].filled(**values), results=get("csv")).body.decode()
    return list(csv.DictReader(io.StringIO(body)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_query_returns_the_rows_written_by_hand(engine, question):
    name, values, columns, wanted = QUESTIONS[question]
    found = [tuple(cell(row[c]) for c in columns.split()) for row in ask(engine, name, **values)]
    assert sorted(found, key=str) == sorted(
        [tuple(float(c) if isinstance(c, int) else c for c in row) for row in wanted], key=str
    )


def test_a_leader_whose_role_has_ended_is_marked_by_a_year(engine):
    past = [(r["name"], r["endedBy"]) for r in ask(engine, "leaders") if r["endedBy"]]
    assert past == [("Sydney Rogers", "2015")]


def test_seventy_six_changes_are_of_a_known_kind_and_nine_of_them_computed(engine):
    rows = ask(engine, "changes")
    assert len(rows) == 76
    assert len({r["change"] for r in rows}) == 76
    assert all(bool(r["percent"]) != bool(r["points"]) for r in rows)
    computed = {
        (cell(r["collaborative"]), cell(r["percent"]), cell(r["points"]))
        for r in rows
        if r["basis"] == "computed"
    }
    assert computed == {
        ("atlanta-east-lake", None, 57), ("cincinnati", None, 13), ("herkimer-county", -50, None),
        ("herkimer-county", -53.6, None), ("milwaukee", -6.5, None), ("milwaukee", 15.8, None),
        ("milwaukee", -37.3, None), ("milwaukee", 2.9, None), ("milwaukee", -16.5, None),
    }  # fmt: skip


def test_claims_at_odds_are_found_from_either_side(engine):
    rows = ask(engine, "claims-at-odds")
    pairs = {(r["claim"], r["other"]) for r in rows}
    assert len(pairs) == len(rows) == 34
    assert all((other, one) in pairs for one, other in pairs)
    assert all(r["label"] and r["otherLabel"] for r in rows)


def test_who_says_what_about_collective_impact_has_each_claim_once(engine):
    rows = ask(engine, "claims-on-approach")
    assert len({r["claim"] for r in rows}) == len(rows) > 40
    speakers = {r["who"] for r in rows}
    assert {"Robina Asghar", "Tom Wolff", "John Kania and Mark Kramer"} <= speakers


def selecting(algebra):
    """Return the patterns that select rows: outside OPTIONAL, and not for a label."""
    if not isinstance(algebra, CompValue):
        return []
    if algebra.name == "LeftJoin":
        return selecting(algebra.p1)
    if algebra.name == "BGP":
        return [t for t in algebra.triples if "prefLabel" not in repr(t[1]) and t[1] != RDFS.label]
    return [pattern for part in algebra.values() for pattern in selecting(part)]


@pytest.mark.parametrize(
    "name",
    sorted(
        {"changes", "claims-at-odds", "claims-on-approach"} | {q[0] for q in QUESTIONS.values()}
    ),
)
def test_at_most_three_patterns_select_the_rows(name):
    patterns = selecting(prepareQuery(LIBRARY[name].filled()).algebra.p)
    assert 1 <= len(patterns) <= 3, patterns


# A year means something else for each class (nmc:startYear). These properties imply the class.
YEARS = {NMC.startYear, NMC.endYear}
TELLING = {
    RDF.type, NMC.hasIndicator, NMC.hasDataStatus, NMC.hasChangeKind, NMC.hasChangeBasis,
    NMC.hasFoundingKind, NMC.hasDimension, NMC.numericValue, NMC.percentChange, NMC.pointChange,
    NMC.printedChange, NMC.isComparedWith, NMC.isLeadershipOf, NMC.hasKind, NMC.tracks, ORG.role,
    ORG.member,
}  # fmt: skip
LEADING = {
    NMC.hasResult, NMC.hasGoal, NMC.followsUpResult, NMC.hasBaseline, NMC.hasEndline,
    NMC.isReportedIn, NMC.isStudiedIn, NMC.isComparedWith,
}  # fmt: skip


def patterns(algebra):
    """Return all triple patterns of a query."""
    if isinstance(algebra, CompValue):
        own = list(algebra.triples) if algebra.name == "BGP" else []
        return own + [t for part in algebra.values() for t in patterns(part)]
    return []


@pytest.mark.parametrize("name", LIBRARY)
def test_a_query_for_years_names_the_class_they_belong_to(name):
    found = patterns(prepareQuery(LIBRARY[name].filled()).algebra)
    told = {s for s, p, _ in found if p in TELLING} | {o for _, p, o in found if p in LEADING}
    asked = {s for s, p, _ in found if p in YEARS and isinstance(s, Variable)}
    assert asked <= told


def test_every_indicator_has_a_topic(engine):
    head = prefixes("nmc")
    rows = select(engine, head + "SELECT DISTINCT ?i { ?i a nmc:Indicator ; nmc:hasTopic ?t }")
    assert len(rows) == len(select(engine, head + "SELECT DISTINCT ?i { ?i a nmc:Indicator }")) > 40
