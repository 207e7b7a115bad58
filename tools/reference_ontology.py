"""The reference of the ontology: its classes, properties and lists of concepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from nmc_graph.iris import shorten
from nmc_graph.terms import NMC

FOLDER = Path(__file__).parents[1] / "ontology"
SCHEMA = Namespace("https://schema.org/")
KINDS = (
    ("Classes", OWL.Class, "narrower than", (RDFS.subClassOf,)),
    ("Relations", OWL.ObjectProperty, "from → to", (SCHEMA.domainIncludes, SCHEMA.rangeIncludes)),
    ("Values", OWL.DatatypeProperty, "from → to", (SCHEMA.domainIncludes, SCHEMA.rangeIncludes)),
)


def ontology() -> Iterator[str]:
    """Yield the page."""
    terms = Graph().parse(FOLDER / "nmc.ttl")
    yield "# Ontology\n\n"
    yield (
        f"The terms in the namespace `{NMC}`, prefix `nmc`. A running site shows them at "
        "`/ontology`, with rules, examples, mappings and how often each is used, and returns them "
        "as RDF. [Claims, not facts](../explanation/claims.md) explains the idea.\n"
    )
    for title, kind, head, relations in KINDS:
        yield f"\n## {title}\n\n| term | {head} | definition |\n|---|---|---|\n"
        for term in sorted(t for t in terms.subjects(RDF.type, kind) if str(t).startswith(NMC)):
            ends = " → ".join(_names(terms, term, relation) for relation in relations)
            meaning = _cell(terms.value(term, SKOS.definition))
            yield f"| `{shorten(str(term))}` | {ends if ends.strip(' →') else ''} | {meaning} |\n"
    yield "\n## Lists of concepts\n\n| list | about | concepts |\n|---|---|---|\n"
    for path in sorted((FOLDER / "schemes").glob("*.ttl")):
        yield _list(Graph().parse(path))


def _names(terms: Graph, term: Node, relation: URIRef) -> str:
    return ", ".join(sorted(f"`{shorten(str(o))}`" for o in terms.objects(term, relation)))


def _list(graph: Graph) -> str:
    """Return the row of a list of concepts."""
    (scheme,) = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = sorted(str(graph.value(c, SKOS.prefLabel)) for c in graph.subjects(SKOS.inScheme))
    about = graph.value(scheme, DCTERMS.description) or graph.value(scheme, SKOS.definition)
    return f"| {_cell(graph.value(scheme, DCTERMS.title))} | {_cell(about)} | {len(concepts)} |\n"


def _cell(value: Node | None) -> str:
    return " ".join(str(value or "").split()).replace("|", "\\|")
