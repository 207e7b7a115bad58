"""Every figure of the later fact files is in the graph, or on a list of exceptions with a reason.

As in `test_facts.py`, each fact is looked for among the claims and statements of its source. The
exceptions are in `left-out-<name of the file>.toml`, by community, section and place in the list.
"""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from rdflib import DCTERMS, FOAF, RDF, RDFS, Namespace, URIRef

NMC = Namespace("https://w3id.org/nmc/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
ID = "https://w3id.org/nmc/id/"
HERE = Path(__file__).parent

# The communities of each fact file, and the collaborative if its name differs.
FACTS = {
    "facts-education": (
        "road-map-project", "commit-partnership", "northside-achievement-zone",
        "milwaukee-succeeds", "spartanburg-academic-movement", "e3-alliance", "all-hands-raised",
        "graduate-tacoma", "sa2020", "learn-to-earn-dayton",
    ),
}  # fmt: skip
COLLABORATIVES: dict[str, str] = {}
NUMBERS = {"percent": "percentChange", "points": "pointChange", "ambiguous": "printedChange"}
DIFFERENCES = (NMC.percentDifference, NMC.pointDifference, NMC.deviationDifference)
VALUES = (NMC.numericValue, NMC.minValue, NMC.maxValue)
# Lists of facts in words, whose numbers the statements of their sources give.
SECTIONS = (
    "goals", "partners", "funding", "approach", "traits", "lessons", "scope_changes", "context",
    "governance", "contradictions",
)  # fmt: skip
FIGURES = {"baseline_value", "end_value", "value_range"}
WORDS = {
    "half": 50, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty-two": 22,
}  # fmt: skip
CASES = [(name, community) for name, some in FACTS.items() for community in some]


@pytest.fixture(scope="module")
def facts(shared_file):
    """The communities of all fact files, by file and name."""
    files = {name: yaml.safe_load(shared_file(f"{name}.yaml").read_text("utf-8")) for name in FACTS}
    return {(name, c["id"]): c for name, file in files.items() for c in file["communities"]}


@pytest.fixture(scope="module")
def left_out():
    return {n: tomllib.loads((HERE / f"left-out-{n}.toml").read_text("utf-8")) for n in FACTS}


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def sources(entry):
    return {URIRef(f"{ID}source/{s}") for s in listed(entry.get("source") or entry.get("sources"))}


def sources_of(graph, claim):
    statements = graph.objects(claim, NMC.hasEvidence)
    return {o for s in statements for o in graph.objects(s, DCTERMS.isPartOf)}


def instances(graph, class_):
    classes = set(graph.transitive_subjects(RDFS.subClassOf, class_))
    return {s for c in classes for s in graph.subjects(RDF.type, c)}


def years(value):
    """Return the first and the last calendar year of "2011" or of the school year "2008-09"."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", str(value))
    if not match:
        return None
    first = int(match[1])
    return first, int(match[1][:2] + match[2]) if match[2] else first


def has_value(graph, claims, value, year):
    """Return whether a claim has this value, in this year if the fact has one."""
    for claim in claims:
        found = [float(v) for p in VALUES for v in graph.objects(claim, p)]
        span = tuple(int(graph.value(claim, p, default=0)) for p in (NMC.startYear, NMC.endYear))
        if float(value) in found and (year is None or span[1] in (year[1], 0) or span == year):
            return True
    return False


def has_change(graph, claims, result):
    """Return whether a claim has the printed change, with its kind and its sign."""
    sign = -1 if result["direction"] == "decrease" else 1
    wanted = float(sign * result["change"])
    links = (NMC[NUMBERS[result["change_kind"]]], *DIFFERENCES)
    return any(float(v) == wanted for c in claims for p in links for v in graph.objects(c, p))


def absent(graph, collaborative, result):
    """Describe what is missing from the graph for a result."""
    wanted = sources(result)
    claims = [
        c for c in graph.subjects(NMC.concerns, collaborative)
        if wanted & sources_of(graph, c) and c in graph.observations
    ]  # fmt: skip
    if not claims:
        return ["no claim"]
    gone = []
    for key, year in (("baseline_value", "baseline_year"), ("end_value", "end_year")):
        value = result.get(key)
        scaled = value and value * 1_000_000 if result.get("unit") == "million USD" else value
        if value is not None and not has_value(graph, claims, scaled, years(result.get(year))):
            gone.append(f"{key} {value} in {result.get(year)}")
    gone += [
        f"range {value}"
        for value in result.get("value_range", ())
        if not has_value(graph, claims, value, None)
    ]
    if result.get("change") is not None and not has_change(graph, claims, result):
        gone.append(f"change {result['change']} {result['change_kind']}")
    if result.get("qualifier") and not any(graph.value(c, NMC.hasQualifier) for c in claims):
        gone.append(result["qualifier"])
    return gone


@pytest.fixture(scope="module")
def claims(graph):
    """The graph, which knows its observations."""
    graph.observations = instances(graph, NMC.Observation)
    return graph


@pytest.mark.parametrize(("name", "community"), CASES)
def test_every_result_is_in_the_graph_or_left_out_for_a_reason(
    facts, claims, left_out, name, community
):
    collaborative = URIRef(f"{ID}collaborative/{COLLABORATIVES.get(community, community)}")
    gone = {}
    for number, result in enumerate(facts[name, community]["results"]):
        if parts := absent(claims, collaborative, result):
            gone[f"{community}/results/{number}"] = parts
    expected = {
        k for k in left_out[name]["results"]
        if k.startswith(community + "/")
        and FIGURES & facts[name, community]["results"][int(k.rpartition("/")[2])].keys()
    }  # fmt: skip
    assert gone.keys() == expected, {k: gone.get(k) for k in gone.keys() ^ expected}


def numerals(text):
    """Return the numbers in a text, in millions and thousands as counts."""
    text = re.sub(r"(\d{4})-(\d{2})-(\d{2})", r"\1 \3", str(text))
    text = re.sub(r"\b((?:19|20)\d{2})[-\u2013](\d{2})\b", r"\1", text)
    found = set()
    for number, unit in re.findall(r"(\d[\d,]*(?:\.\d+)?)( (?:million|billion))?", text):
        value = float(number.replace(",", "").rstrip("."))
        found.add(round(value * {" million": 1e6, " billion": 1e9}.get(unit, 1), 4))
    return found | {float(v) for w, v in WORDS.items() if re.search(rf"\b{w}\b", text.lower())}


def said(graph, wanted):
    """Return the numbers in the statements of these sources."""
    statements = [s for source in wanted for s in graph.subjects(DCTERMS.isPartOf, source)]
    texts = [str(graph.value(s, DCTERMS.description)) for s in statements]
    return {n for text in texts for n in numerals(text)}


@pytest.mark.parametrize(("name", "community"), CASES)
def test_every_other_figure_is_in_its_source_or_left_out_for_a_reason(
    facts, claims, left_out, name, community
):
    gone = {}
    for section in SECTIONS:
        for number, entry in enumerate(listed(facts[name, community].get(section))):
            wanted = numerals(entry["value"]) - {float(v) for v in WORDS.values()}
            if parts := wanted - said(claims, sources(entry)):
                gone[f"{community}/{section}/{number}"] = sorted(parts)
    expected = {k for k in left_out[name]["figures"] if k.startswith(community + "/")}
    assert gone.keys() == expected, {k: gone.get(k) for k in gone.keys() ^ expected}


@pytest.mark.parametrize(("name", "community"), CASES)
def test_only_those_who_lead_or_are_quoted_have_a_name(facts, claims, left_out, name, community):
    held = {}
    for number, leader in enumerate(facts[name, community]["leaders"]):
        person = URIRef(ID + "person/" + re.sub(r"[^a-z]+", "-", leader["name"].lower()).strip("-"))
        memberships = set(claims.subjects(ORG.member, person))
        mine = {m for m in memberships if sources(leader) & sources_of(claims, m)}
        held[f"{community}/leaders/{number}"] = bool(mine)
    table = left_out[name]
    expected = {
        k for k in table["people"].keys() - table["named_elsewhere"].keys()
        if k.startswith(community + "/")
    }  # fmt: skip
    absent_here = {k for k, found in held.items() if not found}
    assert absent_here - table["named_elsewhere"].keys() == expected


def test_names_that_are_left_out_are_those_of_no_person(facts, claims, left_out):
    named = {str(n) for p in claims.subjects(RDF.type, FOAF.Person) for n in claims.objects(p)}
    for name, table in left_out.items():
        for key in table["people"]:
            community, _section, number = key.split("/")
            leader = facts[name, community]["leaders"][int(number)]["name"]
            assert leader not in named or key in table["named_elsewhere"], key


def test_every_fact_that_is_left_out_was_read_and_has_a_reason(facts, left_out):
    for name, table in left_out.items():
        for key, reason in {**table["results"], **table["people"], **table["facts"]}.items():
            community, section, *number = key.split("/")
            entry = facts[name, community][section]
            assert entry[int(number[0])] if number else entry, key
            assert reason.endswith("."), key
