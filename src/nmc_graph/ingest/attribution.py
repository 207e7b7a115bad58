"""Who says the words in quotation marks, by the words around them."""

from __future__ import annotations

import re

from nmc_graph.ingest.document import Document, Span
from nmc_graph.ingest.people import (
    NAME,
    Mention,
    People,
    Person,
    is_name,
    mention_after,
    mention_before,
    unnamed_before,
)

SAID = (
    r"(?:said|says|explain(?:ed|s)|add(?:ed|s)|not(?:ed|es)|recall(?:ed|s)|observ(?:ed|es)|told us|"
    r"remark(?:ed|s)|ask(?:ed|s)|reflect(?:ed|s)|put it|stat(?:ed|es)|wrote|writes|insist(?:ed|s)|"
    r"continu(?:ed|es)|jok(?:ed|es)|repli(?:ed|es)|warn(?:ed|s)|agre(?:ed|es)|admit(?:ted|s)|"
    r"conclud(?:ed|es)|answer(?:ed|s)|laugh(?:ed|s)|remember(?:ed|s))"
)
_AFTER = re.compile(rf"\s*,?\s*(?:as\s+)?(?P<verb>{SAID})\s+(?=\w)")
_AFTER_NAME = re.compile(rf"\s*,?\s*(?P<who>{NAME}|she|he|they)\s+{SAID}\b", re.IGNORECASE)
_AFTER_DESCRIBED = re.compile(rf"\s*,?\s*(?P<who>{NAME}),\s+[^\".]{{3,100}}?,\s+{SAID}\b")
_AS_SOMEBODY_SAYS = re.compile(
    rf"\s*,?\s*as\s+(?P<rest>[^\".]{{3,100}}?)\s*,?\s+"
    rf"(?:{SAID}|likes?\s+to\s+say|puts?\s+it)\b"
)
_CALLS = re.compile(
    rf"(?P<who>{NAME}),?\s+(?:calls?|called|describes?|described)\s+[^\".]{{0,60}}\Z"
)
_SAID_BEFORE = re.compile(rf"\b{SAID}(?:\s+that)?\s*[:,]?\s*\Z")
_SAID_FIRST = re.compile(rf"\b(?:{SAID}|[Aa]ccording to)\s+(?=[A-Z])")
_NAME_AND_COLON = re.compile(rf"\A\s*(?P<who>{NAME})(?:,[^:\"]*)?\s*:\s*\Z")
_PRONOUN_LAST = re.compile(r"\b([Ss]he|[Hh]e)\s*\Z")
_REACH = 600
"""How many characters before a quotation may name its speaker."""
_PRONOUNS = frozenset({"she", "he", "they"})

Attribution = tuple[Mention, float]
"""A person or post, and how sure it is that the words are theirs."""


def attribution_of(plain: str, span: Span, mark: Span) -> Attribution | None:
    """Return who says the words between two marks, by the words after or before them."""
    return _by_what_follows(plain, span, mark.end) or _by_what_precedes(plain, span, mark.start)


def _by_what_follows(plain: str, span: Span, position: int) -> Attribution | None:
    after = _AFTER.match(plain, position, span.end)
    if after and (mention := mention_after(plain, after.end(), span.end)):
        return mention, 0.95
    after = _AFTER_NAME.match(plain, position, span.end)
    if after:
        pronoun = after["who"].lower() in _PRONOUNS
        if pronoun or is_name(after["who"]):
            return Mention(Span(*after.span("who")), after["who"]), 0.7 if pronoun else 0.95
    after = _AS_SOMEBODY_SAYS.match(plain, position, span.end)
    if after:
        start, end = after.span("rest")
        mention = mention_after(plain, start, end) or mention_before(plain, start, end)
        if mention:
            return mention, 0.9
    after = _AFTER_DESCRIBED.match(plain, position, span.end)
    if after and is_name(after["who"]):
        mention = mention_after(plain, after.start("who"), after.end())
        return mention or Mention(Span(*after.span("who")), after["who"]), 0.9
    return None


def _by_what_precedes(plain: str, span: Span, position: int) -> Attribution | None:
    before = plain[max(span.start, position - _REACH) : position]
    sentence = before[max(before.rfind(". "), before.rfind('" ')) + 1 :]
    offset = position - len(sentence)
    if said := _SAID_BEFORE.search(sentence):
        who = sentence[: said.start()]
        mention = mention_before(plain, offset, offset + len(who.rstrip(", ")))
        if mention:
            return mention, 0.9
        if pronoun := _PRONOUN_LAST.search(who):
            return Mention(Span(offset, offset), pronoun[1]), 0.7
    said = _SAID_FIRST.search(sentence)
    if said and sentence.rstrip().endswith((",", ":")):
        mention = mention_after(plain, offset + said.end(), position)
        if mention:
            return mention, 0.9
    named = _CALLS.search(sentence)
    if named and is_name(named["who"]):
        return Mention(Span(offset, offset), named["who"]), 0.85
    named = _NAME_AND_COLON.search(sentence)
    if named and is_name(named["who"]):
        mention = mention_after(plain, offset + named.start("who"), position)
        return (mention, 0.9) if mention else None
    return None


def speaker_of(
    document: Document, span: Span, before: int, mention: Mention | None, people: People
) -> tuple[Person | None, str, str]:
    """Return the person of a mention, or the post if no name is given.

    A pronoun is the person named last, unless a person without a name comes later.
    """
    if mention is None:
        return None, "", ""
    if mention.name.lower() in _PRONOUNS:
        person = people.known[-1] if people.known else None
        unnamed = unnamed_before(document.plain, span.start, before)
        named = document.plain.rfind(person.last_name, span.start, before) if person else -1
        if unnamed and unnamed.span.start > named:
            return people.add(unnamed), unnamed.post, unnamed.organization
        return person, "", ""
    return people.add(mention), mention.post, mention.organization
