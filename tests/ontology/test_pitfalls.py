"""Common faults of ontologies (the catalog of OOPS!), looked for in our documents.

Faults that only a reader can find (P01, P02, P07, P09, P21) are left to review. `WAIVED` names
those that we have on purpose; the README of the ontology gives the same reasons.
"""

import re
from collections import Counter

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from tests.ontology.graphs import (
    ALIGNMENTS,
    GRAPHS,
    NMC,
    OWN_TERMS,
    ROOT,
    SCHEMA,
    SCHEMES,
    TERMS,
)

WAIVED = {
    "P11 no domain or range": "We use hints with schema:domainIncludes and schema:rangeIncludes, "
    "so that inference doesn't turn other people's things into ours.",
    "P13 no inverse": "Each relation has one direction, and the page computes the other.",
}
CLASSES = set(TERMS.subjects(RDF.type, OWL.Class))
PROPERTIES = set(TERMS.subjects(RDF.type, OWL.ObjectProperty)) | set(
    TERMS.subjects(RDF.type, OWL.DatatypeProperty)
)
AXIOMS = GRAPHS["axioms/nmc-axioms.ttl"]
BUILT_IN = tuple(map(str, (RDF, RDFS, OWL, XSD)))
ALL = Graph()
for graph in GRAPHS.values():
    ALL += graph


def name(term):
    return str(term).rpartition("#")[2]


def own_is_relation():
    return [p for p in PROPERTIES if name(p).lower() in {"is", "isa", "a", "instanceof", "type"}]


def unconnected_terms():
    used = set(TERMS.objects(None, SCHEMA.domainIncludes))
    used |= set(TERMS.objects(None, SCHEMA.rangeIncludes))
    used |= {c for pair in TERMS.subject_objects(RDFS.subClassOf) for c in pair}
    return CLASSES - used


def cycles():
    return [
        term
        for relation in (RDFS.subClassOf, RDFS.subPropertyOf)
        for term in {*CLASSES, *PROPERTIES}
        if term in set(ALL.transitive_objects(ALL.value(term, relation), relation))
    ]


def without_label_or_definition():
    return [t for t in OWN_TERMS for p in (RDFS.label, SKOS.definition) if not TERMS.value(t, p)]


def without_disjointness():
    named = {c for pair in AXIOMS.subject_objects(OWL.disjointWith) for c in pair}
    return {NMC.Statement, NMC.Assertion, NMC.Source, NMC.Collaborative} - named


def without_domain():
    return [p for p in PROPERTIES if not TERMS.value(p, RDFS.domain)]


def without_inverse():
    return [p for p in PROPERTIES if not list(ALL.triples((p, OWL.inverseOf, None)))]


def several_domains():
    return [
        p
        for p in PROPERTIES
        for relation in (RDFS.domain, RDFS.range)
        if len(list(TERMS.objects(p, relation))) > 1
    ]


def annotations_mixed_up():
    return [
        t
        for t in OWN_TERMS
        if len(TERMS.value(t, RDFS.label)) > 60
        or str(TERMS.value(t, RDFS.label)).endswith(".")
        or not str(TERMS.value(t, SKOS.definition)).endswith(".")
    ]


def mixed_names():
    return [
        t
        for terms, pattern in ((CLASSES, r"[A-Z][A-Za-z]+"), (PROPERTIES, r"[a-z][A-Za-z]+"))
        for t in terms
        if not re.fullmatch(pattern, name(t))
    ]


def defined_by_itself():
    return [t for t in OWN_TERMS if f"nmc:{name(t)}" in TERMS.value(t, SKOS.definition)]


def equivalent_classes():
    return [
        s for g in (TERMS, AXIOMS) for p in (OWL.equivalentClass, OWL.equivalentProperty)
        for s in g.subjects(p)
    ]  # fmt: skip


def labels_used_twice():
    counts = Counter(str(TERMS.value(t, RDFS.label)).lower() for t in OWN_TERMS)
    concepts = Counter(
        (scheme, str(label).lower(), label.language)
        for scheme, graph in SCHEMES.items()
        for label in graph.objects(None, SKOS.prefLabel)
    )
    return [label for found in (counts, concepts) for label, n in found.items() if n > 1]


