"""The queries for the counts in the manifest of a release."""

from __future__ import annotations

from nmc_graph.terms import prefixes

_HEAD = prefixes()
_ASSERTIONS = "{ SELECT DISTINCT ?a { ?a a ?class . ?class rdfs:subClassOf* nmc:Assertion } }"
"""Distinct at once: with derived triples, an assertion has several such classes."""
_QUERIES = {
    "statements": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a nmc:Statement }",
    "assertions": f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ {_ASSERTIONS} }}",
    "assertions_placed": "SELECT (COUNT(DISTINCT ?a) AS ?n) { "
    f"{_ASSERTIONS} ?a nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector ?selector }}",
    "assertions_cited": "SELECT (COUNT(DISTINCT ?a) AS ?n) { "
    f"{_ASSERTIONS} ?a nmc:hasEvidence/dcterms:isPartOf/schema:url ?address "
    "FILTER NOT EXISTS { ?a nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector ?selector } }",
    "collaboratives": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a nmc:Collaborative }",
    "sources_described": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s dcterms:title ?t . "
    "?s a/rdfs:subClassOf* nmc:Source }",
}
ONTOLOGY_VERSION = (
    _HEAD + "SELECT (MAX(?v) AS ?version) { <https://w3id.org/nmc/ontology> owl:versionInfo ?v }"
)
COUNTS = {name: _HEAD + query for name, query in _QUERIES.items()}
"""The queries for the numbers in a manifest, by name."""
