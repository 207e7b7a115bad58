"""From rows to triples, each with the cell that it comes from."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nmc_graph.terms import DCTERMS, ID, PREF_LABEL, RDF_TYPE, SKOS
from nmc_graph.workbook.description import ID as ID_TITLE
from nmc_graph.workbook.description import KIND, Column, Place, Sheet
from nmc_graph.workbook.excerpts import excerpt
from nmc_graph.workbook.findings import CellFinding
from nmc_graph.workbook.names import BadValue, Names, UnknownName, slug
from nmc_graph.workbook.rows import Row
from nmc_graph.workbook.values import decode, split

Progress = Callable[[str, int, int], None]
_STEP = 500
"""Rows between two reports of progress."""
_LOCAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)?\Z")
_SOURCE = ("source",)
_UNSOURCED = "workbook"
"""Part of the IRI of a claim without evidence, which is a finding."""


@dataclass
class Imported:
    """What the rows of a workbook state."""

    graph: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Terms as in N-Triples; things in the order of the rows."""
    findings: list[CellFinding] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    """The row of each thing, by IRI."""
    cells: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    """The cell of each triple."""


class Importer:
    """Gives every row an IRI, then makes triples of its cells."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.result = Imported()
        self._contents: dict[tuple[object, ...], Row] = {}

    def run(self, rows: Sequence[Row], progress: Progress = lambda what, done, total: None) -> None:
        """Import rows; `result` then has what they state."""
        first = {"source": 0, "statement": 2, "assertion": 3}  # claims are named by their sources
        by_need = sorted(rows, key=lambda row: first.get(row.sheet.kind, 1))
        named = {id(row): self._named(row) for row in by_need}
        for number, row in enumerate(rows):
            if number % _STEP == 0:
                progress("rows", number, len(rows))
            if iri := named[id(row)]:
                self._add(row, iri)
        progress("rows", len(rows), len(rows))

    def _named(self, row: Row) -> str:
        """Return the IRI of a row, known from now on, or an empty text if it repeats another."""
        content = (row.sheet.title, *sorted((t, str(c.value)) for t, c in row.cells.items()))
        same = self._contents.setdefault(content, row)
        if same is not row and not row.broken:
            self._complain(row, "", f"The row repeats row {same.number}.", "Delete it.")
            return ""
        iri = self._given_iri(row) or self._new_iri(row)
        if other := self.result.rows.get(iri):
            title = ID_TITLE if row.text(ID_TITLE) else _named_by(row.sheet)
            where = f"row {other.number}" + f" of {other.title}" * (other.sheet != row.sheet)
            message = f"This names the same thing as {where}."
            fix = "Give it another name or ID, or put all of it in one row."
            self._complain(row, title, message, fix, row.text(title))
            return ""
        self.result.rows[iri] = row
        self.names.add(iri, row.text("Name") or row.text("Title") or row.text(ID_TITLE) or iri)
        return iri

    def _given_iri(self, row: Row) -> str:
        text = row.text(ID_TITLE)
        if not text:
            return ""
        if not _LOCAL_ID.match(text):
            fix = "Use letters, digits and hyphens, or leave it empty."
            self._complain(row, ID_TITLE, f"“{text[:60]}” can't be an ID.", fix, text)
            return ""
        if row.sheet.by_source and "/" not in text:
            text = f"{self._source_of(row)}/{text}"
        return f"{ID}{row.sheet.kind}/{text}"

    def _new_iri(self, row: Row) -> str:
        """Return a new IRI, made of what the row says."""
        sheet = row.sheet
        if sheet.kind == "statement":
            number = slug(row.text("Number")) or f"row-{row.number}"
            return f"{ID}statement/{self._source_of(row)}/{number}"
        parts = [row.text(c.title) for p in sheet.slug_from for c in sheet.columns
                 if c.property == p]  # fmt: skip
        name = row.text("Name") or " ".join(p for p in (self._word(row), *parts) if p)
        start = f"{ID}{sheet.kind}/" + (f"{self._source_of(row)}/" if sheet.by_source else "")
        base = start + (slug(name) or f"row-{row.number}")
        if row.text("Name"):  # a second thing of one name is a mistake; of claims there are many
            return base
        options = itertools.chain([base], (f"{base}-{n}" for n in itertools.count(2)))
        return next(i for i in options if i not in self.result.rows and i not in self.names)

    def _word(self, row: Row) -> str:
        """Return the first word of the name of a new claim."""
        if row.sheet.kind != "assertion":
            return ""
        return row.text(KIND) or next(iter(row.sheet.classes))

    def _source_of(self, row: Row) -> str:
        """Return the ID of the source of a statement, or of the first evidence of a claim."""
        text = row.text("Source")
        if row.sheet.kind == "assertion":
            first = row.text("Evidence").partition(";")[0].strip()
            text = first.rpartition("/" if "/" in first else " ")[0].strip()
        try:
            return self.names.find(text, _SOURCE, "the sources").removeprefix(f"{ID}source/")
        except UnknownName:
            return slug(text) or _UNSOURCED

    def _add(self, row: Row, iri: str) -> None:
        """Add the triples of a row."""
        self.result.cells[iri, "", ""] = Place(row.title, row.number, row.columns.get(ID_TITLE, 1))
        for class_ in self._classes(row):
            self._state(iri, RDF_TYPE, f"<{class_}>")
        if row.sheet.in_scheme:
            self._state(iri, SKOS + "inScheme", f"<{row.sheet.in_scheme}>")
        for column in row.sheet.columns:
            cell = row.cells.get(column.title)
            if cell is None:
                self._require(row, column)
                continue
            place = Place(row.title, row.number, cell.number)
            for text in split(cell.value, column):
                self._value(row, iri, column, text, place)

    def _value(self, row: Row, iri: str, column: Column, text: str, place: Place) -> None:
        try:
            if column.kind == "characters":
                term, place_triples = excerpt(text, iri)
                self.result.graph.update(place_triples)
            else:
                term = decode(self._in_source(row, column, text), column, self.names)
        except BadValue as error:
            row.broken.add(column.title)
            self._complain(row, column.title, str(error), error.fix, text)
            return
        self._state(iri, column.iri, term)
        self.result.cells[iri, column.iri, term] = place
        self.result.cells.setdefault((iri, column.iri, ""), place)

    def _in_source(self, row: Row, column: Column, text: str) -> str:
        """Return the whole ID of a claim for the part of it that is enough in one source."""
        if column.among != ("assertion",) or "/" in text:
            return text
        whole = f"{self._source_of(row)}/{text}"
        return whole if f"{ID}assertion/{whole}" in self.result.rows else text

    def _require(self, row: Row, column: Column) -> None:
        if column.required and column.title not in row.broken:
            row.broken.add(column.title)
            self._complain(row, column.title, f"“{column.title}” is empty.", _what(column))

    def _classes(self, row: Row) -> tuple[str, ...]:
        sheet = row.sheet
        if not sheet.has_kinds:
            return next(iter(sheet.classes.values()))
        text = row.text(KIND).casefold()
        if text in sheet.classes:
            return sheet.classes[text]
        if KIND not in row.broken:
            options = ", ".join(sheet.classes)
            message = f"“{row.text(KIND)[:60]}” isn't a kind of row here." if text else (
                "“Kind” is empty.")  # fmt: skip
            self._complain(row, KIND, message, f"Choose one of: {options}.", row.text(KIND))
            row.broken.add(KIND)
        return ()

    def _state(self, subject: str, predicate: str, term: str) -> None:
        block = self.result.graph.setdefault(f"<{subject}>", defaultdict(list))
        if term not in block[f"<{predicate}>"]:
            block[f"<{predicate}>"].append(term)

    def _complain(self, row: Row, title: str, message: str, fix: str, value: str = "") -> None:
        self.result.findings.append(row.finding(title, message, fix, value))


def _named_by(sheet: Sheet) -> str:
    """Return the title of the column that names the things of a sheet."""
    naming = {PREF_LABEL, DCTERMS + "title", DCTERMS + "identifier"}
    return next((c.title for c in sheet.columns if c.iri in naming), ID_TITLE)


def _what(column: Column) -> str:
    example = f" For example: {column.example.rstrip('.')}." if column.example else ""
    verb = "Choose one from the list." if column.kind == "concept" else "Fill it in."
    return verb + example
