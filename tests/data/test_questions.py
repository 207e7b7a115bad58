"""Questions that must be easy: the rows are written by hand, from what the sources say.

A query is easy if at most three triple patterns select its rows; labels and OPTIONAL columns
don't count.
"""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from rdflib import ORG, RDF, RDFS, Graph, Namespace, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from nmc_graph.engine.base import select
from nmc_graph.formats import get
from nmc_graph.model.library import Library
from nmc_graph.terms import prefixes
from tests.data.test_queries import ask_rdflib

ROOT = Path(__file__).parents[2]
LIBRARY = Library(ROOT / "queries").queries
NMC = Namespace("https://w3id.org/nmc/ontology#")
TOPIC = "https://w3id.org/nmc/concept/focus-area/"

FOLDER = Path(__file__).parent / "questions"
QUESTIONS = {
    "01-leaders": ("leaders", {}),
    "02-changes": ("changes", {}),
    "02-unclear": ("changes-unclear", {}),
    "03-approaches": ("approaches-used", {}),
    "04-violent-crime": ("results-by-topic", {"topic": TOPIC + "violent-crime"}),
    "04-graduation": ("results-by-topic", {"topic": TOPIC + "high-school-graduation"}),
    "04-crime": ("results-by-topic", {"topic": TOPIC + "crime"}),
    "05-missing": ("results-without-value", {}),
    "06-followed-up": ("results-followed-up", {}),
    "07-backbones": ("backbones", {}),
    "08-partners": ("partners", {}),
    "10-sources": ("sources-on-collaborative", {}),
    "11-states": ("collaboratives-by-state", {}),
    "12-goals": ("goals", {}),
    "14-benchmarks": ("benchmarks", {}),
    "15-interests": ("interests", {}),
}
"""The query and its parameters for each file of rows: the number is that of the question."""


FIRST = {
    "atlanta-east-lake", "boston", "chicago", "chicago-freshman-on-track", "cincinnati",
    "herkimer-county", "memphis", "milwaukee", "nashville", "orlando-parramore", "philadelphia",
    "san-joaquin-county-stockton", "san-jose",
}  # fmt: skip
"""The collaboratives for which rows were written by hand; all others may have more."""


def of_the_first(rows):
    """Return the rows about these collaboratives, or all rows if they name none."""
    return [r for r in rows if cell(r.get("collaborative", "")) in FIRST | {None}]


def cell(text):
    """Return the last segment of an IRI, a number, or None for nothing."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return text.rpartition("/")[2] if text.startswith("https://w3id.org/nmc/") else text


def written(question):
    """Return the columns and the rows that were written by hand for a question."""
    with (FOLDER / f"{question}.csv").open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return columns, sorted((tuple(map(cell, row)) for row in rows), key=str)


def test_every_file_of_rows_belongs_to_a_question():
    assert {path.stem for path in FOLDER.iterdir()} == {*QUESTIONS, "09-collective-impact"}


def ask(engine, name, **values):
    query = LIBRARY[name].filled(**values)
    return table(engine.query(query, results=get("csv")).body.decode())


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def assert_rows_written_by_hand(engine, question, ask=ask):
    name, values = QUESTIONS[question]
    columns, rows = written(question)
    answer = of_the_first(ask(engine, name, **values))
    found = [tuple(cell(row[c]) for c in columns) for row in answer]
    assert sorted(found, key=str) == rows


@pytest.mark.parametrize("question", QUESTIONS)
def test_query_returns_the_rows_written_by_hand(engine, question):
    assert_rows_written_by_hand(engine, question)


@pytest.fixture(scope="module")
def union(release):
    return Graph().parse(release.file("nt"), format="nt")


@pytest.mark.long
@pytest.mark.parametrize("question", QUESTIONS)
def test_rdflib_returns_the_rows_written_by_hand(union, question):
    def ask(graph, name, **values):
        return table(ask_rdflib(graph, name, **values))

    assert_rows_written_by_hand(union, question, ask)


def test_who_says_what_about_collective_impact(engine):
    """The rows follow from the facts on each approach; a label has the claim between two parts."""
    _, rows = written("09-collective-impact")
    found = []
    for row in ask(engine, "claims-on-approach"):
        says = row["label"].partition(", according to ")[0].removeprefix("Collective impact: ")
        hedge = f" ({row['certainty']})" if row["certainty"] else ""
        found.append((row["who"], says.removesuffix(hedge), cell(row["certainty"])))
    assert Counter(rows) - Counter(found) == Counter()


def test_a_leader_whose_role_has_ended_is_marked_by_a_year(engine):
    past = [(r["name"], r["endedBy"]) for r in ask(engine, "leaders") if r["endedBy"]]
    assert past == [("Sydney Rogers", "2015")]


def test_changes_are_of_a_known_kind_and_some_of_them_computed(engine):
    rows = of_the_first(ask(engine, "changes"))
    assert len(rows) == 102
    assert len({r["change"] for r in rows}) == 102
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
        ("milwaukee", -65.4, None), ("milwaukee", 162.9, None), ("milwaukee", -17.4, None),
        ("milwaukee", -22.7, None), ("milwaukee", -24.3, None), ("milwaukee", -31.6, None),
        ("philadelphia", None, 14),
    }  # fmt: skip


def test_claims_at_odds_are_found_from_either_side(engine):
    rows = ask(engine, "claims-at-odds")
    pairs = {(r["claim"], r["other"]) for r in rows}
    assert len(pairs) == len(rows) == 40
    assert all((other, one) in pairs for one, other in pairs)
    assert all(r["label"] and r["otherLabel"] for r in rows)


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
