"""Finds the statements of a document: frame, fields, offices, quotations, results, cues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nmc_graph.ingest.document import Document, Part, Span, trimmed
from nmc_graph.ingest.fields import fields, inline_fields
from nmc_graph.ingest.from_fields import FieldReader
from nmc_graph.ingest.from_prose import ProseReader
from nmc_graph.ingest.gazetteer import Gazetteer
from nmc_graph.ingest.heads import head_items
from nmc_graph.ingest.items import Item, numbered
from nmc_graph.ingest.notebook import Notebook
from nmc_graph.ingest.offices import offices
from nmc_graph.ingest.people import attribution_line


def extract(document: Document, gazetteer: Gazetteer) -> list[Item]:
    """Return the items of a document, in the order of the text. The same text gives the same."""
    book = Notebook(document)
    found, rest = fields(document, gazetteer)
    found = [more for field in found for more in inline_fields(document, field, gazetteer)]
    parts = list(_with_attributions(document, _framed(rest, gazetteer, book)))
    parts = head_items(parts, found, gazetteer, book)
    reader = FieldReader(book)
    prose = ProseReader(gazetteer, book)
    ordered: list[tuple[int, Part | None]] = [(p.span.start, p) for p in parts]
    starts = {field.label.start: field for field in found}
    places = sorted({*starts, *(start for start, _ in ordered)})
    by_start = {p.span.start: n for n, p in enumerate(parts)}
    taken = 0
    for start in places:
        if start in starts and start not in by_start:
            field = starts[start]
            is_placed = bool(field.family and field.family.takes == "text")
            prose.read_values(reader.read(field), is_placed=is_placed)
        elif (number := by_start[start]) >= taken:
            taken = number + prose.read(parts, number)
    prose.finish()
    items = [_with_direction(item, gazetteer) for item in book.items]
    return numbered(items, document)


def _with_direction(item: Item, gazetteer: Gazetteer) -> Item:
    """Return an item about a measure with the direction that its name suggests is better."""
    if item.kind not in ("tracks", "change", "level", "missing"):
        return item
    name = str(item.values.get("indicator") or item.values.get("value") or "")
    return replace(item, values={**item.values, "better": gazetteer.better(name)})


def _framed(parts: Sequence[Part], gazetteer: Gazetteer, book: Notebook) -> list[Part]:
    """Take offices, boilerplate and furniture out of the parts; return the others."""
    kept: list[Part] = []
    found = offices(book.document, parts)
    after_comments = False
    number = 0
    while number < len(parts):
        part = parts[number]
        words = book.document.words(part.span)
        if number in found:
            office, count = found[number]
            book.add_office(office)
            number += count
            continue
        number += 1
        after_comments = after_comments or bool(gazetteer.comments.match(words))
        if part.kind == "furniture" or after_comments or gazetteer.furniture.search(words):
            book.add_frame(part.span, "Frame text, not part of the profile.")
        elif gazetteer.boilerplate.search(words) and len(words) < 600:
            book.add_frame(part.span, "A notice that the publisher repeats.")
        else:
            kept.append(part)
    return kept


def _with_attributions(document: Document, parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts; a last line after a dash that names a speaker is a separate part."""
    for part in parts:
        start, end = part.span
        cut = document.text.rfind("\n", start, end)
        line = document.plain[cut + 1 : end].strip() if cut > start else ""
        if line[:1] in "—–-" and line and attribution_line(line):
            yield Part(part.kind, trimmed(document.text, start, cut))
            yield Part("paragraph", trimmed(document.text, cut + 1, end))
        else:
            yield part


def coverage(document: Document, items: Iterable[Item]) -> tuple[float, float]:
    """Return which share of the letters and digits is accounted for, and makes a claim.

    Accounted for is what has an item other than `unplaced`, and the labels of fields.
    """
    accounted, claimed = bytearray(len(document.text)), bytearray(len(document.text))
    for item in items:
        spans = [*item.spans, *(Span(*span) for span in item.values.get("labels", ()))]
        for span in spans:
            mark = b"\1" * (span.end - span.start)
            if item.kind != "unplaced":
                accounted[span.start : span.end] = mark
            if item.is_claim:
                claimed[span.start : span.end] = mark
    letters = [n for n, char in enumerate(document.text) if char.isalnum()]
    total = len(letters) or 1
    return sum(accounted[n] for n in letters) / total, sum(claimed[n] for n in letters) / total
