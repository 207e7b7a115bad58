"""Every figure read in a source is in the graph, or on a list of exceptions with a reason.

The facts were gathered into one file outside the repository, each with its source; here each is
looked for among the assertions and statements of that source.
"""

import re
import tomllib
from pathlib import Path

import pytest
import rdflib
import yaml
from rdflib import DCTERMS, RDF, RDFS, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
ID = "https://w3id.org/nmc/id/"
CONCEPT = "https://w3id.org/nmc/concept/"
LEFT_OUT = tomllib.loads(Path(__file__).with_name("left-out.toml").read_text("utf-8"))

COLLABORATIVES = {
    "san-joaquin": "san-joaquin-county-stockton", "milwaukee": "milwaukee",
    "chicago": "chicago-freshman-on-track",
    "herkimer": "herkimer-county", "memphis": "memphis", "nashville": "nashville",
    "orlando-parramore": "orlando-parramore", "philadelphia": "philadelphia",
    "san-jose": "san-jose", "atlanta": "atlanta-east-lake", "cincinnati": "cincinnati",
    "boston": "boston",
}  # fmt: skip
# A source has the same short name in both, but for these.
FOLLOW_UP = "bridgespan-follow-up-"
SOURCES = {
    "seed": FOLLOW_UP + "san-joaquin", "bs-sanjoaquin": FOLLOW_UP + "san-joaquin",
    "bs-milwaukee": FOLLOW_UP + "milwaukee", "bs-chicago": FOLLOW_UP + "chicago",
    "bs-herkimer": FOLLOW_UP + "herkimer-county", "bs-memphis": FOLLOW_UP + "memphis",
    "bs-nashville": FOLLOW_UP + "nashville", "bs-parramore": FOLLOW_UP + "parramore",
    "bs-philadelphia": FOLLOW_UP + "philadelphia", "bs-sanjose": FOLLOW_UP + "san-jose",
    "bs-2012": "bridgespan-2012", "bs-eludes": "bridgespan-eludes-2015",
    "bs-lifestages": "bridgespan-life-stages",
}  # fmt: skip
WAVES = {"study-2012": "nmc-2012", "follow-up-2015": "nmc-follow-up", "other": None}
NUMBERS = {"percent": "percentChange", "points": "pointChange", "ambiguous": "printedChange"}
# The page dates the change to 2013 and the level at its end to 2014; the facts have one year.
OTHER_YEARS = {("nashville", 1): (2011, 2013)}
SECTIONS = (
    "founding_year", "goals", "partners", "funding", "plans", "status_2015", "approach", "context",
    "organization_facts",
)  # fmt: skip


@pytest.fixture(scope="module")
def facts(shared_file):
    return yaml.safe_load(shared_file("facts.yaml").read_text("utf-8"))


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def source_iris(entry):
    return {URIRef(f"{ID}source/{SOURCES.get(s, s)}") for s in listed(entry["source"])}


def sources_of(graph, assertion):
    statements = graph.objects(assertion, NMC.hasEvidence)
    return {o for s in statements for o in graph.objects(s, DCTERMS.isPartOf)}


def years(value, which):
    """Return the first and the last calendar year of "2011" or of the school year "2008-09"."""
    if value is None:
        return None
    first, _, rest = str(value).partition("-")
    return int(first) if which == "first" or not rest else int(first[:2] + rest)


def fits(graph, assertion, result, source, span, number):
    """Return whether an assertion matches a result of the facts, as one of its sources has it."""
    wave = WAVES[result["reported_in"]]
    reported = graph.value(assertion, NMC.isReportedIn)
    if reported != (URIRef(f"{ID}wave/{wave}") if wave else None):
        return False
    if source not in sources_of(graph, assertion):
        return False
    if number is not None and float(graph.value(assertion, number[0], default=1e9)) != number[1]:
        return False
    found = tuple(graph.value(assertion, p) for p in (NMC.startYear, NMC.endYear))
    return tuple(y and y.toPython() for y in found) == span


