"""Every figure of the communities that residents lead or share is in the graph, or left out.

As in test_facts.py the facts are outside the repository. left-out-resident.toml has a reason for
each figure, person, source and other fact that the graph doesn't hold.
"""

import re
import tomllib
from pathlib import Path

import pytest
import rdflib
import yaml
from rdflib import DCTERMS, RDF, RDFS, Namespace, URIRef

NMC = Namespace("https://w3id.org/nmc/ontology#")
ID = "https://w3id.org/nmc/id/"
LEFT_OUT = tomllib.loads(Path(__file__).with_name("left-out-resident.toml").read_text("utf-8"))

# The communities of each fact file.
FILES = {
    "facts-resident-led.yaml": (
        "dudley-street", "market-creek", "south-stockton", "oakland-ceasefire", "richmond-ons",
        "franklin-ctc", "bergen-county", "houston", "camden", "hamilton-ontario",
    ),
    "facts-reserve.yaml": ("higher-expectations-racine",),
    "facts-extra.yaml": ("lawrence", "columbus-south-side"),
}  # fmt: skip
COMMUNITIES = [(file, name) for file, names in FILES.items() for name in names]
DIFFERENCES = {
    "percent": (NMC.percentChange, NMC.percentDifference),
    "points": (NMC.pointChange, NMC.pointDifference),
    "ambiguous": (NMC.printedChange,),
}
LEVELS = (NMC.numericValue, NMC.targetValue, NMC["amount"])


@pytest.fixture(scope="module")
def facts(shared_file):
    """Return the facts of a community and the sources of its file."""
    files = {name: yaml.safe_load(shared_file(name).read_text("utf-8")) for name in FILES}

    def find(file, name):
        (entry,) = [c for c in files[file]["communities"] if c["id"] == name]
        return entry, files[file]["sources"]

    return find


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def sources(entry):
    return {URIRef(f"{ID}source/{s}") for s in listed(entry.get("source"))}


@pytest.fixture(scope="module")
def claims(graph):
    """All claims by the source of their evidence."""
    found = {}
    for claim, statement in graph.subject_objects(NMC.hasEvidence):
        if str(claim).startswith(ID + "assertion/"):
            for source in graph.objects(statement, DCTERMS.isPartOf):
                found.setdefault(source, set()).add(claim)
    return found


def holds(graph, candidates, properties, number):
    """Return whether one of the claims has this number under one of the properties."""
    return any(
        abs(float(value) - number) < 1e-9
        for claim in candidates
        for property_ in properties
        for value in graph.objects(claim, property_)
    )


def years(value):
    """Return the calendar years of 2011 or of the school year "2011-12"."""
    first, _, rest = str(value).partition("-")
    return int(first), int(first[:2] + rest) if rest else int(first)


def of_period(graph, candidates, result):
    """Keep the changes over the years of the result, and all comparisons of groups."""
    wanted = [
        (NMC.startYear, result.get("baseline_year"), 0),
        (NMC.endYear, result.get("end_year"), 1),
    ]
    for claim in candidates:
        fits = (
            int(graph.value(claim, property_, default=0)) == years(value)[which]
            for property_, value, which in wanted
            if value
        )
        if (claim, RDF.type, NMC.GroupComparison) in graph or all(fits):
            yield claim


def absent(graph, claims, result):
    """Return the keys of the figures of a result that no claim of its sources has."""
    candidates = {c for source in sources(result) for c in claims.get(source, ())}
    scale = 1e6 if "million" in str(result.get("unit")) else 1
    gone = [
        key
        for key in ("baseline_value", "end_value", "comparison_value")
        if key in result and not holds(graph, candidates, LEVELS, scale * result[key])
    ]
    if result.get("change") is not None:
        sign = -1 if result["direction"] == "decrease" else 1
        changes = of_period(graph, candidates, result)
        kind = DIFFERENCES[result["change_kind"]]
        if not holds(graph, list(changes), kind, sign * float(result["change"])):
            gone.append("change")
    return gone


@pytest.mark.parametrize(("file", "name"), COMMUNITIES)
def test_every_figure_of_a_result_is_in_the_graph_or_left_out(facts, graph, claims, file, name):
    entry, _ = facts(file, name)
    gone = {
        f"{name}/results/{number}/{key}"
        for number, result in enumerate(entry["results"])
        for key in absent(graph, claims, result)
    }
    assert gone == {k for k in LEFT_OUT["figures"] if k.startswith(f"{name}/results/")}


