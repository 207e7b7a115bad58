"""The data match their source: numbers, positions in the text, and nothing that it does not say."""

import hashlib
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWN = "https://w3id.org/nmc/"
SOURCE = URIRef(OWN + "id/source/bridgespan-follow-up-san-joaquin")

# Words of the text that no statement covers, and why each may stay uncovered.
LAYOUT = {
    (93, 108): "label of the list of focus areas",
    (866, 881): "joins two clauses",
    (919, 925): "joins two clauses",
    (1201, 1212): "opens a paragraph",
    (1290, 1296): "joins a relative clause",
    (1622, 1628): "names the speaker, which the statements on both sides record",
    (2413, 2460): "names the speaker and announces a lesson, which the class records",
}
# Proper names cannot be put in other words: each counts as one word.
NAMES = (
    "neighborhood of the north central stockton family resource center",
    "community partnership for families of san joaquin",
    "community partnerships for families of san joaquin",
)
RUN = 8
NOT_OURS = {"build", "dist", "node_modules", "__pycache__"}


PAGE = ("bridgespan-follow-up-san-joaquin", "bridgespan-follow-up-san-joaquin-excerpts")


@pytest.fixture(scope="module")
def data():
    """The data from the one page whose text is available, and its contributors."""
    graph = rdflib.Graph()
    for name in (*PAGE, "contributors"):
        graph.parse(ROOT / "data" / f"{name}.ttl")
    return graph


@pytest.fixture(scope="module")
def text(data, seed_text):
    """The text of the page, after a check of its checksum."""
    raw = seed_text.read_bytes()
    recorded = data.value(SOURCE, rdflib.SDO.sha256)
    assert hashlib.sha256(raw).hexdigest() == str(recorded)
    return raw.decode("utf-8")


@pytest.fixture(scope="module")
def places(data):
    """The start and the end of every excerpt."""
    return {
        tuple(data.value(selector, p).toPython() for p in (OA.start, OA.end))
        for selector in data.subjects(RDF.type, OA.TextPositionSelector)
    }


def instances(data, graph, class_):
    classes = set(graph.transitive_subjects(RDFS.subClassOf, class_))
    return {s for c in classes for s in data.subjects(RDF.type, c)}


def test_whole_page_is_encoded(data, graph):
    statements = instances(data, graph, NMC.Statement)
    assert len(statements) == 51
    assert len(instances(data, graph, NMC.Assertion)) == 35
    names = {(str(data.value(s, DCTERMS.identifier)), s.rpartition("/")[2]) for s in statements}
    assert names == {(f"S{n:02}", f"s{n:02}") for n in range(1, 52)}


def test_every_statement_is_used_and_supports_an_existing_property(data, all_data, graph):
    assert len(list(data.subject_objects(NMC.supportsProperty))) == 19
    supported = list(all_data.subject_objects(NMC.supportsProperty))
    assert len(supported) > 30
    assert set(all_data.subjects(RDF.type, NMC.Statement)) == set(
        all_data.objects(None, NMC.hasEvidence)
    )
    for statement, property_ in supported:
        holders = all_data.subjects(NMC.hasEvidence, statement)
        assert any((h, property_, None) in graph for h in holders), (statement, property_)


def test_no_triple_is_in_two_files():
    """A triple in two graphs is one triple, yet an engine may give its row twice."""
    seen, twice = {}, []
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        for triple in rdflib.Graph().parse(path):
            if triple in seen:
                twice.append((path.name, seen[triple], triple))
            seen[triple] = path.name
    assert len(seen) > 3000
    assert twice == []


def test_there_are_no_blank_nodes(graph):
    assert len(graph) > 2000
    assert not [t for t in graph if any(isinstance(x, rdflib.BNode) for x in t)]


def test_each_of_our_iris_in_the_data_is_described(graph):
    elsewhere = {*graph.objects(None, rdflib.OWL.versionIRI), URIRef(OWN + "dataset")}
    used = {x for t in graph for x in t[1:] if isinstance(x, URIRef) and x.startswith(OWN)}
    assert len(used) > 300
    assert not used - elsewhere - set(graph.subjects())


def test_every_excerpt_matches_the_text(data, text, places):
    assert len(places) == 56
    for start, end in places:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip(), f"{start}-{end}"


