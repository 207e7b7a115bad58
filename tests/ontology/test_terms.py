"""Headers, versions and terms of the ontology."""

import re
import tomllib

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

import nmc_graph
from nmc_graph.engine.base import select
from tests.ontology.graphs import (
    ALIGNMENTS,
    BIBO,
    GRAPHS,
    NMC,
    ONTOLOGY,
    OWN_TERMS,
    ROOT,
    SCHEMA,
    SCHEMES,
    TERMS,
)


def test_file_and_term_counts_match_the_model():
    assert (len(GRAPHS), len(SCHEMES), len(ALIGNMENTS)) == (44, 33, 8)
    kinds = [
        len(set(TERMS.subjects(RDF.type, k)))
        for k in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    ]
    assert kinds == [34, 78, 27]


@pytest.mark.parametrize("name", GRAPHS)
def test_each_file_has_one_header_with_license_creator_and_version(name):
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
def test_root_header_has_what_registries_require(property_):
    assert TERMS.value(ONTOLOGY, property_)


def test_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    cff = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)
    assert project == nmc_graph.__version__ == str(TERMS.value(ONTOLOGY, OWL.versionInfo)) == cff[1]


@pytest.mark.parametrize("term", OWN_TERMS, ids=lambda t: t.rpartition("#")[2])
def test_term_has_a_label_a_definition_and_an_example(term):
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
            r"assesses|compares|has|is|in|concerns|departsFrom|followsUp|profiles|restates|supports|tracks|uses|worksOn",
            name,
        )


def test_only_alignments_describe_other_vocabularies():
    foreign = {
        (n, s)
        for n, g in GRAPHS.items()
        for s in g.subjects()
        if not str(s).startswith("https://w3id.org/nmc/")
        and n not in ALIGNMENTS
        and n != "foreign-terms.ttl"
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


@pytest.mark.parametrize("pattern", ["?s ?term ?o", "?s a ?term"])
def test_each_term_that_the_graph_uses_is_declared(engine, pattern):
    built_in = "|".join(map(str, (RDF, RDFS, OWL)))
    rows = select(
        engine,
        f"SELECT DISTINCT ?term {{ {pattern} FILTER(!REGEX(STR(?term), '^({built_in})')) "
        f"OPTIONAL {{ ?term a ?kind FILTER(STRSTARTS(STR(?kind), '{OWL}')) }} "
        "FILTER(!BOUND(?kind)) }",
    )
    assert [row["term"].value for row in rows] == []


def test_every_term_is_used_in_valid_data(all_data):
    """The real data and the invented example of the shapes together use every term."""
    used = rdflib.Graph().parse(ROOT / "tests" / "shapes" / "base.ttl") + all_data
    words = {p for _, p, o in used} | set(used.objects(None, RDF.type))
    words |= {o.datatype for o in used.objects() if isinstance(o, rdflib.Literal)}
    derived = {
        NMC[name]
        for name in (
            "Benchmark", "Result", "changePercent", "changePoints", "departsFromApproach",
            "followsUpResult", "hasBackbone", "hasBenchmark", "hasChangeBasis", "hasGoal",
            "hasLeader", "hasPartner",
            "hasProgress", "hasResult", "hasSource", "hasSourceInterest", "hasSpeakerInterest",
            "inState", "isBackboneOnlyFor", "isLeadershipOf", "usesApproach", "worksOn",
        )
    }  # fmt: skip
    abstract = {NMC.Assertion}
    assert set(OWN_TERMS) - words - derived - abstract == set()
