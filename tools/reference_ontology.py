"""The reference of the ontology: its classes, properties and lists of concepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from nmc_graph.iris import shorten
from nmc_graph.terms import NMC
from tools.table import table

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
        yield f"\n## {title}\n\n"
        found = sorted(t for t in terms.subjects(RDF.type, kind) if str(t).startswith(NMC))
        rows = (_term(terms, term, relations) for term in found)
        yield from table(("term", head, "definition"), rows)
    yield "\n## Lists of concepts\n\n"
    lists = (_list(Graph().parse(path)) for path in sorted((FOLDER / "schemes").glob("*.ttl")))
    yield from table(("list", "about", "concepts"), lists)


def _term(terms: Graph, term: Node, relations: Sequence[URIRef]) -> tuple[object, ...]:
    """Return the row of a term."""
    ends = " → ".join(_names(terms, term, relation) for relation in relations)
    meaning = terms.value(term, SKOS.definition) or ""
    return f"`{shorten(str(term))}`", ends if ends.strip(" →") else "", meaning


def _names(terms: Graph, term: Node, relation: URIRef) -> str:
    return ", ".join(sorted(f"`{shorten(str(o))}`" for o in terms.objects(term, relation)))


def _list(graph: Graph) -> tuple[object, ...]:
    """Return the row of a list of concepts."""
    (scheme,) = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = list(graph.subjects(SKOS.inScheme))
    about = graph.value(scheme, DCTERMS.description) or graph.value(scheme, SKOS.definition) or ""
    return graph.value(scheme, DCTERMS.title), about, len(concepts)
