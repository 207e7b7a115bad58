"""What is counted in a release: each count is defined here, by one query, and nowhere else."""

from __future__ import annotations

from nmc_graph.terms import prefixes

_HEAD = prefixes("dcterms", "nmc", "oa", "owl", "rdfs", "schema", "skos")
_ASSERTIONS = "{ SELECT DISTINCT ?a { ?a a ?class . ?class rdfs:subClassOf* nmc:Assertion } }"
"""Distinct at once: with derived triples, an assertion has several such classes."""
_QUERIES = {
    "statements": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a nmc:Statement }",
    "assertions": f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ {_ASSERTIONS} }}",
    # With a statement whose place in the text of its source is known.
    "assertions_placed": "SELECT (COUNT(DISTINCT ?a) AS ?n) { "
    f"{_ASSERTIONS} ?a nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector ?selector }}",
    # With no such statement, but one whose source has an address.
    "assertions_cited": "SELECT (COUNT(DISTINCT ?a) AS ?n) { "
    f"{_ASSERTIONS} ?a nmc:hasEvidence/dcterms:isPartOf/schema:url ?address "
    "FILTER NOT EXISTS { ?a nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector ?selector } }",
    "collaboratives": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a nmc:Collaborative }",
    "sources_described": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s dcterms:title ?t . "
    "?s a/rdfs:subClassOf* nmc:Source }",
    # Observations, but not those that are only the level at one end of a change.
    "results": "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r a nmc:Result }",
    # Results without a value, with the reason that a source gives.
    "results_without_value": "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r a nmc:Result ; "
    "nmc:hasDataStatus/skos:broader <https://w3id.org/nmc/concept/data-status/missing> }",
    # Results that count what was done, not what changed.
    "outputs": "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r a nmc:Result ; "
    "nmc:hasIndicator/a nmc:OutputIndicator }",
}
ONTOLOGY_VERSION = (
    _HEAD + "SELECT (MAX(?v) AS ?version) { <https://w3id.org/nmc/ontology> owl:versionInfo ?v }"
)
COUNTS = {name: _HEAD + query for name, query in _QUERIES.items()}
"""The queries for the numbers in a manifest, by name."""
STUDIED = (
    _HEAD + "SELECT ?name (COUNT(DISTINCT ?c) AS ?n) { ?c nmc:isStudiedIn ?wave . "
    "?wave skos:prefLabel ?name } GROUP BY ?wave ?name ORDER BY ?wave ?name"
)
"""The query for the number of collaboratives that each study wave looked at, by its name."""