def levels(graph, collaborative, value, source):
    return [
        level
        for level in graph.subjects(NMC.concerns, collaborative)
        if (level, RDF.type, NMC.LevelObservation) in graph
        and float(graph.value(level, NMC.numericValue)) == value
        and source in sources_of(graph, level)
    ]


def missing(graph, community, number, result):
    """Describe what is missing from the graph for a result."""
    collaborative = URIRef(f"{ID}collaborative/{COLLABORATIVES[community]}")
    about = list(graph.subjects(NMC.concerns, collaborative))
    span = (years(result.get("baseline_year"), "first"), years(result.get("end_year"), "last"))
    span = OTHER_YEARS.get((community, number), span)
    kind, wanted, gone = result["change_kind"], None, []
    if kind in NUMBERS:
        sign = -1 if result["direction"] == "decrease" else 1
        wanted = (NMC[NUMBERS[kind]], float(sign * result["change"]))
    values = [result[k] for k in ("baseline_value", "end_value") if k in result]
    for value in values:
        for source in source_iris(result):
            if not levels(graph, collaborative, value, source):
                gone.append(f"level {value} of {source}")
    if kind is None:
        span = span if span[0] else (2013, 2014) if span[1] == 2014 else (None, None)
    if kind != "level" or len(values) == 2:
        for source in source_iris(result):
            if not any(fits(graph, a, result, source, span, wanted) for a in about):
                gone.append(f"{kind} {result.get('change')} {span} of {source}")
    if "qualifier" in result and not any(
        graph.value(a, NMC.hasQualifier) and source_iris(result) <= sources_of(graph, a)
        for a in about
    ):
        gone.append(result["qualifier"])
    return gone


@pytest.mark.parametrize("community", COLLABORATIVES)
def test_every_result_has_its_kind_years_value_source_and_wave(facts, graph, community):
    (entry,) = [c for c in facts["communities"] if c["id"] == community]
    gone = {}
    for number, result in enumerate(entry["results"]):
        if result.get("confidence", "read") == "read" and (
            parts := missing(graph, community, number, result)
        ):
            gone[f"{number}: {result['indicator']}"] = parts
    assert gone == {}


def test_there_are_at_least_eighty_observations(facts, graph):
    classes = set(graph.transitive_subjects(RDFS.subClassOf, NMC.Observation))
    found = {s for c in classes for s in graph.subjects(RDF.type, c)}
    results = sum(len(c["results"]) for c in facts["communities"])
    assert results == 87
    assert len(found) >= max(80, results)


