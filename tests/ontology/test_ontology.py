"""The ontology against its acceptance list (headers, terms, alignments, closure, round trips)."""

import re
import tomllib
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, VANN, XSD, URIRef
from rdflib.compare import isomorphic

import nmc_graph
from nmc_graph.rdf import dataset as rdf_dataset
from nmc_graph.release.assemble import assemble, rules_of

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NMC = rdflib.Namespace("https://w3id.org/nmc/ontology#")
ONTOLOGY = URIRef("https://w3id.org/nmc/ontology")
FILES = sorted((ROOT / "ontology").rglob("*.ttl"))
BIBO = rdflib.Namespace("http://purl.org/ontology/bibo/")
SCHEMA = rdflib.Namespace("https://schema.org/")


def parse(path):
    return rdflib.Graph().parse(path)


GRAPHS = {p.relative_to(ROOT / "ontology").as_posix(): parse(p) for p in FILES}
TERMS = GRAPHS["nmc.ttl"]
SCHEMES = {n: g for n, g in GRAPHS.items() if n.startswith("schemes/")}
ALIGNMENTS = {n: g for n, g in GRAPHS.items() if n.startswith("alignments/")}
OWN_TERMS = sorted(set(TERMS.subjects(RDFS.isDefinedBy)))


def test_there_are_as_many_files_and_terms_as_the_model_says():
    assert (len(GRAPHS), len(SCHEMES), len(ALIGNMENTS)) == (34, 24, 8)
    kinds = [
        len(set(TERMS.subjects(RDF.type, k)))
        for k in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    ]
    assert kinds == [25, 43, 12]


@pytest.mark.parametrize("name", GRAPHS)
def test_a_file_has_one_header_with_licence_creator_and_version(name):
    (ontology,) = GRAPHS[name].subjects(RDF.type, OWL.Ontology)
    for p in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.created,
        DCTERMS.modified,
    ):
        assert GRAPHS[name].value(ontology, p), p
    assert str(GRAPHS[name].value(ontology, DCTERMS.license)).startswith("https://creativecommons")
    version = str(GRAPHS[name].value(ontology, OWL.versionInfo))
    iri = str(GRAPHS[name].value(ontology, OWL.versionIRI))
    assert iri == f"{ontology}/{version}"
    assert version == str(TERMS.value(ONTOLOGY, OWL.versionInfo))


@pytest.mark.parametrize(
    "property_",
    [
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
        DCTERMS.bibliographicCitation,
        DCTERMS.publisher,
        DCTERMS.issued,
        BIBO.status,
        SCHEMA.includedInDataCatalog,
        DCTERMS.source,
    ],
)
def test_the_root_header_says_what_registries_ask_for(property_):
    assert TERMS.value(ONTOLOGY, property_)


def test_one_version_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    cff = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)
    assert project == nmc_graph.__version__ == str(TERMS.value(ONTOLOGY, OWL.versionInfo)) == cff[1]


@pytest.mark.parametrize("term", OWN_TERMS, ids=lambda t: t.rpartition("#")[2])
def test_a_term_is_labelled_defined_and_shown_by_an_example(term):
    (label,) = TERMS.objects(term, RDFS.label)
    (definition,) = TERMS.objects(term, SKOS.definition)
    assert label.language == definition.language == "en"
    assert definition.endswith(".")
    assert ". " not in definition, "one sentence"
    assert not definition.lower().startswith(label.lower() + " ")
    assert list(TERMS.objects(term, SKOS.example))
    name = term.rpartition("#")[2]
    is_class = (term, RDF.type, OWL.Class) in TERMS
    assert name[0].isupper() == is_class
    if (term, RDF.type, OWL.ObjectProperty) in TERMS:
        assert re.match(
            r"has|is|concerns|followsUp|profiles|restates|supports|tracks|worksOn", name
        )


def test_only_alignments_speak_of_other_vocabularies():
    foreign = {
        (n, s)
        for n, g in GRAPHS.items()
        for s in g.subjects()
        if not str(s).startswith("https://w3id.org/nmc/") and n not in ALIGNMENTS
    }
    assert not foreign


