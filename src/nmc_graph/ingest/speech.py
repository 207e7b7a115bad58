"""Quotations and who speaks: direct and indirect speech, pull quotes, quoted terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nmc_graph.ingest.attribution import SAID, attribution_of, speaker_of
from nmc_graph.ingest.document import Document, Part, Span, trimmed
from nmc_graph.ingest.people import (
    NAME,
    POST,
    Mention,
    People,
    Person,
    attribution_line,
    is_name,
)
from nmc_graph.ingest.sentences import sentences

_QUOTE = re.compile(r"\"(?P<words>[^\"]*)(?:\"|\Z)")
_INDIRECT = re.compile(
    rf"\b(?P<who>{NAME}|[Ss]he|[Hh]e)\s+(?:also\s+)?(?:{SAID}|believes?|argues?|emphasizes?|"
    rf"is explicit about|credits?|attributes?)\s+(?!,|\"|\.)"
)
_UNNAMED_SAYS = re.compile(
    rf"\b[Tt]he\s+(?:[\w-]+(?:\s[\w-]+)?'s\s+)?(?P<post>{POST})\s+{SAID}\s", re.IGNORECASE
)
_EXPLICIT = re.compile(r"\bwho\s+(?:is explicit about|believes|says|argues|emphasizes|credits)\b")
SCARE_WORDS = 5
"""So few words without a verb of saying next to them are a term in quotation marks."""


class Quotation(NamedTuple):
    """A quotation with its speaker."""

    span: Span
    """Without quotation marks, but with the mark that ends the sentence."""
    speaker: Person | None
    post: str
    """The post of a speaker without a name."""
    organization: str
    confidence: float
    is_pull_quote: bool = False


class Report(NamedTuple):
    """Indirect speech: what a person said, in the words of the document."""

    span: Span
    speaker: Person | None
    post: str = ""
    """The post of a speaker without a name."""


def quotations(document: Document, span: Span, people: People) -> list[Quotation]:
    """Return the quotations of a paragraph, sentence by sentence, with their speakers."""
    plain = document.plain
    found: list[Quotation] = []
    speaker: Mention | None = None
    confidence = 0.0
    marks = [m for m in _QUOTE.finditer(plain, *span) if m["words"].strip()]
    said = [attribution_of(plain, span, Span(*mark.span())) for mark in marks]
    for number, mark in enumerate(marks):
        if own := said[number]:
            speaker, confidence = own
        elif _is_term(plain, mark):
            continue
        elif speaker is None:
            later = next((other for other in said[number + 1 :] if other), None)
            speaker, confidence = (later[0], 0.6) if later else (None, 0.3)
        else:
            confidence = min(confidence, 0.8)
        person, post, organization = speaker_of(document, span, mark.start(), speaker, people)
        for sentence in _spoken(plain, mark):
            found.append(Quotation(sentence, person, post, organization, confidence))
    return found


def _is_term(plain: str, mark: re.Match[str]) -> bool:
    """Return whether quotation marks are around a term: few words, no end of a sentence."""
    words = mark["words"].strip()
    starts_sentence = bool(re.search(r"(?:\A|[.!?]\s*|\n\s*)\Z", plain[: mark.start()][-4:]))
    return len(words.split()) <= SCARE_WORDS and not (starts_sentence and words[-1:] in ".!?,")


def _spoken(plain: str, mark: re.Match[str]) -> Iterator[Span]:
    start, end = mark.span("words")
    for sentence in sentences(plain, start, end):
        yield trimmed(plain, *sentence, ",") if sentence.end == end else sentence


def pull_quote(
    document: Document, part: Part, following: Part | None, people: People
) -> tuple[list[Quotation], Mention | None]:
    """Return the quotations of a part that stands by itself, with the attribution that follows.

    The words may be in quotation marks or, before a line that names a speaker, without them.
    """
    plain = document.plain
    if following is None:
        return [], None
    text = plain[slice(*following.span)]
    mention = attribution_line(text) if len(text) < 200 else None
    if mention is None:
        return [], None
    offset = following.span.start
    mention = Mention(
        trimmed(plain, offset, following.span.end), mention.name, mention.post, mention.organization
    )
    quoted = re.fullmatch(r"\s*\"(?P<words>.*?)\"?\s*", plain[slice(*part.span)])
    if quoted:
        start, end = part.span.start + quoted.start("words"), part.span.start + quoted.end("words")
    elif 4 <= len(document.words(part.span).split()) <= 70:
        start, end = part.span
    else:
        return [], None
    person, post, organization = speaker_of(document, part.span, part.span.start, mention, people)
    confidence = 0.95 if quoted and person else 0.75 if person else 0.6
    return [
        Quotation(s, person, post, organization, confidence, is_pull_quote=True)
        for s in sentences(plain, start, end)
    ], mention


def reports(document: Document, span: Span, people: People, direct: Sequence[Span]) -> list[Report]:
    """Return indirect speech in a paragraph, outside quotations."""
    found: list[Report] = []
    plain = document.plain
    for sentence in sentences(plain, *span):
        for match in _INDIRECT.finditer(plain, *sentence):
            person = _reported(match, people)
            inside = any(s.start <= match.start() < s.end for s in direct)
            quoted = re.search(r"[,\"]\s*\Z", plain[sentence.start : match.start()])
            if person and not inside and not quoted:
                found.append(Report(sentence, person))
                break
        told = _UNNAMED_SAYS.search(plain, *sentence)
        if told and not any(s.overlap(sentence) for s in direct):
            found.append(Report(sentence, None, told["post"].lower()))
        explicit = _EXPLICIT.search(plain, *sentence)
        if explicit and people.known:
            rest = trimmed(plain, explicit.start(), sentence.end)
            found.append(Report(rest, people.known[-1]))
    return found


def _reported(match: re.Match[str], people: People) -> Person | None:
    """Return whose words are reported: a name, or a pronoun for the person named last."""
    who = match["who"]
    if who.lower() in ("she", "he"):
        return people.known[-1] if people.known else None
    if person := people.find(who):
        return person
    is_new = is_name(who) and len(who.split()) > 1
    return people.add(Mention(Span(*match.span("who")), who)) if is_new else None
