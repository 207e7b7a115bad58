"""SPARQL for the names and definitions of everything in a dataset."""

from __future__ import annotations

from nmc_graph.terms import ID, prefixes

_NAMES = """
SELECT ?thing (MIN(STR(?label)) AS ?name) {{
  ?thing {path} ?label
  FILTER(isIRI(?thing) && lang(?label) IN ("en", ""))
}} GROUP BY ?thing"""
NAMES = prefixes("skos", "dcterms") + _NAMES.format(path="skos:prefLabel|dcterms:title")
"""The name or title of each thing that has one."""
NAMES_WITH_TERMS = prefixes("skos", "dcterms", "rdfs") + _NAMES.format(
    path="skos:prefLabel|dcterms:title|rdfs:label"
)
"""The same, with the terms of ontologies."""
STATEMENTS_AND_CLAIMS = f"""SELECT DISTINCT ?thing {{
  ?thing a ?class
  FILTER(STRSTARTS(STR(?thing), "{ID}statement/") || STRSTARTS(STR(?thing), "{ID}assertion/"))
}}"""
"""The statements and claims, which have no names."""
DEFINITIONS = f"""{prefixes("skos")}
SELECT ?thing (MIN(STR(?definition)) AS ?text) {{
  ?thing skos:definition ?definition
  FILTER(langMatches(lang(?definition), "en"))
}} GROUP BY ?thing"""
