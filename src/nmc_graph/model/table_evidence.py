"""The columns of a table about who makes a claim, and the sources it is taken from."""

from __future__ import annotations

from nmc_graph.model.table_columns import Column, Kind, names_of


def _of_source(name: str, path: str, description: str = "", kind: Kind = "text") -> Column:
    return Column(name, path, description, kind, many=True, along="source")


STUDY = names_of("study", "nmc:isReportedIn", "The study that reported it.")
SPEAKER = names_of("speaker", "nmc:isAssertedBy", "Who says so.")
SOURCE_COLUMNS = (
    _of_source("source_title", "dcterms:title", "The title of each source."),
    _of_source("source_publisher", "dcterms:publisher/skos:prefLabel", "Who published it."),
    _of_source("source_date", "dcterms:issued", "When it was published.", "date"),
    _of_source("source_address", "schema:url", "Where it can be read.", "iri"),
    _of_source("reading_extent", "nmc:hasReadingExtent/skos:prefLabel"),
    Column("source", "nmc:hasEvidence/dcterms:isPartOf",
           "The IRI of each source, as in the table of sources.", "iri", many=True),
)  # fmt: skip
