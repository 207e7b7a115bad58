"""Namespaces, and the few IRIs that code needs (a test checks that the ontology defines them)."""

from __future__ import annotations

BASE = "https://w3id.org/nmc/"
ID = BASE + "id/"
CONCEPT = BASE + "concept/"
GRAPH = BASE + "graph/"
ONTOLOGY = BASE + "ontology"
NMC = ONTOLOGY + "#"
SHAPES = BASE + "shapes#"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
VANN = "http://purl.org/vocab/vann/"
VS = "http://www.w3.org/2003/06/sw-vocab-status/ns#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
QUDT = "http://qudt.org/schema/qudt/"
UNIT = "http://qudt.org/vocab/unit/"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"

PREFIXES: dict[str, str] = {
    "nmc": NMC,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "qudt": QUDT,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "unit": UNIT,
    "vann": VANN,
    "vcard": VCARD,
    "void": VOID,
    "vs": VS,
    "xsd": XSD,
}
"""Prefix -> namespace: declared in every file that the program writes, and available in queries."""


def prefixes(*names: str) -> str:
    """Return the PREFIX lines of a query for these prefixes, by default for all."""
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in names or PREFIXES)


RDF_TYPE = RDF + "type"
PREF_LABEL = SKOS + "prefLabel"
STATEMENT = NMC + "Statement"
HAS_EVIDENCE = NMC + "hasEvidence"
IS_ASSERTED_BY = NMC + "isAssertedBy"
DERIVED_GRAPH = GRAPH + "derived"
EXAMPLES_GRAPH = BASE + ".well-known/sparql-examples"
GENERATED_GRAPHS = frozenset({DERIVED_GRAPH, EXAMPLES_GRAPH})
"""Graphs that a build adds to what files state."""
ENDPOINT = BASE + "sparql"
DATASET = BASE + "dataset"
