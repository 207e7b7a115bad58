"""Labeled fields of a document: where each label and its value are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nmc_graph.ingest.document import Document, Part, Span, trimmed
from nmc_graph.ingest.gazetteer import Family, Gazetteer
from nmc_graph.ingest.sentences import sentences

_BEFORE_LABEL = re.compile(r"(?:\A|[.;|•·\n]|\*\*|\s{2})\s*[-*]*\s*\Z")
_ITEM = re.compile(
    r"\s*(?:;|,(?!\s*(?:Inc|LLC|Jr)\b)|\s+and\s+(?=[\w(])|\s+&\s+|\n\s*[-*•]\s+|\s[•·|]\s)\s*"
)
_UNKNOWN_LABEL = re.compile(r"\A\**(?P<label>[A-Z][^:.!?\"\n]{2,60})\**:\**\s+(?!\")")
_JOINT = re.compile(r"(?:(?:and|&)\s+|\([^()]*\)\s+)+", re.IGNORECASE)
_OPEN, _CLOSE = "([", ")]"


class Field(NamedTuple):
    """A label and its value. Without a family the label is unknown."""

    family: Family | None
    label: Span
    value: Span
    """May be empty."""


def fields(document: Document, gazetteer: Gazetteer) -> tuple[list[Field], list[Part]]:
    """Return the fields, and the parts that aren't fields, both in order."""
    found: list[Field] = []
    rest: list[Part] = []
    parts = list(document.parts)
    number = 0
    while number < len(parts):
        part = parts[number]
        number += 1
        if part.kind == "furniture":
            rest.append(part)
        elif part.label is not None:
            label = document.words(part.label)
            found.append(Field(gazetteer.family_of(label), part.label, part.span))
        elif family := gazetteer.family_of(document.words(part.span)):
            taken = _values_below(document, parts, number, family, gazetteer)
            last = part.span.end
            value = Span(taken[0].span.start, taken[-1].span.end) if taken else Span(last, last)
            found.append(Field(family, part.span, value))
            number += len(taken)
        else:
            inside, left = _inside(document, part, gazetteer, in_group=bool(found))
            found += inside
            rest += left
    return found, rest


def _values_below(
    document: Document, parts: Sequence[Part], number: int, family: Family, gazetteer: Gazetteer
) -> list[Part]:
    """Return the parts under a label that stands alone: one paragraph, or a whole list.

    A narrative has no value: what follows is read as text.
    """
    if family.takes == "narrative":
        return []
    taken: list[Part] = []
    for part in parts[number:]:
        ends = part.kind in ("heading", "furniture") or part.label is not None
        if (
            ends
            or gazetteer.family_of(document.words(part.span))
            or _label_at(document, part.span, gazetteer)
        ):
            break
        if taken and not (part.kind == taken[0].kind == "item"):
            break
        taken.append(part)
    return taken


def _label_at(document: Document, span: Span, gazetteer: Gazetteer) -> bool:
    return (
        gazetteer.at_start.match(document.plain, *trimmed(document.plain, *span, "*")) is not None
    )


def _inside(
    document: Document, part: Part, gazetteer: Gazetteer, *, in_group: bool
) -> tuple[list[Field], list[Part]]:
    """Return the fields within a part, and what of it comes before the first one."""
    plain = document.plain
    starts = list(_labels(document, part, gazetteer, in_group=in_group))
    if not starts:
        return [], [part]
    found: list[Field] = []
    ends = [label.start for _, label, _ in starts[1:]] + [part.span.end]
    for (family, label, begin), end in zip(starts, ends, strict=True):
        if family and family.takes == "narrative":
            found.append(Field(family, label, Span(begin, begin)))
            continue
        found.append(Field(family, label, trimmed(plain, begin, end, "*;|•·")))
    left = [Part(part.kind, trimmed(plain, part.span.start, starts[0][1].start, "*"))]
    left += [
        Part("paragraph", trimmed(plain, begin, end))
        for (family, _, begin), end in zip(starts, ends, strict=True)
        if family and family.takes == "narrative"
    ]
    return found, [p for p in left if p.span.end > p.span.start]


