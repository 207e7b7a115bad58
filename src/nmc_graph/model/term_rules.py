"""What the shapes require of the terms of the ontology, in the words of their messages."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from nmc_graph.config import bundle_root
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import from_paths
from nmc_graph.terms import NMC, prefixes

_RULES = f"""
SELECT DISTINCT ?term ?text {{
  {{ ?class sh:targetClass ?term ; sh:property/sh:message ?text }}
  UNION
  {{ ?shape sh:path ?term ; sh:message ?text FILTER(isIRI(?term)) }}
  FILTER(STRSTARTS(STR(?term), "{NMC}"))
}} ORDER BY ?term ?text"""


@functools.cache
def rules() -> Mapping[str, list[str]]:
    """Return the rules of each term by its IRI, read once from `shapes/data/`."""
    found: dict[str, list[str]] = {}
    for term, text in _dataset(bundle_root() / "shapes" / "data").rows(prefixes("sh") + _RULES):
        found.setdefault(str(term), []).append(str(text))
    return found


def _dataset(folder: Path) -> Dataset:
    dataset = Dataset()
    dataset.load(from_paths([folder]))
    return dataset
