"""What can be changed in an item: its form, what is wrong with it, and the values of a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nmc_graph.errors import UsageError
from nmc_graph.ingest.document import Document, Span
from nmc_graph.ingest.gists import gist_of_result
from nmc_graph.ingest.items import Candidate, Item, Kind
from nmc_graph.ingest.notebook import values_of
from nmc_graph.ingest.results import Result, results
from nmc_graph.model.normalize import words_of

COPIED_WORDS = 8
"""So many words in a row that the text has too are a copied sentence."""
_NUMBERS = frozenset({"value", "before", "after"})
_YEARS = frozenset({"start", "end", "year"})
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "place": ("value",),
    "focus": ("value",),
    "tracks": ("value", "better"),
    "founded": ("year",),
    "backbone": ("value",),
    "role": ("person", "post", "organization"),
    "change": (
        "indicator", "geography", "value", "unit", "start", "end", "before", "after", "qualifier",
        "better",
    ),
    "level": ("indicator", "geography", "value", "unit", "start", "end", "qualifier", "better"),
    "missing": ("indicator", "geography", "start", "end", "status", "better"),
    "quotation": ("person",),
    "office": ("name", "street", "city", "state", "zip", "phone"),
    "field": ("value",),
}  # fmt: skip
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "qualifier": ("", "around", "less-than", "more-than", "nearly"),
    "better": ("", "decrease", "increase", "keep"),
    "status": ("missing", "not-obtained", "not-comparable", "not-collected", "withheld"),
}
_CHANGE_UNITS = ("percent", "points", "")
KIND_NAMES: Mapping[str, str] = {
    "anchored": "statement", "backbone": "backbone organization", "cue": "claim from a wording",
    "field": "other field", "focus": "focus area", "founded": "founding date",
    "missing": "missing result", "report": "indirect quotation",
    "title": "title line", "tracks": "tracked measure", "unplaced": "not understood",
}  # fmt: skip
"""What the page calls the kinds of items; the others are called by their own names."""
_FIELD_NAMES: Mapping[str, str] = {
    "after": "End value", "before": "Start value", "better": "Better if it", "end": "To year",
    "geography": "Place", "indicator": "Measure", "start": "From year", "status": "Why missing",
    "zip": "ZIP code", "post": "Position", "level-unit": "Unit",
}  # fmt: skip
ADDED: tuple[Kind, ...] = (
    "field", "focus", "tracks", "founded", "backbone", "place", "role", "change", "level",
    "missing", "quotation",
)  # fmt: skip
"""The kinds of items that can be added from a selection."""


def form_of(item: Item) -> list[dict[str, Any]]:
    """Return the fields of the form of an item: key, label, value, and choices if there are any."""
    rows: list[dict[str, Any]] = []
    for key in _TEXTS.get(item.kind, ()):
        choices: tuple[str, ...] = _CHOICES.get(key, ())
        if key == "unit" and item.kind == "change":
            choices = _CHANGE_UNITS
        value = item.values.get(key)
        rows.append(
            {
                "key": key,
                "label": field_name(key),
                "value": "" if value is None else str(value),
                "choices": list(choices),
            }
        )
    return rows


def field_name(key: str) -> str:
    """Return what the page calls a field of a form."""
    return _FIELD_NAMES.get(key, key[:1].upper() + key[1:])


def changed(item: Item, change: Mapping[str, Any]) -> Item:
    """Return an item with the values of a form. Raises UsageError if the form has another shape."""
    values = dict(item.values)
    for key, text in _mapping(change, "values").items():
        if key in _TEXTS.get(item.kind, ()):
            values[key] = _value(item.kind, key, str(text).strip())
    candidates = dict(item.candidates)
    for key, iri in _mapping(change, "choices").items():
        candidates[key] = _chosen(candidates.get(key, ()), str(iri))
    spans = item.spans
    if "spans" in change:
        spans = tuple(Span(int(a), int(b)) for a, b in change["spans"])
    speaker = item.speaker
    if item.kind == "quotation":
        speaker = str(values.get("person", ""))
    return replace(
        item,
        values=values,
        candidates=candidates,
        spans=spans,
        speaker=speaker,
        voice="direct-quotation" if item.kind == "quotation" and speaker else item.voice,
        gist=" ".join(str(change.get("gist", item.gist)).split()),
    )


def _mapping(change: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = change.get(key, {})
    if not isinstance(found, Mapping):
        raise UsageError(f"{key} is not a mapping.")
    return found


def _is_number(kind: Kind, key: str) -> bool:
    return kind in ("change", "level") and key in _NUMBERS


def _value(kind: Kind, key: str, text: str) -> Any:
    """Return a value of its kind; one that isn't stays a text, and is complained of."""
    if _is_number(kind, key):
        plain = text.replace(",", "").replace("\u2212", "-").rstrip("%")
        return _number(plain, float) if plain else None
    if key in _YEARS:
        return _number(text, int) if text else None
    return text


