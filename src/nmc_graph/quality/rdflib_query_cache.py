"""A cache for the queries that rdflib parses again for each focus node of a constraint.

Parsing is nine tenths of pySHACL's time on our shapes: ten minutes instead of twelve seconds.
The queries themselves are unchanged, so the two validators stay independent of each other.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

QUERIES = 512
"""How many parsed queries are kept: several times as many as there are constraints."""


@functools.lru_cache(QUERIES)
def _parse(text: str, base: str | None, names: tuple[tuple[str, Any], ...]) -> Any:
    from rdflib.plugins.sparql.algebra import translateQuery  # late: only the reference
    from rdflib.plugins.sparql.parser import parseQuery  # validator needs it

    return translateQuery(parseQuery(text), base, dict(names))


@contextmanager
def cached_queries() -> Iterator[None]:
    """Let rdflib keep the queries it parses within the context, for this and later contexts."""
    from rdflib.plugins.sparql import processor

    def translate(text: str, base: str | None = None, names: Any = None) -> Any:
        return _parse(text, base, tuple(sorted((names or {}).items())))

    used = vars(processor)
    before = {name: used[name] for name in ("parseQuery", "translateQuery")}
    used.update(parseQuery=lambda text: text, translateQuery=translate)
    try:
        yield
    finally:
        used.update(before)
