"""The terms of the ontology and its lists of concepts, for their page and for the editor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Row, Rows, select
from nmc_graph.formats import get
from nmc_graph.iris import is_iri, shorten
from nmc_graph.terms import GRAPH, NMC, ONTOLOGY, prefixes

_TERMS = f"""
SELECT ?term ?p ?o WHERE {{ GRAPH <{GRAPH}ontology> {{
  ?term rdfs:isDefinedBy <{ONTOLOGY}> ; ?p ?o }} }} ORDER BY ?term ?p ?o"""
_CONCEPTS = """
SELECT ?scheme ?title ?concept ?label ?definition WHERE {
  ?scheme a skos:ConceptScheme ; dcterms:title ?title .
  OPTIONAL { ?concept skos:inScheme ?scheme ; skos:prefLabel ?label ; skos:definition ?definition
    FILTER(LANG(?label) = "en" && LANG(?definition) = "en") }
} ORDER BY ?title ?label"""
_COMPLETIONS = """
SELECT DISTINCT ?term ?kind ?label ?definition {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?kind ; rdfs:label ?label FILTER(isIRI(?term) && LANG(?label) IN ("en", ""))
  OPTIONAL { ?term skos:definition ?definition FILTER(LANG(?definition) IN ("en", "")) }
} ORDER BY ?term LIMIT 2000"""
# A graph of the ontology is asked for by the path of its file, or by the IRI or version IRI in its
# header: alignments/prov, alignment-prov, alignment-prov/0.1.0.
_MODULE = """
SELECT ?graph WHERE {{
  GRAPH ?graph {{ ?header a owl:Ontology }}
  FILTER(STRSTARTS(STR(?graph), "{root}"))
  OPTIONAL {{ ?header owl:versionIRI ?version }}
  FILTER(?graph = <{graph}> || ?header = <{module}> || ?version = <{module}>)
}} ORDER BY ?graph"""
# With each term that it uses declared, and definitions as comments too: OWL tools need the first
# and show the second.
_DOCUMENT = """
CONSTRUCT {{ ?s ?p ?o . ?used a ?kind . ?term rdfs:comment ?definition }} WHERE {{
  {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}
  UNION {{ GRAPH <{graph}> {{ ?term skos:definition ?definition }} }}
  UNION {{
    VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
    ?used a ?kind
    FILTER(EXISTS {{ GRAPH <{graph}> {{ ?a ?used ?b }} }}
      || EXISTS {{ GRAPH <{graph}> {{ ?c ?d ?used }} }})
  }}
}}"""


@dataclass
class OntologyTerm:
    """A class or property of the ontology, as its page shows it."""

    name: str
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def one(self, key: str) -> str:
        """Return the only value of a field, or nothing."""
        return self.fields[key][0] if self.fields.get(key) else ""

    def many(self, key: str) -> list[str]:
        """Return all values of a field."""
        return self.fields.get(key, [])


def ontology_terms(engine: Engine) -> list[OntologyTerm]:
    """Return the classes and properties of the ontology."""
    terms: dict[str, OntologyTerm] = {}
    for row in select(engine, prefixes("rdfs") + _TERMS):
        iri = row["term"].value
        term = terms.setdefault(iri, OntologyTerm(iri.removeprefix(NMC)))
        term.fields[shorten(row["p"].value)].append(row["o"].value)
    return list(terms.values())


def concept_schemes(engine: Engine) -> dict[tuple[str, str], list[Row]]:
    """Return the concepts of each list, by its IRI and title."""
    schemes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in select(engine, prefixes("dcterms", "skos") + _CONCEPTS):
        concepts = schemes[row["scheme"].value, row["title"].value]
        if "concept" in row:
            concepts.append(row)
    return schemes


def completions(engine: Engine) -> Rows:
    """Return the terms that the editor completes."""
    return select(engine, prefixes("owl", "rdfs", "skos") + _COMPLETIONS)


def ontology_document(engine: Engine, module: str = "") -> bytes:
    """Return the ontology, or one of its modules or lists, as N-Triples; empty if there is none.

    A document has one header, and declares each term that it uses.
    """
    end = f"/{module}" if module else ""
    names = {"root": f"{GRAPH}ontology", "graph": f"{GRAPH}ontology{end}", "module": ONTOLOGY + end}
    if not is_iri(names["module"]):
        return b""
    head = prefixes("owl", "rdfs", "skos")
    for row in select(engine, head + _MODULE.format(**names)):
        query = head + _DOCUMENT.format(graph=row["graph"].value)
        return engine.query(query, graph=get("ntriples")).body
    return b""


_PROPERTIES = f"""
SELECT ?term ?kind ?range WHERE {{
  VALUES ?kind {{ owl:ObjectProperty owl:DatatypeProperty }}
  ?term rdfs:isDefinedBy <{ONTOLOGY}> ; a ?kind
  OPTIONAL {{ ?term schema:rangeIncludes ?range }}
}} ORDER BY ?term ?range"""


def property_ranges(engine: Engine) -> dict[str, str]:
    """Return the range of each property of the ontology that has one datatype, else empty.

    The range of a property between things is `@id`, as in JSON-LD.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in select(engine, prefixes("owl", "rdfs", "schema") + _PROPERTIES):
        is_link = row["kind"].value.endswith("ObjectProperty")
        datatype = row["range"].value if "range" in row else ""
        found[row["term"].value].add("@id" if is_link else datatype)
    return {term: min(ranges) if len(ranges) == 1 else "" for term, ranges in found.items()}


def classes(engine: Engine) -> list[str]:
    """Return the classes of the ontology."""
    query = f"SELECT ?term {{ ?term a owl:Class ; rdfs:isDefinedBy <{ONTOLOGY}> }} ORDER BY ?term"
    return [row["term"].value for row in select(engine, prefixes("owl", "rdfs") + query)]


def definitions(engine: Engine) -> dict[str, str]:
    """Return the definitions of the terms of the ontology, in English."""
    query = (
        f"SELECT ?term ?text {{ ?term rdfs:isDefinedBy <{ONTOLOGY}> ; skos:definition ?text "
        'FILTER(LANG(?text) = "en") } ORDER BY ?term ?text'
    )
    rows = select(engine, prefixes("rdfs", "skos") + query)
    return {row["term"].value: row["text"].value for row in rows}