def _number(text: str, type_: type[int] | type[float]) -> int | float | str:
    try:
        return type_(text)
    except ValueError:
        return text


def _chosen(found: tuple[Candidate, ...], iri: str) -> tuple[Candidate, ...]:
    """Return candidates with the chosen one first and certain; none for a new thing."""
    if not iri:
        return ()
    first = [replace(c, score=100.0) for c in found if c.iri == iri]
    return (*first, *(c for c in found if c.iri != iri))


def problems(item: Item, document: Document) -> dict[str, str]:
    """Return what is wrong with an item, by the field of its form; empty if nothing is."""
    return dict(_problems(item, document))


def _problems(item: Item, document: Document) -> Iterator[tuple[str, str]]:
    if item.kind == "anchored":
        pass  # the statement is in the graph already; only its passage is new
    elif not item.gist:
        yield "gist", "Write in your own words what the text says."
    elif _is_copied(item.gist, document):
        yield "gist", "This copies the text. Use your own words."
    for span in item.spans:
        if not 0 <= span.start < span.end <= len(document.text):
            yield "spans", f"Characters {span.start} to {span.end} aren't in the text."
    values = item.values
    for key in _TEXTS.get(item.kind, ()):
        value = values.get(key)
        if _is_number(item.kind, key) and isinstance(value, str):
            yield key, f"“{value}” isn't a number. Write it like −65 or 25.7."
        if key in _YEARS:
            if isinstance(value, str):
                yield key, f"“{value}” isn't a year. Write it like 2011."
            elif value is not None and not 1800 <= value <= 2100:
                yield key, "A year is between 1800 and 2100."
    start, end = values.get("start"), values.get("end")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        yield "end", "The last year is before the first."
    if item.kind == "level" and values.get("value") is None:
        yield "value", "A level needs its number."
    if item.kind == "change" and values.get("value") is None and values.get("after") is None:
        yield "value", "A change needs its size, or two levels."
    if item.kind == "founded" and values.get("year") is None:
        yield "year", "Write the year, like 2004."
    needed = {"focus": "value", "tracks": "value", "backbone": "value", "place": "value",
              "name": "name", "role": "post"}.get(item.kind)  # fmt: skip
    if needed and not values.get(needed):
        yield needed, "This can't be empty."


def _is_copied(gist: str, document: Document) -> bool:
    own, text = words_of(gist), " " + " ".join(words_of(document.text)) + " "
    runs = (own[n : n + COPIED_WORDS] for n in range(len(own) - COPIED_WORDS + 1))
    return any(f" {' '.join(run)} " in text for run in runs)


def new_item(kind: str, span: Span, document: Document, number: int) -> Item:
    """Return an item for selected text, with the values that ingest reads in it."""
    if kind not in ADDED:
        raise UsageError(f"{kind!r} can't be added.", hint=f"Choose one of {', '.join(ADDED)}.")
    words = document.words(span)
    found = next(results(document.plain, *span, in_field=True), None)
    values: dict[str, Any]
    gist = ""
    if kind in ("change", "level", "missing"):
        blank = Result("missing", span, span, status="missing")
        fitting = found if found and found.kind == kind else (found or blank)._replace(kind=kind)
        values = {**values_of(fitting), "wave": "", "labels": []}
        gist = gist_of_result(fitting) if found else ""
    elif kind == "founded":
        year = re.search(r"\b(?:1[89]|20)\d\d\b", words)
        values = {"year": int(year[0]) if year else None, "key": "founded"}
        gist = f"It was founded in {year[0]}." if year else ""
    elif kind == "role":
        values = {"person": words, "post": "", "organization": "", "role-key": ""}
    elif kind == "quotation":
        values = {"person": "", "post": "", "organization": "", "pull-quote": False}
    else:
        values = {"value": words, "key": kind}
    voice = "direct-quotation" if kind == "quotation" else "authorial"
    return Item(kind, (span,), voice, "", values, gist, 1.0, number=number)
