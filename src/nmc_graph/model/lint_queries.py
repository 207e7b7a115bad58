"""The queries of the rules in `quality.lint`."""

from __future__ import annotations

from nmc_graph.terms import BASE, GRAPH, NMC, ONTOLOGY, OWL, RDFS

# The ontology's headers name authors and sources, which other people's data need not describe.
REFERRING = f"""
SELECT DISTINCT ?s ?p ?o {{{{
  VALUES ?o {{{{ {{iris}} }}}} GRAPH ?g {{{{ ?s ?p ?o }}}}
  FILTER(!(STRSTARTS(STR(?g), "{GRAPH}ontology") && STRSTARTS(STR(?o), "{BASE}id/"))) }}}}"""
# What the ontology says of the values of its properties: nodes for links, for the others
# literals of the datatype that is named.
KINDS = f"""
SELECT ?property ?kind ?range {{
  ?property a ?kind ; <{RDFS}isDefinedBy> <{ONTOLOGY}> ; <https://schema.org/rangeIncludes> ?range
  FILTER(?kind IN (<{OWL}ObjectProperty>, <{OWL}DatatypeProperty>)) }}"""
LITERALS_OF_LINKS = "SELECT ?s ?o {{ ?s <{property}> ?o FILTER(isLiteral(?o)) }}"
OTHER_DATATYPES = """
SELECT ?s ?o {{ ?s <{property}> ?o
  FILTER(!isLiteral(?o) || DATATYPE(?o) NOT IN ({datatypes})) }}"""
BLANK = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(isBlank(?s)) }"
USERS = """
SELECT DISTINCT ?term ?s {{
  VALUES ?term {{ {iris} }} {{ ?s ?term ?o }} UNION {{ ?s a ?term }} }}"""
DECLARED = f'SELECT DISTINCT ?t {{ ?t a ?c FILTER(STRSTARTS(STR(?t), "{NMC}")) }}'
NUMBERS = f"""
SELECT ?source ?id {{ ?s a <{NMC}Statement> ; <http://purl.org/dc/terms/isPartOf> ?source ;
  <http://purl.org/dc/terms/identifier> ?id }}"""
SUBJECTS = "SELECT DISTINCT ?s { ?s a ?c FILTER(isIRI(?s)) }"