@pytest.mark.parametrize(("file", "name"), COMMUNITIES)
def test_every_result_is_an_observation_or_left_out(facts, graph, claims, file, name):
    entry, _ = facts(file, name)
    kinds = set(graph.transitive_subjects(RDFS.subClassOf, NMC.Observation))
    observations = {s for kind in kinds for s in graph.subjects(RDF.type, kind)}
    gone = {
        f"{name}/results/{number}"
        for number, result in enumerate(entry["results"])
        if not any(claims.get(source, set()) & observations for source in sources(result))
    }
    assert gone <= LEFT_OUT["facts"].keys()


def numerals(text):
    """Return the numbers in a text: dates without their months, thousands without commas."""
    text = re.sub(r"(\d{4})-\d{2}-(\d{2})", r"\1 \2", str(text))
    text = re.sub(r"(\d{4})-\d{2,4}\b", r"\1", text)
    text = re.sub(r"\([a-z]+-[a-z0-9-]+[^)]*\)", "", text)
    return {float(n.replace(",", "")) for n in re.findall(r"(?<![a-z-])\d[\d,]*(?:\.\d+)?", text)}


SPELLED = {
    "a third": 3, "a fourth": 4, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "thirteen": 13, "sixth": 6,
    "third": 3, "tenth": 10,
}  # fmt: skip


def said(graph, wanted):
    """Return the numbers in the statements of these sources."""
    texts = [
        str(graph.value(statement, DCTERMS.description))
        for source in wanted
        for statement in graph.subjects(DCTERMS.isPartOf, source)
    ]
    found = {n for t in texts for n in numerals(t)}
    return found | {
        float(n) for t in texts for w, n in SPELLED.items() if re.search(rf"\b{w}\b", t.lower())
    }


@pytest.mark.parametrize(("file", "name"), COMMUNITIES)
def test_every_other_figure_is_in_its_source_or_left_out(facts, graph, file, name):
    entry, _ = facts(file, name)
    gone = set()
    for section, content in entry.items():
        if section in ("id", "results", "leaders", "contradictions"):
            continue
        for number, fact in enumerate(listed(content)):
            if not isinstance(fact, dict) or f"{name}/{section}/{number}" in LEFT_OUT["facts"]:
                continue
            if numerals(fact.get("value")) - said(graph, sources(fact)):
                gone.add(f"{name}/{section}/{number}")
    left = {k for k in LEFT_OUT["figures"] if k.startswith(name + "/") and "/results/" not in k}
    assert gone == left


@pytest.mark.parametrize(("file", "name"), COMMUNITIES)
def test_every_leader_is_named_or_left_out(facts, graph, file, name):
    entry, _ = facts(file, name)
    labels = {
        str(label): person
        for person in graph.subjects(RDF.type, rdflib.FOAF.Person)
        for property_ in (rdflib.SKOS.prefLabel, rdflib.SKOS.altLabel)
        for label in graph.objects(person, property_)
    }
    members = set(graph.objects(None, rdflib.ORG.member))
    gone = set()
    for number, leader in enumerate(entry["leaders"]):
        plain = re.sub(r" \([^)]*\)", "", leader["name"])
        inner = re.sub(r"^\S+ \(([^)]*)\)", r"\1", leader["name"])
        if not {labels.get(plain), labels.get(inner)} & members:
            gone.add(f"{name}/leaders/{number}")
    assert gone == {k for k in LEFT_OUT["people"] if k.startswith(name + "/")}


@pytest.mark.parametrize("file", FILES)
def test_every_source_has_its_authors_and_date_or_is_left_out(facts, graph, file):
    _, listing = facts(file, FILES[file][0])
    gone = set()
    for entry in listing:
        source = URIRef(f"{ID}source/{entry['id']}")
        if (source, RDF.type, None) not in graph:
            gone.add(entry["id"])
            continue
        authors = {str(o) for o in graph.objects(source, DCTERMS.creator)}
        assert authors == set(entry["authors"]), source
        assert str(graph.value(source, DCTERMS.issued, default="")) == str(entry["date"] or "")
    assert gone == LEFT_OUT["sources"].keys() & {entry["id"] for entry in listing}


def test_what_is_left_out_was_read_and_has_a_reason(facts):
    for table in ("facts", "people"):
        for key in LEFT_OUT[table]:
            name, section, number = key.split("/")
            (file,) = [f for f, names in FILES.items() if name in names]
            assert listed(facts(file, name)[0][section])[int(number)], key
    reasons = [reason for table in LEFT_OUT.values() for reason in table.values()]
    assert len(reasons) > 60
    assert not [r for r in reasons if not re.fullmatch(r"[A-Z].*[.]", r)]
