"""The queries about studies and their waves, for drafts of new documents."""

from __future__ import annotations

from nmc_graph.terms import prefixes

_HEAD = prefixes("nmc", "dcterms", "schema", "skos")
WAVES = f"""{_HEAD}
SELECT ?study ?wave ?follows {{ ?wave a nmc:StudyWave ; dcterms:isPartOf ?study .
  OPTIONAL {{ ?wave nmc:followsUp ?follows }} }} ORDER BY ?study ?wave"""
"""The waves of each study, and the one that each follows up."""
SAME_TEXT = _HEAD + "SELECT ?source ?sha { ?source schema:sha256 ?sha } ORDER BY ?source"
"""The sources whose text is known, with its checksum."""