def numerals(text):
    """Return the numbers in a text: dates without their months, thousands without commas."""
    text = re.sub(r"(\d{4})-\d{2}-(\d{2})", r"\1 \2", str(text))
    text = re.sub(r"(\d{4})-\d{2}\b", r"\1", text)
    return {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def said(graph, sources):
    """Return the numbers in the statements of these sources."""
    texts = [
        graph.value(statement, DCTERMS.description)
        for source in sources
        for statement in graph.subjects(DCTERMS.isPartOf, source)
    ]
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eleven": 11, "twelve": 12}
    spelled = {n for t in texts for w, n in words.items() if re.search(rf"\b{w}\b", t.lower())}
    return {n for t in texts for n in numerals(t)} | spelled


def entries(facts):
    """Yield the name and the content of each other fact that contains a number."""
    for community in facts["communities"]:
        for section in SECTIONS:
            for number, entry in enumerate(listed(community.get(section))):
                if entry.get("confidence", "read") == "read":
                    yield f"{community['id']}/{section}/{number}", entry
    for study in facts["studies"]:
        for section, content in study.items():
            for number, entry in enumerate(listed(content)):
                if isinstance(entry, dict) and entry.get("confidence", "read") == "read":
                    yield f"{study['id']}/{section}/{number}", entry


def test_every_other_figure_is_in_its_source_or_listed_with_a_reason(facts, graph):
    gone = {}
    for name, entry in entries(facts):
        wanted = numerals(entry["value"]) if not isinstance(entry["value"], list) else set()
        wanted |= {float(str(entry["set"])[:4])} if "set" in entry else set()
        if absent := wanted - said(graph, source_iris(entry)):
            gone[name] = sorted(absent)
    assert gone.keys() == LEFT_OUT["figures"].keys(), {
        k: gone.get(k) for k in gone.keys() ^ LEFT_OUT["figures"].keys()
    }


def test_every_leader_is_in_the_graph_or_left_out_for_a_reason(facts, graph):
    gone, with_year = set(), 0
    for community in facts["communities"]:
        for number, leader in enumerate(community["leaders"]):
            slug = re.sub(r"[^a-z]+", "-", leader["name"].lower()).strip("-")
            person = URIRef(f"{ID}person/{slug}")
            held = list(graph.subjects(ORG.member, person))
            # Asghar was on the staff in 2002 and led later: only the later is in the graph.
            if not held or "staff" in leader["role"]:
                gone.add(f"{community['id']}/{number}")
                continue
            if isinstance(leader.get("when"), int):
                since = {y.toPython() for m in held for y in graph.objects(m, NMC.startYear)}
                with_year += leader["when"] in since
    assert gone == LEFT_OUT["people"].keys()
    assert with_year >= 9
    named = {str(o) for s in graph.subjects(RDF.type, rdflib.FOAF.Person) for o in graph.objects(s)}
    left = [c["leaders"][int(k.partition("/")[2])]["name"] for c in facts["communities"]
            for k in gone if k.partition("/")[0] == c["id"]]  # fmt: skip
    assert {n for n in left if n in named} == {"Robina Asghar"}


def test_every_other_fact_that_is_left_out_was_read(facts):
    communities = {c["id"]: c for c in facts["communities"]}
    for name in LEFT_OUT["facts"]:
        community, section, number = name.split("/")
        assert listed(communities[community][section])[int(number)]["value"], name
    assert sum("status_2015" in name for name in LEFT_OUT["facts"]) == len(communities)


def test_every_source_is_in_the_graph_or_left_out_for_a_reason(facts, graph):
    gone = {
        entry["id"]
        for entry in facts["sources"]
        if (URIRef(f"{ID}source/{SOURCES.get(entry['id'], entry['id'])}"), None, None) not in graph
    }
    assert gone == LEFT_OUT["sources"].keys()


def test_every_source_has_the_authors_date_and_publisher_that_are_known(facts, graph):
    for entry in facts["sources"]:
        # The first page names no publisher and no date; its copy on the web has both.
        if entry["id"] in {"seed", *LEFT_OUT["sources"]}:
            continue
        source = URIRef(f"{ID}source/{SOURCES.get(entry['id'], entry['id'])}")
        assert {str(o) for o in graph.objects(source, DCTERMS.creator)} == set(entry["authors"])
        issued = str(graph.value(source, DCTERMS.issued, default=""))
        assert issued in str(entry["date"] or ""), source
        assert bool(issued) == bool(entry["date"]), source
    undated = [e["id"] for e in facts["sources"] if not e["date"]]
    assert len(undated) == 64
    nameless = {
        str(s).rpartition("/")[2]
        for s in graph.subjects(rdflib.SDO.url)
        if (s, RDF.type, NMC.Source) in graph and not graph.value(s, DCTERMS.publisher)
    }
    # One is a column whose papers are not named; the others are copies that name no publisher.
    assert nameless == {
        "pitts-2007", "paperzz-summary", "cam-medpress-2020", "dsni-jacobus", "ham-misleading",
        "hou-newsbeep-2026", "mcp-eval", "oak-audit-press-2024", "oak-briefly-2026",
        "oak-newsbeep-2026",
    }  # fmt: skip


def test_every_reason_is_a_sentence():
    reasons = [reason for table in LEFT_OUT.values() for reason in table.values()]
    assert len(reasons) > 10
    assert not [r for r in reasons if not re.fullmatch(r"[A-Z].*[.]", r)]
