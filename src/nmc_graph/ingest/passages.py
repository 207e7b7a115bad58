"""The passages of a document that a statement may come from: from a name to a whole sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nmc_graph.ingest.document import Document, Span, trimmed
from nmc_graph.ingest.extract import extract
from nmc_graph.ingest.gazetteer import Gazetteer
from nmc_graph.ingest.sentences import sentences
from nmc_graph.ingest.triples import slug

_JOINT = re.compile(
    r",\s+(?:and\s+|but\s+|where\s+|which\s+|who\s+|in addition,\s+)?|;\s+|:\s+"
    r"|\s+(?:and|that|is that|who|which|where|as|from|around such)\s+"
)
_MAX_PIECES = 14
_NAMES = re.compile(
    r"(?:the\s+)?[A-Z][\w'&.-]*(?:\s+(?:of|the|for|and)\s+[A-Z][\w'&.-]*|\s+[A-Z][\w'&.-]*)+"
)


class Passage(NamedTuple):
    """A stretch of text, and what ingest took it for."""

    spans: tuple[Span, ...]
    voice: str
    """The voice that ingest gives it; of a part of a sentence, that of the sentence."""
    speaker: str = ""
    cues: frozenset[str] = frozenset()
    """The concepts of the claims that ingest would make of it."""
    is_whole: bool = True
    """Whether it is a whole item, and not a part of one."""

    @property
    def start(self) -> int:
        """Where it starts."""
        return self.spans[0].start

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(span.end - span.start for span in self.spans)


def passages(document: Document, gazetteer: Gazetteer) -> list[Passage]:
    """Return all passages, in the order of the text."""
    found: dict[tuple[Span, ...], Passage] = {}
    for item in extract(document, gazetteer):
        concepts = frozenset(item.values.get("concepts", {}).values())
        if item.kind == "focus":
            concepts |= {f"focus-area/{slug(item.values['value'])}"}
        voice = "label" if item.kind == "layout" else item.voice
        known = found.get(item.spans)
        if known:
            found[item.spans] = Passage(
                item.spans, known.voice, known.speaker or item.speaker, known.cues | concepts
            )
        else:
            found[item.spans] = Passage(item.spans, voice, item.speaker, concepts)
    for passage in list(found.values()):
        for span in _parts(document, passage):
            cues = _cues(document, span, gazetteer)
            found.setdefault(
                (span,), Passage((span,), passage.voice, passage.speaker, cues, is_whole=False)
            )
    for span in _labels(document, found.values()):
        found.setdefault((span,), Passage((span,), "label", is_whole=False))
    return sorted(found.values(), key=lambda p: (p.start, -p.length))


def _cues(document: Document, span: Span, gazetteer: Gazetteer) -> frozenset[str]:
    words = document.words(span)
    return frozenset(
        concept
        for cue in gazetteer.cues
        if cue.pattern.search(words)
        for concept in cue.values.values()
    )


def _parts(document: Document, passage: Passage) -> Iterator[Span]:
    """Yield the sentences of a passage, runs of its clauses, and the names in it."""
    plain = document.plain
    for span in passage.spans:
        for sentence in sentences(plain, *span):
            yield sentence
            cuts = [(sentence.start, sentence.start)]
            cuts += [m.span() for m in _JOINT.finditer(plain, *sentence)][:_MAX_PIECES]
            cuts.append((sentence.end, sentence.end))
            for first in range(len(cuts) - 1):
                for last in range(first + 1, len(cuts)):
                    piece = trimmed(plain, cuts[first][1], cuts[last][0], ",")
                    if piece.end - piece.start >= 6:
                        yield piece
            for name in _NAMES.finditer(plain, *sentence):
                yield Span(*name.span())


def _labels(document: Document, known: Iterable[Passage]) -> list[Span]:
    """Return what is between passages on one line: the labels of fields."""
    covered = sorted(span for passage in known for span in passage.spans)
    gaps: list[Span] = []
    end = 0
    for span in covered:
        if span.start > end:
            gaps += [
                trimmed(document.plain, end + m.start(), end + m.end(), ":")
                for m in re.finditer(r"[^\n]+", document.text[end : span.start])
            ]
        end = max(end, span.end)
    return [gap for gap in gaps if gap.end - gap.start > 3]
