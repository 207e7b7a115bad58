"""A review of a draft: decisions on each item, kept in a file, so that it can go on later."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nmc_graph.errors import UsageError
from nmc_graph.ingest.document import Document, Span, trimmed
from nmc_graph.ingest.items import Item, from_json, numbered
from nmc_graph.ingest.review_forms import changed, new_item, problems

Status = Literal["open", "accepted", "dropped"]
Render = Callable[[Sequence[Item]], bytes]
MAX_UNDO = 200
_VERSION = 1


def session_file(out: Path) -> Path:
    """Return the file that keeps the review whose result goes to `out`."""
    return out.with_name(f"{out.name}.review.json")


@dataclass(frozen=True)
class Entry:
    """An item and the decision on it."""

    item: Item
    status: Status = "open"


Delta = dict[int, Entry | None]
"""Entries as they were before an action, by number; None for one that was added."""


class Review:
    """The decisions so far. Every action is saved at once, whole or not at all."""

    def __init__(
        self, document: Document, items: Sequence[Item], file: Path, render: Render
    ) -> None:
        """Begin a review, or go on with the one in `file` if it is of the same document.

        Raises UsageError if the file is of another document.
        """
        self.document, self._file, self._render = document, file, render
        self._entries = {item.number: Entry(item) for item in items if item.kind != "layout"}
        self._undo: list[Delta] = []
        self.resumed = file.exists()
        if self.resumed:
            self._load()
        self._draft = render([entry.item for entry in self._entries.values()])

    @property
    def entries(self) -> list[Entry]:
        """The entries in the order of the text."""
        return sorted(self._entries.values(), key=lambda e: (e.item.spans[0], e.item.number))

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to undo."""
        return bool(self._undo)

    def accept(self, number: int) -> None:
        """Accept an item. Raises UsageError if something is wrong with it."""
        entry = self._entry(number)
        if found := problems(entry.item, self.document):
            raise UsageError(" ".join(found.values()))
        self._apply({number: replace(entry, status="accepted")})

    def drop(self, number: int) -> None:
        """Leave an item out."""
        self._apply({number: replace(self._entry(number), status="dropped")})

    def change(self, number: int, form: Mapping[str, Any]) -> None:
        """Change an item and accept it. Raises UsageError if something is wrong with it."""
        item = changed(self._entry(number).item, form)
        if found := problems(item, self.document):
            raise UsageError(" ".join(found.values()))
        self._apply({number: Entry(item, "accepted")})

    def problems_of(self, number: int, form: Mapping[str, Any]) -> dict[str, str]:
        """Return what would be wrong with a changed item, by field."""
        return problems(changed(self._entry(number).item, form), self.document)

    def split(self, number: int, position: int) -> int:
        """Split an item in two at a character; return the number of the second part."""
        item = self._entry(number).item
        place = next((s for s in item.spans if s.start < position < s.end), None)
        if place is None:
            raise UsageError("The place to split isn't inside the passage.")
        at = item.spans.index(place)
        first = trimmed(self.document.text, place.start, position)
        second = trimmed(self.document.text, position, place.end)
        other = self._next_number()
        self._apply(
            {
                number: Entry(replace(item, spans=(*item.spans[:at], first))),
                other: Entry(
                    replace(
                        item, spans=(second, *item.spans[at + 1 :]), number=other, evidence=None
                    )
                ),
            }
        )
        return other

    def place(self, number: int, start: int, end: int) -> None:
        """Make the selected text the passage of an item."""
        span = self._selected(start, end)
        entry = self._entry(number)
        self._apply({number: replace(entry, item=replace(entry.item, spans=(span,)))})

    def add(self, kind: str, start: int, end: int) -> int:
        """Add an item for selected text; return its number."""
        span = self._selected(start, end)
        number = self._next_number()
        self._apply({number: Entry(new_item(kind, span, self.document, number))})
        return number

    def undo(self) -> None:
        """Take back the last action. Raises UsageError if there is none."""
        if not self._undo:
            raise UsageError("There is nothing to undo.")
        for number, entry in self._undo.pop().items():
            if entry is None:
                del self._entries[number]
            else:
                self._entries[number] = entry
        self._save()

    def result(self) -> bytes:
        """Return the accepted items as Turtle."""
        kept = [entry.item for entry in self.entries if entry.status == "accepted"]
        numbers = {item.number for item in kept}
        kept = [
            replace(
                item,
                evidence=item.evidence if item.evidence in numbers else None,
                restates=item.restates if item.restates in numbers else None,
            )
            for item in kept
        ]
        return self._render(numbered(kept, self.document))

    def diff(self) -> str:
        """Return what the review changed in the draft, as a unified diff."""
        before, after = (
            text.decode().splitlines(keepends=True) for text in (self._draft, self.result())
        )
        return "".join(difflib.unified_diff(before, after, "draft", "reviewed"))

    def write(self, out: Path) -> None:
        """Write the result, whole or not at all."""
        _replace(out, self.result())

    def _selected(self, start: int, end: int) -> Span:
        span = trimmed(self.document.text, max(0, start), min(end, len(self.document.text)))
        if span.end <= span.start:
            raise UsageError("Select some text first.")
        return span

    def _entry(self, number: int) -> Entry:
        try:
            return self._entries[number]
        except KeyError:
            raise UsageError(f"There is no item {number}.") from None

    def _next_number(self) -> int:
        return max(self._entries, default=0) + 1

    def _apply(self, new: Mapping[int, Entry]) -> None:
        self._undo.append({number: self._entries.get(number) for number in new})
        del self._undo[:-MAX_UNDO]
        self._entries.update(new)
        self._save()

    def _save(self) -> None:
        content = {
            "version": _VERSION,
            "sha256": self.document.sha256,
            "entries": [asdict(entry) for entry in self._entries.values()],
            "undo": [
                [[number, asdict(entry) if entry else None] for number, entry in delta.items()]
                for delta in self._undo
            ],
        }
        _replace(self._file, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def _load(self) -> None:
        try:
            content = json.loads(self._file.read_text("utf-8"))
            same = content["version"] == _VERSION and content["sha256"] == self.document.sha256
            entries = [_entry(row) for row in content["entries"]]
            undo = [{n: _entry(r) if r else None for n, r in delta} for delta in content["undo"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{self._file} isn't a review that nmc ingest can read.",
                hint="Move it away to begin again.",
            ) from error
        if not same:
            raise UsageError(
                f"{self._file} is the review of another document.",
                hint="Choose another --out, or move it away to begin again.",
            )
        self._entries = {entry.item.number: entry for entry in entries}
        self._undo = undo


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(from_json(row["item"]), row["status"])


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
