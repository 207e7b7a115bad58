"""The queries about the statements of one source, to find their passages in its text."""

from __future__ import annotations

from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "dcterms", "foaf", "org", "schema", "skos")


def statements(source: str) -> str:
    """Return the query for the statements: identifier, our words, voice, and who speaks."""
    return f"""{_HEAD}
SELECT ?statement ?id ?says ?voice ?name {{
  ?statement dcterms:isPartOf <{source}> ; dcterms:identifier ?id ; dcterms:description ?says ;
    nmc:hasVoice ?voice ; nmc:isAssertedBy ?who .
  OPTIONAL {{ ?who skos:prefLabel ?name FILTER(LANG(?name) = "en") }} }} ORDER BY ?id"""


def values(source: str) -> str:
    """Return the query for what is claimed on the evidence of each statement."""
    return f"""{_HEAD}
SELECT ?statement ?property ?value ?label {{
  ?statement dcterms:isPartOf <{source}> .
  ?claim nmc:hasEvidence ?statement ; ?property ?value .
  FILTER(?property NOT IN (nmc:hasEvidence, nmc:isAssertedBy, nmc:isReportedIn))
  OPTIONAL {{ ?value skos:prefLabel ?label FILTER(LANG(?label) = "en") }}
}} ORDER BY ?statement ?property ?value"""


def names(source: str) -> str:
    """Return the query for the names of things whose names a statement supports."""
    return f"""{_HEAD}
SELECT ?statement ?name {{
  ?statement dcterms:isPartOf <{source}> ; nmc:supportsProperty skos:altLabel .
  ?thing nmc:hasEvidence ?statement ; skos:prefLabel|skos:altLabel|skos:hiddenLabel ?name
}} ORDER BY ?statement ?name"""


SOURCES = f"""{_HEAD}
SELECT DISTINCT ?source {{ ?statement a nmc:Statement ; dcterms:isPartOf ?source }}
ORDER BY ?source"""
