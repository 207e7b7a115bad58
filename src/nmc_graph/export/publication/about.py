"""What every description of a version says: title, authors, license, date."""

from __future__ import annotations

from typing import NamedTuple

from nmc_graph.model.about import ABSTRACT, AUTHORS, KEYWORDS, TITLE
from nmc_graph.rdf.write import first_literal
from nmc_graph.release import Release
from nmc_graph.terms import DATASET, DCTERMS, ID, ONTOLOGY

LICENSE_NAME = "Creative Commons Attribution 4.0 International"
CONTRIBUTORS = ID + "agent/nmc-graph-contributors"


class About(NamedTuple):
    """A version of the data set."""

    version: str
    date: str
    """The day on which the version was released, as YYYY-MM-DD."""
    release: str
    """The SHA-256 of its canonical document."""
    iri: str = DATASET
    title: str = TITLE
    authors: str = AUTHORS
    abstract: str = ABSTRACT
    keywords: tuple[str, ...] = KEYWORDS

    @property
    def year(self) -> str:
        """The year of the release."""
        return self.date[:4]


def about(release: Release) -> About:
    """Return what a release says about itself."""
    date = first_literal(release.file("nt"), ONTOLOGY, DCTERMS + "modified")
    return About(str(release.manifest["version"]), date, release.hash)
