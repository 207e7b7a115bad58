"""The queries that pages link to in the editor, with all rows of what a page shows in part."""

from __future__ import annotations

from nmc_graph.terms import prefixes

SOURCES = f"""{prefixes("dcterms", "nmc", "schema", "skos")}
SELECT ?source ?title ?publisher ?issued ?license ?rights ?url ?read
  (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {{
  ?source a nmc:Source ; dcterms:title ?title .
  OPTIONAL {{ ?source dcterms:publisher ?publisher }}
  OPTIONAL {{ ?source dcterms:issued ?issued }}
  OPTIONAL {{ ?source dcterms:license ?license }}
  OPTIONAL {{ ?source dcterms:rights ?rights }}
  OPTIONAL {{ ?source schema:url ?url }}
  OPTIONAL {{ ?source nmc:hasReadingExtent/skos:prefLabel ?read }}
  OPTIONAL {{ ?statement a nmc:Statement ; dcterms:isPartOf ?source }}
}} GROUP BY ?source ?title ?publisher ?issued ?license ?rights ?url ?read
ORDER BY DESC(?statements) ?title"""
"""Every source with its number of statements."""

ANYTHING = """SELECT ?subject ?property ?value
WHERE { ?subject ?property ?value }
LIMIT 50"""
"""The query to begin with where nothing is known about the data."""


def description(iri: str) -> str:
    """Return the query for the triples of a thing."""
    return f"DESCRIBE <{iri}>"


def links_to(iri: str) -> str:
    """Return the query for what links to a thing."""
    return f"SELECT ?subject ?property WHERE {{ ?subject ?property <{iri}> }}"


def claims_about(iri: str) -> str:
    """Return the query for the claims that name a thing."""
    pattern = f"?assertion ?names <{iri}> ; a nmc:Assertion"
    return prefixes("nmc") + f"SELECT DISTINCT ?assertion WHERE {{ {pattern} }}"


def statements_of(iri: str) -> str:
    """Return the query for the statements of a source or a speaker."""
    return prefixes("nmc", "dcterms") + (
        "SELECT ?statement ?says WHERE {\n  ?statement a nmc:Statement ; "
        f"dcterms:isPartOf|nmc:isAssertedBy <{iri}> ; dcterms:description ?says }}"
    )


def graph_rows(iri: str) -> str:
    """Return the query for the triples of a named graph."""
    return (
        f"SELECT ?subject ?property ?value\nWHERE {{ GRAPH <{iri}> "
        "{ ?subject ?property ?value } }\nORDER BY ?subject ?property\nLIMIT 500"
    )


SHORTEST = "ASK { ?s ?p ?o }"
"""An example of a query: whether there is any data."""
