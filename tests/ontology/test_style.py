"""The ontology follows the style shapes, and each shape catches its fault in both validators."""

from pathlib import Path

import pytest
import rdflib

from nmc_graph.quality import shacl
from nmc_graph.terms import SHAPES

ROOT = Path(__file__).parents[2]
SH = rdflib.SH
TERMS = (ROOT / "ontology" / "nmc.ttl").read_text("utf-8")

FAULTS = {
    "Header-title": ("Ontology\"@en ;\n", "Ontology\" ;\n"),
    "Header-description": ("  dcterms:description \"Terms", "  dcterms:abstract \"Terms"),
    "Header-creator": ("dcterms:creator <https://w3id.org/nmc/id/agent/nmc-graph-contributors>",
                       "dcterms:creator \"us\""),
    "Header-license": ("dcterms:license <https://creativecommons.org/licenses/by/4.0/>",
                       "dcterms:license \"CC BY\""),
    "Header-created": ("dcterms:created \"2026-11-23\"^^xsd:date", "dcterms:created \"2026\""),
    "Header-modified": ("  dcterms:modified \"2026-11-25\"^^xsd:date ;\n", ""),
    "Header-versionInfo": ("owl:versionInfo \"0.1.0\"", "owl:versionInfo \"first\""),
    "Header-versionIRI": ("nmc/ontology/0.1.0> ;", "nmc/ontology/first> ;"),
    "RootHeader-prefix": ("  vann:preferredNamespacePrefix \"nmc\" ;\n", ""),
    "RootHeader-namespace": ("  vann:preferredNamespaceUri", "  vann:usageNote"),
    "RootHeader-citation": ("  dcterms:bibliographicCitation", "  dcterms:abstract"),
    "RootHeader-publisher": ("  dcterms:publisher", "  dcterms:contributor"),
    "RootHeader-issued": ("  dcterms:issued \"2026-11-23\"^^xsd:date ;\n", ""),
    "RootHeader-status": ("  bibo:status", "  bibo:number"),
    "Term-label": ("  rdfs:label \"Goal\"@en ;\n", ""),
    "Term-definition": ("as practitioners or writers use the name.\"@en",
                        "as practitioners or writers use the name. More.\"@en"),
    "Term-example": ("  skos:example \"Statement 15 restates statement 11.\"@en ;\n", ""),
    "Term-status": ("vs:term_status \"testing\"", "vs:term_status \"new\""),
    "Term-isDefinedBy": ("rdfs:isDefinedBy <https://w3id.org/nmc/ontology>",
                         "rdfs:isDefinedBy <https://w3id.org/nmc/elsewhere>"),
    "DefinitionNotLabel": ("\"A named way of", "\"Approach as a named way of"),
    "ClassName-label": ("\"Approach Position\"", "\"Approach position\""),
    "ClassName": ("nmc:Goal a owl:Class", "nmc:goal a owl:Class"),
    "PropertyName-label": ("\"has stance\"", "\"Has Stance\""),
    "PropertyName": ("nmc:endYear a owl", "nmc:end-year a owl"),
    "RelationName": ("nmc:hasKind a owl", "nmc:kind a owl"),
    "Hints-domain": ("  schema:domainIncludes nmc:StudyWave ;\n", ""),
    "Hints-range": ("  schema:rangeIncludes nmc:StudyWave ;\n", ""),
    "Hints-noDomain": ("  schema:domainIncludes nmc:StudyWave ;", "  rdfs:domain nmc:StudyWave ;"),
    "Hints-noRange": ("  schema:rangeIncludes nmc:StudyWave ;", "  rdfs:range nmc:StudyWave ;"),
}  # fmt: skip


@pytest.fixture(scope="module")
def shapes():
    files = shacl.shape_files([ROOT / "shapes" / "style"])
    assert len(files) == 2
    return shacl.Shapes(files)


@pytest.fixture
def results(validate):
    def both(text, shapes):
        graph = rdflib.Graph().parse(data=text, format="turtle")
        return validate(graph.serialize(format="nt", encoding="utf-8"), shapes)

    return both


@pytest.mark.parametrize("path", sorted((ROOT / "ontology").rglob("*.ttl")), ids=lambda p: p.name)
def test_every_file_follows_the_style(path, shapes, results):
    text = path.read_text("utf-8")
    # The root's own demands are for the file that holds the root.
    found = [
        r
        for rs in results(text, shapes)
        for r in rs
        if (path.name == "nmc.ttl" or "#RootHeader" not in r.shape)
        # Other vocabularies have other styles.
        and (path.name != "foreign-terms.ttl" or "#Header" in r.shape)
    ]
    assert found == []


def test_every_style_shape_has_a_counterexample(shapes):
    named = {str(s).removeprefix(SHAPES) for s in shapes.graph.subjects(SH.message)}
    assert {n.removesuffix("-query") for n in named} == FAULTS.keys()
    assert len(FAULTS) == 29


@pytest.mark.parametrize("shape", FAULTS)
def test_each_fault_is_caught_by_its_shape_in_both_validators(shape, shapes, results):
    old, new = FAULTS[shape]
    assert old in TERMS
    fast, reference = results(TERMS.replace(old, new, 1), shapes)
    assert SHAPES + shape in {r.shape for r in fast}
    assert {(r.focus, r.shape) for r in fast} == {(r.focus, r.shape) for r in reference}