def test_terms_named_in_code_exist():
    known = {str(t) for t in OWN_TERMS} | {"https://w3id.org/nmc/ontology#"}
    named = set()
    for path in (ROOT / "src").rglob("*.py"):
        for name in re.findall(r"\bnmc:([A-Za-z]+)", path.read_text("utf-8")):
            named.add(f"https://w3id.org/nmc/ontology#{name}")
    assert len(named) > 20
    assert named - known <= {"https://w3id.org/nmc/ontology#truncated"}


# What rdflib has no closed namespace for, each from its specification.
LISTED = {
    "http://purl.org/linked-data/sdmx/2009/attribute#obsStatus",
    *(f"http://purl.org/linked-data/sdmx/2009/code#obsStatus-{c}" for c in "ABEPM"),
    "https://schema.org/StatisticalVariable",  # newer than rdflib's copy
    "https://schema.org/OrganizationRole", "https://schema.org/Claim",
}  # fmt: skip
# What no package carries at all: names taken from files whose checksums stand with them.
STORED = tomllib.loads((HERE / "foreign-terms.toml").read_text("utf-8"))
LISTED |= {part["namespace"] + name for part in STORED.values() for name in part["terms"]}
DEPRECATED = {"http://www.w3.org/ns/sosa/ObservableProperty"}
CLOSED = {str(n): n for n in (ORG, PROV, FOAF, SKOS, DCTERMS, SDO, QB)}


def targets():
    relations = [
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
    ]
    return sorted(
        {str(o) for g in ALIGNMENTS.values() for p in relations for o in g.objects(None, p)}
    )


@pytest.mark.parametrize("target", targets())
def test_what_a_term_is_aligned_with_exists_and_is_not_deprecated(target):
    assert target not in DEPRECATED
    if target in LISTED or any((URIRef(target), None, None) in g for g in SCHEMES.values()):
        return
    namespace = next(n for n in CLOSED if target.startswith(n))
    assert URIRef(target) in CLOSED[namespace]


@pytest.fixture(scope="module")
def all_data():
    graph = rdflib.Graph()
    for g in GRAPHS.values():
        graph += g
    for path in (ROOT / "data").rglob("*.ttl"):
        graph.parse(path)
    return graph


AGENT = rdflib.Namespace("http://www.daml.org/2002/03/agents/agent-ont#")


def contradictions(graph):
    """Return what the OWL 2 RL rules find wrong, in the words of the reasoner."""
    closed = rdflib.Graph() + graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    errors = list(closed.subjects(RDF.type, AGENT.ErrorMessage))
    return [str(closed.value(e, AGENT.error)) for e in errors]


def small(all_data):
    """Return the data with the axioms, but without texts and positions, which have none."""
    keep = rdflib.Graph()
    for s, p, o in all_data:
        if not isinstance(o, rdflib.Literal) and "/selector/" not in s + o:
            keep.add((s, p, o))
    return keep + parse(HERE / "foreign-axioms.ttl")


def test_the_closure_with_the_axioms_of_others_shows_no_contradiction(all_data):
    assert contradictions(small(all_data)) == []