def test_name_of_an_excerpt_is_its_position(data, places):
    names = {f"{start}-{end}" for start, end in places}
    for class_ in (OA.TextPositionSelector, OA.SpecificResource):
        found = {s.rpartition("/")[2] for s in data.subjects(RDF.type, class_)}
        assert found == names
    for excerpt, selector in data.subject_objects(OA.hasSelector):
        assert excerpt.rpartition("/")[2] == selector.rpartition("/")[2]
        assert data.value(excerpt, OA.hasSource) == SOURCE
    assert set(data.subjects(OA.hasSelector)) == set(data.objects(None, NMC.hasExcerpt))


def test_only_layout_is_not_covered_by_statements(text, places):
    covered = {i for start, end in places for i in range(start, end)}
    marks = "".join("x" if i in covered else " " for i in range(len(text)))
    bare = {m.span() for m in re.finditer(" +", marks) if re.search(r"\w", text[slice(*m.span())])}
    assert bare == set(LAYOUT)


def runs(text):
    """Return every run of eight words; a proper name counts as one."""
    folded = " ".join(re.findall(r"\w+", text.lower()))
    for name in NAMES:
        folded = folded.replace(name, name.replace(" ", ""))
    words = folded.split()
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def our_files():
    top = [p for p in ROOT.iterdir() if p.name not in NOT_OURS and not p.name.startswith(".")]
    for path in [*top, *(p for t in top if t.is_dir() for p in t.rglob("*"))]:
        if path.is_file() and not NOT_OURS & set(path.parts):
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                # Pictures, what the front end's build leaves, and invented documents for ingest.
                binary = {".png", ".woff2", ".br", ".gzip", ".zstd", ".pdf", ".docx"}
                assert path.suffix in binary, path


def test_repository_contains_no_sentence_of_the_text(text):
    source, files = runs(text), list(our_files())
    assert len(source) > 400
    assert len(files) > 180
    copied = [(path.name, run) for path, words in files for run in source & runs(words)]
    assert not copied


NOT_SAID = {
    "the publisher's name": "bridgespan",
    "the number of communities": "eleven",
    "a date of publication": "2015",
    "a second person": "meredith",
}


@pytest.mark.parametrize("what", NOT_SAID)
def test_data_contain_nothing_that_the_page_does_not_say(what, data):
    literals = " ".join(str(o) for o in data.objects() if isinstance(o, Literal)).lower()
    assert "robina asghar" in literals
    assert NOT_SAID[what] not in literals


def test_results_have_only_the_figures_of_the_page(data):
    assert [o.toPython() for o in data.objects(None, NMC.percentChange)] == [-65]
    for property_ in (NMC.numericValue, NMC.targetValue, NMC.hasBaseline, NMC.hasEndline):
        assert (None, property_, None) not in data
    literals = " ".join(str(o) for o in data.objects() if isinstance(o, Literal))
    assert set(re.findall(r"(\d+) percent", literals)) == {"65"}
    years = [o for p in (NMC.startYear, NMC.endYear) for o in data.objects(None, p)]
    assert sorted(y.toPython() for y in years) == [1998, 2004, 2011, 2012, 2013, 2014]
    assert {y.datatype for y in years} == {XSD.integer}


def test_graph_claims_no_more_than_the_page(data):
    for class_ in (ORG.Post, ORG.FormalOrganization, ORG.ChangeEvent, NMC.Goal):
        assert (None, RDF.type, class_) not in data
    assert len(set(data.subjects(RDF.type, rdflib.FOAF.Person))) == 1
    assert len(set(data.subjects(RDF.type, ORG.Organization))) == 1
    assert len(set(data.subjects(RDF.type, NMC.Membership))) == 2
    causes = {str(s).rpartition("/")[2] for s in data.subjects(NMC.isAttributedToCause)}
    assert causes == {
        "context-service-cuts",
        "staffing-unspecified-posts",
        "lesson-outcome-evidence",
    }
    for derived in (NMC.worksOn, NMC.hasBackbone, NMC.hasProgress):
        assert (None, derived, None) not in data


def test_missing_value_is_marked_as_missing(data):
    missing = URIRef(OWN + "id/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14")
    assert str(data.value(missing, NMC.hasDataStatus)).endswith("/not-obtained")
    assert str(data.value(missing, NMC.verbatimTime)) == "2013-14"
    assert len(set(data.objects(missing, NMC.hasEvidence))) == 2
    assert (missing, NMC.percentChange, None) not in data
