"""The queries of `quality.evidence`: sources, and the excerpts that statements are based on."""

from __future__ import annotations

from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "oa", "dcterms", "schema", "skos")
SOURCES = f"""{_HEAD}
SELECT ?source ?title ?sha {{ ?source dcterms:title ?title ; schema:sha256 ?sha }}
ORDER BY ?source"""
CITED = f"""{_HEAD}
SELECT ?source ?title ?address (MAX(?read) AS ?extent) (COUNT(DISTINCT ?statement) AS ?n) {{
  ?source dcterms:title ?title ; schema:url ?address .
  ?statement a nmc:Statement ; dcterms:isPartOf ?source .
  FILTER NOT EXISTS {{ ?source schema:sha256 ?sum }}
  OPTIONAL {{ ?source nmc:hasReadingExtent/skos:prefLabel ?read }}
}} GROUP BY ?source ?title ?address ORDER BY ?source"""
EXCERPTS = f"""{_HEAD}
SELECT ?statement ?id ?source ?says ?start ?end {{
  ?statement a nmc:Statement ; dcterms:identifier ?id ; dcterms:isPartOf ?source ;
    dcterms:description ?says ; nmc:hasExcerpt/oa:hasSelector ?place .
  ?place oa:start ?start ; oa:end ?end }}
ORDER BY ?source ?id ?start"""