ID = "https://w3id.org/nmc/id/"
# What is said wrongly, and of whom the reasoner must speak.
CLASHES = {
    "a study that is a document": (
        (f"{ID}study/needle-moving-collaboratives", RDF.type, FOAF.Document),
        f"{ID}study/needle-moving-collaboratives",
    ),
    "a person as member of a collaborative": (
        (f"{ID}collaborative/san-joaquin-county-stockton", ORG.hasMember,
         f"{ID}person/robina-asghar"),
        f"{ID}person/robina-asghar",
    ),
    "a statement that is an activity": (
        (f"{ID}statement/bridgespan-follow-up-san-joaquin/s01", RDF.type, PROV.Activity),
        f"{ID}statement/bridgespan-follow-up-san-joaquin/s01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("clash", CLASHES)
def test_a_planted_contradiction_is_found(all_data, clash):
    """Among the terms and what the data say of these things: the whole is clean (see above)."""
    (s, p, o), named = CLASHES[clash]
    known = rdflib.Graph()
    for graph in GRAPHS.values():
        known += graph
    for thing in (URIRef(s), URIRef(o)):
        known += all_data.triples((thing, None, None))
    known.add((URIRef(s), p, URIRef(o)))
    found = contradictions(small(known))
    assert found
    assert all(e.startswith("Disjoint classes") and e.endswith(f" {named}") for e in found), found


@pytest.mark.parametrize("format_", ["turtle", "nt", "xml", "json-ld"])
def test_a_round_trip_loses_nothing(all_data, format_):
    back = rdflib.Graph().parse(data=all_data.serialize(format=format_), format=format_)
    assert isomorphic(back, all_data)


PROGRESS = [
    (-10, "decrease", "improved"),
    (10, "decrease", "worsened"),
    (0, "decrease", "unchanged"),
    (10, "increase", "improved"),
    (-10, "increase", "worsened"),
    (5, "keep", "unknown"),
    (0, "keep", "unchanged"),
]


@pytest.mark.parametrize("number", ["percentChange", "pointChange", "printedChange"])
@pytest.mark.parametrize(("percent", "wanted", "progress"), PROGRESS)
def test_progress_follows_from_sign_and_direction(tmp_path, percent, wanted, progress, number):
    from nmc_graph.rdf.sources import Source

    path = tmp_path / "invented.ttl"
    path.write_text(f"""@prefix nmc: <{NMC}> . @prefix e: <http://example.org/> .
        e:change a nmc:ChangeObservation ; nmc:{number} {percent}.0 ; nmc:hasIndicator e:i .
        e:i nmc:hasDesiredDirection
          <https://w3id.org/nmc/concept/direction-of-improvement/{wanted}> .""")
    dataset = assemble([Source("x", path, "http://example.org/g", "data")], rules_of(ROOT))
    assert dataset.value(f"SELECT ?p {{ ?c <{NMC}hasProgress> ?p }}").endswith("/" + progress)


def test_progress_follows_from_the_levels_where_no_change_is_printed(tmp_path):
    from nmc_graph.rdf.sources import Source

    path = tmp_path / "invented.ttl"
    path.write_text(f"""@prefix nmc: <{NMC}> . @prefix e: <http://example.org/> .
        e:change a nmc:ChangeObservation ; nmc:hasIndicator e:i ;
          nmc:hasBaseline [ nmc:numericValue 26.6 ] ; nmc:hasEndline [ nmc:numericValue 30.8 ] .
        e:i nmc:hasDesiredDirection
          <https://w3id.org/nmc/concept/direction-of-improvement/decrease> .""")
    dataset = assemble([Source("x", path, "http://example.org/g", "data")], rules_of(ROOT))
    assert dataset.value(f"SELECT ?p {{ ?c <{NMC}hasProgress> ?p }}").endswith("/worsened")


def test_a_client_that_knows_only_a_neighbor_gets_answers(engine):
    from nmc_graph.engine.base import select

    for query in (
        "ASK { ?c a <http://www.w3.org/ns/org#Organization> ; "
        "<http://www.w3.org/ns/org#purpose> ?p ; <http://www.w3.org/ns/org#hasMember> ?m }",
        "ASK { ?e a <http://www.w3.org/ns/prov#Entity> ; "
        "<http://www.w3.org/ns/prov#wasAttributedTo> ?who }",
        "ASK { ?c a <https://schema.org/Organization> ; <https://schema.org/name> ?n ; "
        "<https://schema.org/foundingDate> ?d ; <https://schema.org/knowsAbout> ?a }",
    ):
        (row,) = select(engine, query)
        assert str(row["boolean"]) == "true", query


def test_rules_derive_nothing_that_the_data_hold(release):
    dataset = rdf_dataset.Dataset()
    assert len(dataset) == 0
    graph = rdflib.Dataset()
    graph.parse(release.file("nq"), format="nquads")
    derived = set(graph.graph(URIRef("https://w3id.org/nmc/graph/derived")))
    stated = {t for g in graph.graphs() if not str(g.identifier).endswith("/derived") for t in g}
    assert len(derived) > 400
    assert not derived & stated
    assert XSD.gYear in {o.datatype for _, _, o in derived if isinstance(o, rdflib.Literal)}


def test_every_term_is_used_in_data_that_validate(all_data):
    """The real data and the invented example of the shapes together touch every term."""
    used = rdflib.Graph().parse(ROOT / "tests" / "shapes" / "base.ttl") + all_data
    words = {p for _, p, o in used} | set(used.objects(None, RDF.type))
    words |= {o.datatype for o in used.objects() if isinstance(o, rdflib.Literal)}
    derived = {NMC.hasBackbone, NMC.hasProgress, NMC.worksOn}
    abstract = {NMC.Assertion}
    assert set(OWN_TERMS) - words - derived - abstract == set()
