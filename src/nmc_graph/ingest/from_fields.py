"""From labeled fields to items."""

from __future__ import annotations

import re

from nmc_graph.ingest.document import Span, trimmed
from nmc_graph.ingest.fields import Field, first_sentence, items, pieces
from nmc_graph.ingest.gazetteer import Family
from nmc_graph.ingest.notebook import Notebook
from nmc_graph.ingest.results import results
from nmc_graph.ingest.sentences import sentences
from nmc_graph.ingest.years import periods

_ABSENT = re.compile(
    r"(?:n/?a|not (?:available|applicable|stated|known)|none|unknown|[-–—])\.?\Z", re.I
)
_JOINT = re.compile(r"\s+/\s+|\s*;\s*|\s+\|\s+")
_MAX_NAME = 14


class FieldReader:
    """Reads one field after the other into a notebook."""

    def __init__(self, book: Notebook) -> None:
        self._document, self._book = book.document, book

    def read(self, field: Field) -> list[Span]:
        """Add the items of a field. Return what of its value must be read as prose."""
        document, family = self._document, field.family
        whole = Span(field.label.start, max(field.value.end, field.label.end))
        if field.value.end <= field.value.start:
            if family and family.takes == "narrative":
                gist = "A heading: what follows is about the last years."
                self._book.add_layout(field.label, gist, family.key)
            else:
                self._book.add_unplaced([field.label], "A label without a value.")
            return []
        if family is None:
            label = document.words(field.label)
            gist = "A label that the gazetteer doesn't have."
            todo = f"The label “{label}” isn't in data/ingest/labels.toml."
            self._book.add_unplaced([field.label], gist, todo, label)
            return [field.value]
        if family.takes != "results" and _ABSENT.match(document.words(field.value)):
            gist = "The document doesn't give this."
            self._book.add("field", [whole], gist, values={"key": family.key, "value": ""})
            return []
        match family.takes:
            case "list":
                self._list(field, family)
            case "year":
                self._year(field, whole)
            case "name" | "names":
                self._names(field, family, whole)
            case "place":
                self._place(field, family.key, whole)
            case "results":
                return self._results(field, family, whole)
            case "text":
                gist = f"The document gives its {family.key}."
                self._book.add(
                    "field", [whole], gist, values={"key": family.key}, confidence=0.7,
                    todos=("Put the gist of this in your own words, if it matters.",),
                )  # fmt: skip
                return [field.value]
            case _:
                value = document.words(field.value).rstrip(".")
                gist = f"The document gives its {family.key}."
                given = {"key": family.key, "value": value}
                self._book.add("field", [whole], gist, values=given)
        return []

    def _list(self, field: Field, family: Family) -> None:
        key = family.key
        if field.value.end - field.value.start > 400:
            field = Field(family, field.label, first_sentence(self._document, field.value))
        found = items(self._document, field.value)
        for number, span in enumerate(found):
            value = self._document.words(span)
            labels = [list(field.label)] if not number else []
            values = {"value": value, "key": key, "labels": labels}
            if key == "focus":
                gist = f"{value[:1].upper()}{value[1:]} is a focus area."
                self._book.add("focus", [span], gist, values=values)
            elif key == "tracks":
                whole = Span(field.label.start, span.end) if not number else span
                gist = f"It tracks {value}."
                self._book.add("tracks", [whole], gist, values=values)
            else:
                self._book.add("field", [span], f"Listed: {value}.", values=values)

    def _year(self, field: Field, whole: Span) -> None:
        found = periods(self._document.plain, *field.value)
        if not found:
            no_year = ("No year was found in this field.",)
            self._book.add("unplaced", [whole], "A founding date without a year.", todos=no_year)
            return
        year = found[0].start or found[0].end
        todos = ["What was founded then? The field doesn't say."]
        if len(found) > 1:
            todos.append("The field has several years.")
        value = self._document.words(field.value)
        values = {"year": year, "value": value, "key": "founded"}
        confidence = 0.9 if len(found) == 1 else 0.6
        gist = f"The founding date is {year}; what was founded isn't said."
        self._book.add("founded", [whole], gist, values=values, confidence=confidence, todos=todos)

    def _names(self, field: Field, family: Family, whole: Span) -> None:
        key = family.key
        span = field.value
        if self._document.plain[slice(*span)].rstrip().count(". ") and key != "partners":
            span = first_sentence(self._document, span)
        value = self._document.words(trimmed(self._document.plain, *span, ".;"))
        if key == "name-and-backbone" and len(pair := _JOINT.split(value)) == 2:
            self._name(pair[0], whole)
            backbone = {"value": pair[1], "key": "backbone"}
            self._book.add("backbone", [whole], f"The backbone is {pair[1]}.", values=backbone)
        elif key in ("name", "name-and-backbone"):
            self._name(value, whole)
        elif key == "backbone":
            sure = 0.9 if len(value.split()) <= _MAX_NAME else 0.5
            values = {"value": value, "key": key}
            self._book.add(
                "backbone", [whole], f"The backbone is {value}.", values=values, confidence=sure
            )
        elif key == "partners":
            for part in items(self._document, span):
                name = self._document.words(part)
                values = {"value": name, "key": key}
                self._book.add("field", [part], f"{name} is a partner.", values=values)
        else:
            values = {"value": value, "key": key}
            self._book.add("field", [whole], f"The organization is {value}.", values=values)

    def _name(self, name: str, whole: Span) -> None:
        values = {"name": name, "places": [], "state": "", "key": "name"}
        self._book.add("name", [whole], f"The initiative is {name}.", values=values)

    def _place(self, field: Field, key: str, whole: Span) -> None:
        value = self._document.words(first_sentence(self._document, field.value))
        kind = "place" if key == "place" else "field"
        gist = f"It serves {value}." if key == "place" else f"Its headquarters are in {value}."
        self._book.add(kind, [whole], gist, values={"value": value, "key": key})  # type: ignore[arg-type]

    def _results(self, field: Field, family: Family, whole: Span) -> list[Span]:
        """Add the results of a field; return the sentences that have none."""
        plain = self._document.plain
        parts = pieces(self._document, field.value)
        found = [r for piece in parts for r in results(plain, *piece, in_field=True)]
        for number, result in enumerate(found):
            with_label = not number and result.kind == "missing"
            span = Span(whole.start, result.span.end) if with_label else None
            labels = [] if number or span else [field.label]
            self._book.add_result(result, wave=family.wave, span=span, labels=labels)
        return [
            sentence
            for piece in parts
            for sentence in sentences(plain, *piece)
            if not any(sentence.overlap(result.span) for result in found)
        ]
