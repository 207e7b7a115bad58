"""Writes text part by part, for formats whose text isn't the file itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nmc_graph.ingest.document import Part, PartKind, Span

_SPACES = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]+")


class TextWriter:
    """Collects pieces of text; parts are separated by a blank line, white space is single."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._pieces: list[str] = []
        self._done: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The text of all parts that have ended."""
        return "".join(self._done)

    def add(self, piece: str) -> None:
        """Add to the part that is being written."""
        self._pieces.append(piece)

    def end(self) -> Span | None:
        """End the part that is being written; return its place, None if it is blank."""
        text = "".join(self._pieces)
        self._pieces = []
        text = _SPACES.sub(lambda gap: " ", text).strip()
        if not text:
            return None
        span = Span(self._length, self._length + len(text))
        self._done.append(text + "\n\n")
        self._length += len(text) + 2
        return span

    def part(self, kind: PartKind, span: Span, label: Span | None = None) -> None:
        """Note what a part is."""
        self.parts.append(Part(kind, span, label))

    def row(self, cells: Sequence[Span]) -> None:
        """Note a row of a table: two cells are a label and its value, others are items."""
        if len(cells) == 2:
            self.part("row", cells[1], cells[0])
        else:
            for cell in cells:
                self.part("item", cell)
