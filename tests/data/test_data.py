"""The data against their source: numbers, places in the text, and nothing that it does not say."""

import hashlib
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, XSD, Literal, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
OWN = "https://w3id.org/nmc/"
DCTERMS = rdflib.DCTERMS
SHA = "73a1539d6bdac27cc983c1b3894a306c8624b196a5f9eff166628026119b9953"
# A proper name of eight words, which the model fixes as a label.
NAMES = ("neighborhood of the north central stockton family resource center",)


@pytest.fixture(scope="module")
def data():
    graph, files = rdflib.Graph(), sorted((ROOT / "data").rglob("*.ttl"))
    assert len(files) == 3
    for path in files:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def everything(data):
    graph, files = rdflib.Graph(), sorted((ROOT / "ontology").rglob("*.ttl"))
    assert len(files) == 24
    for path in files:
        graph.parse(path)
    return graph + data


def instances(graph, everything, class_):
    classes = set(everything.transitive_subjects(RDFS.subClassOf, class_))
    return {s for c in classes for s in graph.subjects(RDF.type, c)}


def test_the_page_is_encoded_whole(data, everything):
    assert len(instances(data, everything, NMC.Statement)) == 51
    assert len(instances(data, everything, NMC.Assertion)) == 35
    identifiers = {
        str(data.value(s, DCTERMS.identifier)) for s in instances(data, everything, NMC.Statement)
    }
    assert identifiers == {f"S{n:02}" for n in range(1, 52)}


def test_there_are_no_blank_nodes(everything):
    assert not [t for t in everything if any(isinstance(x, rdflib.BNode) for x in t)]


def test_every_own_name_that_is_used_is_described(everything):
    subjects = set(everything.subjects())
    undescribed = {
        x
        for t in everything
        for x in t[1:]
        if isinstance(x, URIRef)
        and re.match(OWN + r"(id/|ontology#|concept/[^/]+/\D)", x)
        and x not in subjects
    }
    assert not undescribed


def text_of(path):
    raw = path.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA
    return raw.decode("utf-8")


def test_every_excerpt_lies_in_the_text_and_begins_and_ends_at_words(data, seed_text):
    text, places = text_of(seed_text), set()
    for selector in data.subjects(RDF.type, OA.TextPositionSelector):
        start, end = (data.value(selector, p).toPython() for p in (OA.start, OA.end))
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip(), f"{start}-{end}"
        places.add((start, end))
        assert str(selector).endswith(f"/{start}-{end}")
    assert len(places) == 56


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def test_no_sentence_of_the_text_is_in_the_repository(seed_text, everything):
    source = words(text_of(seed_text))
    runs = {tuple(source[i : i + 8]) for i in range(len(source) - 7)}
    allowed = {tuple(n.split()[i : i + 8]) for n in NAMES for n in [n] for i in range(2)}
    files = [
        p
        for folder in ("data", "ontology", "queries", "src", "docs", "tests", "shapes")
        for p in (ROOT / folder).rglob("*")
        if p.suffix in {".ttl", ".rq", ".csv", ".md", ".py", ".html", ".toml"}
    ]
    assert len(files) > 120
    copied = []
    for path in [*files, *ROOT.glob("*.md")]:
        found = words(path.read_text("utf-8"))
        copied += [
            (path.name, " ".join(found[i : i + 8]))
            for i in range(len(found) - 7)
            if tuple(found[i : i + 8]) in runs - allowed
        ]
    copied = [c for c in copied if not any(n in c[1] or c[1] in "the " + n for n in NAMES)]
    assert not copied


NOT_SAID = {
    "the publisher's name": "bridgespan",
    "the number of communities": "eleven",
    "a date of publication": "2015",
    "a second person": "meredith",
}


@pytest.mark.parametrize("what", NOT_SAID)
def test_what_the_page_does_not_say_is_not_in_the_data(what, data):
    literals = " ".join(str(o) for o in data.objects() if isinstance(o, Literal)).lower()
    assert NOT_SAID[what] not in literals


def test_the_graph_claims_no_more_than_the_page(data, everything):
    org = Namespace("http://www.w3.org/ns/org#")
    assert not list(data.subjects(RDF.type, org.Post))
    assert not list(data.subjects(RDF.type, org.FormalOrganization))
    assert len(set(data.subjects(RDF.type, rdflib.FOAF.Person))) == 1
    assert {o.toPython() for o in data.objects(None, NMC.percentChange)} == {-65}
    assert not list(data.triples((None, NMC.numericValue, None)))
    causes = {str(s).rpartition("/")[2] for s in data.subjects(NMC.isAttributedToCause)}
    assert causes == {"context-service-cuts", "staffing-unspecified-posts", "staffing-data-posts"}
    derived = [NMC.worksOn, NMC.hasBackbone, NMC.hasProgress]
    assert not [t for p in derived for t in data.triples((None, p, None))]


def test_years_are_integers(data):
    years = [o for p in (NMC.startYear, NMC.endYear) for o in data.objects(None, p)]
    assert len(years) == 6
    assert {y.datatype for y in years} == {XSD.integer}


def test_a_missing_value_is_said_to_be_missing(data):
    missing = URIRef(OWN + "id/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14")
    assert str(data.value(missing, NMC.hasDataStatus)).endswith("/not-obtained")
    assert str(data.value(missing, NMC.verbatimTime)) == "2013-14"
    assert len(set(data.objects(missing, NMC.hasEvidence))) == 2
