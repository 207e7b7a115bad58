"""What every description of the data set says: title, authors, abstract, keywords, license."""

from __future__ import annotations

TITLE = "Needle-moving collaboratives: a knowledge graph"
AUTHORS = "nmc-graph contributors"
ABSTRACT = (
    "A knowledge graph of community collaboratives: their organizations, people, approaches, focus "
    "areas and results. Every claim names who makes it and the source that records it."
)
KEYWORDS = ("collective impact", "community change", "knowledge graph", "linked data")
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
LICENSE_SHORT_NAME = "CC BY 4.0"
