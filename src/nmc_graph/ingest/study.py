"""The study that a document belongs to, and its waves."""

from __future__ import annotations

from difflib import get_close_matches
from typing import NamedTuple

from nmc_graph.errors import NotFoundError
from nmc_graph.model.study_queries import SAME_TEXT, WAVES
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import ID


class Study(NamedTuple):
    """A study with the wave of the document, and the wave before it."""

    iri: str
    current: str
    earlier: str
    """Empty if the document is of the first wave."""


def find_study(dataset: Dataset, name: str) -> Study:
    """Return a study by its identifier, its IRI, or that of one of its waves.

    A study stands for its last wave. Raises NotFoundError if there is none.
    """
    rows = list(dataset.texts(WAVES))
    name = name.strip("<>")
    by_name = {_short(row[1]): row for row in rows}
    for study in dict.fromkeys(s for s, _, _ in rows):
        own = [row for row in rows if row[0] == study]
        followed = {f for _, _, f in own}
        by_name.setdefault(_short(study), next(r for r in own if r[1] not in followed))
    found = by_name.get(_short(name))
    if found is None:
        near = get_close_matches(name, by_name, n=3, cutoff=0.4)
        raise NotFoundError(
            f"There is no study {name!r} in the graph.",
            hint=f"Did you mean {' or '.join(near)}?"
            if near
            else f"There are: {', '.join(sorted(by_name))}.",
        )
    return Study(*found)


def _short(iri: str) -> str:
    return iri.removeprefix(ID).split("/")[-1]


def source_of(dataset: Dataset, sha256: str) -> str:
    """Return the source of the graph with the same text; empty if there is none."""
    return next((source for source, sha in dataset.texts(SAME_TEXT) if sha == sha256), "")
