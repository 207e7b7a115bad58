"""Sentences and clauses of a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nmc_graph.ingest.document import Span, trimmed

_END = re.compile(
    r"[.!?]+(?:\d{1,2}(?=\s|\Z))?[\"')\]]*(?=\s+(?:[-*•]\s+)?[\"'(\[]?[A-Z0-9]|\s*\Z)"
)
_NO_END = re.compile(
    r"(?:\b(?:St|Ave|Blvd|Ste|Fl|Mr|Mrs|Ms|Dr|Jr|Sr|Inc|Co|Corp|No|vs|etc|e\.g|i\.e|U\.S|approx)"
    r"|\b[A-Z])\.\Z"
)
_CLAUSE_END = re.compile(r";|:(?=\s)|,\s+(?:and|but|while|whereas)\s+(?=[a-z])|\s[•·|]\s")


def sentences(plain: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences between two positions, without the white space around them."""
    begin = start
    for match in _END.finditer(plain, start, end):
        if _NO_END.search(plain, begin, match.start() + 1) and match.end() < end:
            continue
        span = trimmed(plain, begin, match.end())
        if span.end > span.start:
            yield span
        begin = match.end()
    span = trimmed(plain, begin, end)
    if span.end > span.start:
        yield span


def clauses(plain: str, sentence: Span) -> Iterator[Span]:
    """Yield the clauses of a sentence that may have separate figures."""
    begin = sentence.start
    for match in _CLAUSE_END.finditer(plain, *sentence):
        if match.end() < sentence.end:
            yield trimmed(plain, begin, match.start())
            begin = match.end()
    yield trimmed(plain, begin, sentence.end)