def _labels(
    document: Document, part: Part, gazetteer: Gazetteer, *, in_group: bool
) -> Iterator[tuple[Family | None, Span, int]]:
    """Yield family, label and start of the value for each label in a part.

    An unknown label counts only after a known one, since fields come in groups.
    """
    plain, raw = document.plain, document.text
    found = list(_labels_alone(document, part, gazetteer))
    for match in gazetteer.at_start.finditer(plain, *part.span):
        if _BEFORE_LABEL.search(raw[part.span.start : match.start()][-12:]):
            family = gazetteer.family_of(match["label"])
            found.append((family, Span(*match.span("label")), match.end()))
    yield from sorted(found, key=lambda row: row[1])
    if in_group and not found and not gazetteer.at_start.search(plain, *part.span):
        unknown = _UNKNOWN_LABEL.match(plain[part.span.start : part.span.end])
        if unknown and len(unknown["label"].split()) <= 6 and part.kind != "heading":
            start = part.span.start
            label = Span(start + unknown.start("label"), start + unknown.end("label"))
            yield None, label, start + unknown.end()


def _labels_alone(
    document: Document, part: Part, gazetteer: Gazetteer
) -> Iterator[tuple[Family | None, Span, int]]:
    """Yield the labels that have a line of a paragraph for themselves, if lines follow them."""
    start = part.span.start
    for line in document.text[slice(*part.span)].splitlines(keepends=True)[:-1]:
        span = trimmed(document.text, start, start + len(line))
        start += len(line)
        family = gazetteer.family_of(document.text[slice(*span)])
        if family and document.text[span.end - 1] != ":":
            yield family, span, start


def inline_fields(document: Document, field: Field, gazetteer: Gazetteer) -> list[Field]:
    """Return the fields that go on within a value: "Education. Tracked metrics include ...".

    The first is the field itself, without the others.
    """
    if field.family is None or field.family.takes not in ("list", "name", "place", "names"):
        return [field]
    plain = document.plain
    for family in gazetteer.families:
        match = family.inline.search(plain, *field.value) if family.inline else None
        if match and family is not field.family:
            own = trimmed(plain, field.value.start, match.start(), ".;,")
            value = trimmed(plain, match.end(), field.value.end, ".")
            label = trimmed(plain, match.start(), match.end())
            return [Field(field.family, field.label, own), Field(family, label, value)]
    return [field]


def items(document: Document, span: Span) -> list[Span]:
    """Return the items of a list: between commas and "and", outside brackets."""
    text = document.plain
    raw = document.text
    found: list[Span] = []
    begin, depth = span.start, 0
    position = span.start
    while position < span.end:
        char = text[position]
        depth += (char in _OPEN) - (char in _CLOSE)
        match = None if depth else _ITEM.match(raw, position, span.end)
        if match and match.end() > match.start():
            found.append(Span(begin, match.start()))
            begin = position = match.end()
            continue
        position += 1
    found.append(Span(begin, span.end))
    cleaned = (_without_joint(raw, item) for item in found)
    return [item for item in cleaned if item.end > item.start]


def _without_joint(text: str, span: Span) -> Span:
    span = trimmed(text, *span, ".;,*-•")
    match = _JOINT.match(text, *span)
    return Span(match.end(), span.end) if match else span


def pieces(document: Document, span: Span) -> list[Span]:
    """Return the parts within a value: one, or the items of a list."""
    inside = [
        Span(max(part.span.start, span.start), min(part.span.end, span.end))
        for part in document.parts
        if part.span.overlap(span)
    ]
    return inside or [span]


def first_sentence(document: Document, span: Span) -> Span:
    """Return the first sentence of a span without its full stop."""
    first = next(sentences(document.plain, *span), span)
    return trimmed(document.plain, *first, ".;")
