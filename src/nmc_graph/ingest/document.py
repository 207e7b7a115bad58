"""A document as text: what was read, in which parts, from which page."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from nmc_graph.errors import NmcError

PartKind = Literal["heading", "paragraph", "row", "item", "caption", "furniture"]
"""`row` has a label and a value; `furniture` is navigation, comments and other frame text."""

_PLAIN = str.maketrans(
    {
        "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2013": "–", "\u2014": "—", "\u2212": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2018": "'", "\u2019": "'", "\u201c": '"',
        "\u201d": '"', "\t": " ", "\n": " ", "\r": " ",
    }
)  # fmt: skip


class DocumentError(NmcError):
    """A document can't be read; the message gives the place and the reason, the hint a remedy."""

    def __init__(self, path: Path, reason: str, *, place: str = "", hint: str = "") -> None:
        where = f"{path.name}, {place}" if place else path.name
        super().__init__(f"{where}: {reason}", hint=hint)


class Span(NamedTuple):
    """Characters from `start`, counted from 0, to `end`, which isn't included."""

    start: int
    end: int

    def overlap(self, other: Span) -> int:
        """Return how many characters two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class Part(NamedTuple):
    """A stretch of the text that stands by itself."""

    kind: PartKind
    span: Span
    label: Span | None = None
    """The label of a row; `span` is then the value."""


@dataclass(frozen=True)
class Document:
    """The text of a document, and what its format says about the parts of it."""

    path: Path
    format: str
    sha256: str
    """Of the file."""
    text: str
    parts: tuple[Part, ...]
    pages: tuple[int, ...] = ()
    """Where each page starts; empty if the format has no pages."""
    is_text_file: bool = False
    """Whether the text is the file itself, so that positions count in the file."""
    notes: tuple[str, ...] = ()
    """What a reader of the draft should know about the reading."""
    plain: str = field(init=False, repr=False, default="")
    """The text with one kind of hyphen, quotation mark and space, at the same positions."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", plain(self.text))

    @property
    def name(self) -> str:
        """The name of the file, on one line."""
        return " ".join(self.path.name.split())

    @property
    def text_sha256(self) -> str:
        """The SHA-256 of the text, in which positions count."""
        whole = self.text.encode()
        return self.sha256 if self.is_text_file else hashlib.sha256(whole).hexdigest()

    def page_of(self, position: int) -> int | None:
        """Return the page of a character, counted from 1; None without pages."""
        return bisect_right(self.pages, position) if self.pages else None

    def place_of(self, position: int) -> str:
        """Return where a character is, in words."""
        line = self.text.count("\n", 0, position) + 1
        page = self.page_of(position)
        return f"page {page}, line {line}" if page else f"line {line}"

    def words(self, span: Span) -> str:
        """Return the plain text of a span, with single spaces."""
        return " ".join(self.plain[span.start : span.end].split())


def plain(text: str) -> str:
    """Return a text of the same length with one kind of hyphen, quotation mark and space."""
    return text.translate(_PLAIN)


def trimmed(text: str, start: int, end: int, also: str = "") -> Span:
    """Return a span without white space, and the characters of `also`, at its ends."""
    dropped = " \t\r\n\u00a0\ufeff" + also
    while start < end and text[start] in dropped:
        start += 1
    while end > start and text[end - 1] in dropped:
        end -= 1
    return Span(start, end)
