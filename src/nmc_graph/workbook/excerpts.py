"""Places in a source text: `95-137` in a cell stands for an excerpt and its selector."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nmc_graph.ingest.document import Span
from nmc_graph.ingest.excerpts import write_place
from nmc_graph.ingest.triples import Triples
from nmc_graph.rdf.turtle import Graph
from nmc_graph.terms import ID
from nmc_graph.workbook.names import BadValue

_RANGE = re.compile(r"(0|[1-9]\d{0,8})-([1-9]\d{0,8})\Z")


def excerpt(text: str, statement: str) -> tuple[str, dict[str, dict[str, list[str]]]]:
    """Return the excerpt for a range of characters, and its triples. Raises BadValue."""
    text = text.replace("\u2013", "-").replace(" ", "")
    match = _RANGE.match(text)
    if not match or int(match[1]) >= int(match[2]):
        raise BadValue(f"“{text[:40]}” isn't a range of characters.", "Write it as 95-137.")
    triples = Triples()
    source = statement.removeprefix(f"{ID}statement/").rpartition("/")[0]
    place = write_place(triples, source, Span(int(match[1]), int(match[2])))
    return f"<{place}>", triples.graph


def characters(graph: Graph, term: str, statement: str) -> tuple[str, list[str]] | None:
    """Return the range of an excerpt and the things that it stands for, if nothing else is known.

    The reverse of `excerpt`.
    """
    text = term[1:-1].rpartition("/")[2]
    try:
        place, triples = excerpt(text, statement)
    except BadValue:
        return None
    if place != term or any(not _same(graph.get(s, {}), triples[s]) for s in triples):
        return None
    return text, list(triples)


def _same(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> bool:
    return {p: sorted(o) for p, o in one.items()} == {p: sorted(o) for p, o in other.items()}
