"""The files of the ontology, parsed once."""

from pathlib import Path

import rdflib
from rdflib import RDFS, URIRef

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
