"""The names and definitions in a dataset, which the workbook shows."""

from __future__ import annotations

from nmc_graph.model.name_queries import DEFINITIONS, NAMES, STATEMENTS_AND_CLAIMS
from nmc_graph.rdf.dataset import Dataset


def labels(dataset: Dataset) -> dict[str, str]:
    """Return the name of each thing that has one, by its IRI; of statements and claims the IRI."""
    found = {iri: iri for (iri,) in dataset.texts(STATEMENTS_AND_CLAIMS)}
    return found | {iri: name for iri, name in dataset.texts(NAMES) if name}


def definitions(dataset: Dataset) -> dict[str, str]:
    """Return the definition of each property and class that has one."""
    return {iri: text for iri, text in dataset.texts(DEFINITIONS) if text}
