"""What a figure measures and where, in the words of the document."""

from __future__ import annotations

import re

from nmc_graph.ingest.document import Span
from nmc_graph.ingest.years import periods

MAX_WORDS = 16
_NAME = r"[A-Z][\w'.&-]*(?:(?:\s+(?:of|the|and|de|la))*\s+[A-Z][\w'.&-]*)*"
_AREA = (
    r"(?:neighborhoods?|city|county|schools?|districts?|areas?|zip codes?|census tracts?|region|"
    r"town|state|blocks?|precincts?|wards?)"
)
_PLACE = re.compile(
    rf"\b(?:in|across|around|throughout|within|citywide in|near|for)\s+"
    rf"(?P<place>(?:the\s+)?(?:{_AREA}\s+(?:of|around|near|surrounding)\s+)?(?:the\s+)?{_NAME}"
    rf"(?:\s+{_AREA}\b)?)"
)
_LEAD = re.compile(
    r"^(?:(?:the|a|an|our|its|their|and|but|that|also|overall|as a result|meanwhile|in addition|"
    r"by|from|since|between|in|today|now)\b[\s,]+)+",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\s+(?:was|were|is|are|stood at|reached|totaled|averaged)\s+"
    r"(?:(?:about|around|nearly|almost|only|just|more than)\s+)*\d.*\Z",
    re.IGNORECASE | re.DOTALL,
)
"""An earlier figure of the same measure: "Poverty was 22 percent, compared with"."""
_LEADING_PLACE = re.compile(
    rf"\s*(?:[Ii]n|[Aa]cross|[Tt]hroughout|[Ww]ithin)\s+(?P<place>(?:the\s+)?{_NAME}(?:\s+{_AREA})?),\s+"
)
_TAIL = re.compile(
    r"(?:[\s,:(–—-]+(?:has|have|had|is|are|was|were|been|be|also|only|just|by|to|a|an|the|of|about|"
    r"at|stood|stands|reached|reach|went|go|goes|which|that|than|from|then|since|now|it|down|up|fell|rose|and|saw|showed?|"
    r"shows|percent|with|nearly|almost|more|in|for))*[\s,:(–—-]*\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:percent(?:age)?(?:\s+points?)?\s+)?(?:decline|drop|fall|decrease|reduction|increase|"
    r"rise|gain|growth|jump|cut)s?\s+(?:in|of)\s+(?P<what>(?!\d)[^,.;()]+)",
    re.IGNORECASE,
)
_DROP_OF = re.compile(
    r"\b(?:decline|drop|fall|decrease|reduction|increase|rise|gain|growth|jump|cut)s?\s+of\s+"
    r"[^.;]*?\b(?:percent|points?|half|third|quarter)\s+in\s+(?P<what>[a-z][^,.;()]+)"
)
_OF = re.compile(r"\s*(?:of\s+)(?P<what>[^,.;()]+)", re.IGNORECASE)
_VERB_OBJECT = re.compile(
    r"\b(?:reduced?|cut|lowered|raised?|increased?|decreased|grew|improved?)\s+(?P<what>[^,.;()\d]+?)"
    r"\s+(?:by|from)\s",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s+(?:from|between|since|by|in|over|during|for|who|that|compared)\s+(?:the\b)?.*\Z",
    re.I | re.S,
)
_REPORT = re.compile(
    r"^\s*(?:in (?:our|the|its) \d{4} (?:report|study),? )?(?:we|it|they|the (?:study|report)) "
    r"(?:cited|reported|found|noted|saw) that "
    r"|^\s*the (?:\w+ ){1,4}(?:said|says|told us|reported|added) that (?:the )?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:the\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Grade|Spring|Fall|Summer|Winter)\b"
)
_PRONOUN = re.compile(r"(?:it|this|that|they|these|which|there|was|is)?\Z", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]*\)?")


def subject_of(plain: str, clause: Span, before: int, after: int | None = None) -> str:
    """Return what is measured: what a verb changes, what follows the figure, or what precedes it.

    `before` is where the figure or its verb begins, `after` where the figure of a level ends.
    """
    if match := _VERB_OBJECT.search(plain, *clause):
        return _cleaned(plain, *match.span("what"))
    if match := _DROP_OF.search(plain, *clause):
        end = match.start("what") + len(_END.sub("", match["what"]))
        return _cleaned(plain, match.start("what"), end)
    if match := _AFTER.search(plain, after or before, clause.end):
        end = match.start("what") + len(_END.sub("", match["what"]))
        return _cleaned(plain, match.start("what"), end)
    if after is not None and (match := _OF.match(plain, after, clause.end)):
        return _cleaned(plain, *match.span("what"))
    return _cleaned(plain, clause.start, before)


def geography_in(plain: str, clause: Span) -> str:
    """Return the place that a clause names after a preposition, as printed; empty without one."""
    leading = _LEADING_PLACE.match(plain, *clause)
    for match in (*([leading] if leading else []), *_PLACE.finditer(plain, *clause)):
        place = " ".join(match["place"].split()).rstrip(".,")
        if not _TIME.match(place):
            return place
    return ""


def _cleaned(plain: str, start: int, end: int) -> str:
    """Return a phrase without periods of time, brackets, and words that don't name a measure."""
    text = _REPORT.sub(lambda lead: " " * len(lead[0]), plain[start:end])
    for period in reversed(periods(plain, start, end)):
        a, b = period.span.start - start, period.span.end - start
        text = text[:a] + " " + text[b:]
    text = " ".join(_BRACKET.sub(" ", text).split()).strip(" ,;:.)\"'")
    if match := _LEADING_PLACE.match(text):
        text = text[match.end() :]
    text = _TAIL.sub("", _LEAD.sub("", _STATED.sub("", text))).strip(" ,;:\"'")
    if _PRONOUN.match(text) or not any(map(str.isalpha, text)):
        return ""
    return " ".join(text.split()[-MAX_WORDS:])
