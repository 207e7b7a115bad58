"""Sentences and clauses of a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nmc_graph.ingest.document import Span, trimmed

MAX_CHARACTERS = 1500
"""The longest sentence: more is taken in pieces, so that hostile texts can't take long."""

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
        yield from _bounded(plain, trimmed(plain, begin, match.end()))
        begin = match.end()
    yield from _bounded(plain, trimmed(plain, begin, end))


def _bounded(plain: str, span: Span) -> Iterator[Span]:
    """Yield a sentence, or pieces of one that is too long to be one."""
    start = span.start
    while span.end - start > MAX_CHARACTERS:
        cut = plain.rfind(" ", start + 1, start + MAX_CHARACTERS)
        cut = cut if cut > start else start + MAX_CHARACTERS
        piece = trimmed(plain, start, cut)
        if piece.end > piece.start:
            yield piece
        start = cut
    rest = trimmed(plain, start, span.end)
    if rest.end > rest.start:
        yield rest


def clauses(plain: str, sentence: Span) -> Iterator[Span]:
    """Yield the clauses of a sentence that may have separate figures."""
    begin = sentence.start
    for match in _CLAUSE_END.finditer(plain, *sentence):
        if match.end() < sentence.end:
            yield trimmed(plain, begin, match.start())
            begin = match.end()
    yield trimmed(plain, begin, sentence.end)