def untyped_terms():
    typed = set(ALL.subjects(RDF.type))
    used = {p for g in GRAPHS.values() for p in g.predicates()}
    used |= {o for g in GRAPHS.values() for o in g.objects(None, RDF.type)}
    return [t for t in used if t not in typed and not str(t).startswith(BUILT_IN)]


def file_suffix_in_iri():
    return [
        o for g in GRAPHS.values() for o in g.subjects(RDF.type, OWL.Ontology)
        if re.search(r"\.(owl|rdf|ttl|n3|xml)$", str(o))
    ]  # fmt: skip


def without_header():
    return [n for n, g in GRAPHS.items() if len(list(g.subjects(RDF.type, OWL.Ontology))) != 1]


def ambiguous_namespace():
    namespaces = {str(t).rpartition("#")[0] + "#" for t in OWN_TERMS}
    return namespaces - {str(NMC)}


def terms_put_into_other_namespaces():
    return [
        (file, term)
        for file, graph in GRAPHS.items()
        if file not in ALIGNMENTS
        for term in graph.subjects(SKOS.definition)
        if not str(term).startswith("https://w3id.org/nmc/")
    ]


def without_license():
    return [n for n, g in GRAPHS.items() if not any(g.objects(None, DCTERMS.license))]


def deprecated_terms_in_use():
    deprecated = set(ALL.subjects(OWL.deprecated))
    return deprecated & {*ALL.predicates(), *ALL.objects()}


PITFALLS = {
    "P03 own relation for 'is'": own_is_relation,
    "P04 unconnected terms": unconnected_terms,
    "P06 cycle in the hierarchy": cycles,
    "P08 no label or definition": without_label_or_definition,
    "P10 no disjointness": without_disjointness,
    "P11 no domain or range": without_domain,
    "P13 no inverse": without_inverse,
    "P19 several domains or ranges": several_domains,
    "P20 annotations mixed up": annotations_mixed_up,
    "P22 mixed naming": mixed_names,
    "P24 defined by itself": defined_by_itself,
    "P31 wrong equivalence": equivalent_classes,
    "P32 same label twice": labels_used_twice,
    "P34, P35 untyped class or property": untyped_terms,
    "P36 file suffix in the IRI": file_suffix_in_iri,
    "P38 no header": without_header,
    "P39 ambiguous namespace": ambiguous_namespace,
    "P40 terms in another namespace": terms_put_into_other_namespaces,
    "P41 no license": without_license,
    "deprecated term in use": deprecated_terms_in_use,
}


@pytest.mark.parametrize("pitfall", PITFALLS.keys() - WAIVED.keys())
def test_ontology_is_free_of_pitfall(pitfall):
    assert not list(PITFALLS[pitfall]())


@pytest.mark.parametrize("pitfall", WAIVED)
def test_waiver_is_needed_and_its_reason_is_published(pitfall):
    assert list(PITFALLS[pitfall]())
    assert f"| {pitfall} | {WAIVED[pitfall]} |" in (ROOT / "ontology" / "README.md").read_text()


FOREIGN = URIRef("http://example.org/o.owl")


@pytest.mark.parametrize(("pitfall", "planted"), [
    ("P06 cycle in the hierarchy", [(NMC.Assertion, RDFS.subClassOf, NMC.Change)]),
    ("P19 several domains or ranges", [(NMC.hasStance, RDFS.domain, c) for c in (NMC.A, NMC.B)]),
    ("P31 wrong equivalence", [(NMC.Goal, OWL.equivalentClass, NMC.Change)]),
    ("P34, P35 untyped class or property", [(NMC.Goal, FOREIGN, Literal("x"))]),
    ("P36 file suffix in the IRI", [(FOREIGN, RDF.type, OWL.Ontology)]),
    ("P38 no header", [(FOREIGN, RDF.type, OWL.Ontology)]),
    ("P40 terms in another namespace", [(FOREIGN, SKOS.definition, Literal("x"))]),
    ("deprecated term in use", [(NMC.Assertion, OWL.deprecated, Literal(True))]),
])  # fmt: skip
def test_planted_pitfall_is_found(pitfall, planted):
    for graph in (TERMS, ALL):
        for triple in planted:
            graph.add(triple)
    try:
        assert list(PITFALLS[pitfall]())
    finally:
        for graph in (TERMS, ALL):
            for triple in planted:
                graph.remove(triple)
