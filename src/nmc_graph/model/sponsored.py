"""Which sources are sponsored content."""

from __future__ import annotations

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.model.remembered import remembered
from nmc_graph.terms import CONCEPT, prefixes

_MOST = 10_000
_QUERY = f"""{prefixes("nmc")}SELECT DISTINCT ?source {{
  ?interest nmc:hasInterestKind <{CONCEPT}interest/sponsored> ; nmc:isInterestOf ?source .
  ?source a nmc:Source
}} ORDER BY ?source LIMIT {_MOST}"""


def sponsored(engine: Engine) -> frozenset[str]:
    """Return the IRIs of the sponsored sources of a release, which never changes."""
    return remembered(
        engine, "sponsored", lambda: frozenset(r["source"].value for r in select(engine, _QUERY))
    )
