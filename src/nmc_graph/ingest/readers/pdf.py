"""PDF by PDFium: the text of each page, with words joined that were broken at the end of a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nmc_graph.ingest.document import DocumentError, Part, trimmed
from nmc_graph.ingest.readers import Reading
from nmc_graph.ingest.readers.columns import Line, lines_in_reading_order, paragraphs

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_PAGES = 1000
MIN_LETTERS = 20
"""Pages with fewer letters have no text: they are images or blank."""
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}", re.IGNORECASE)


def read(path: Path, content: bytes) -> Reading:
    """Read the text of a PDF. Raises DocumentError if it is encrypted or holds only images."""
    pdf = _open(path, content)
    try:
        count = len(pdf)
        if count > MAX_PAGES:
            raise DocumentError(
                path,
                f"it has {count:,} pages, and the limit is {MAX_PAGES:,}.",
                hint="Save only the pages about the collaborative as a separate PDF.",
            )
        pages = [lines_in_reading_order(pdf, number) for number in range(count)]
    finally:
        pdf.close()
    blank = [n for n, lines in enumerate(pages, 1) if _letters(lines) < MIN_LETTERS]
    if len(blank) == count:
        raise DocumentError(
            path,
            "its pages are images without text.",
            place="page 1",
            hint="Run text recognition first, for example: ocrmypdf in.pdf out.pdf",
        )
    notes = (f"No text on page {', '.join(map(str, blank))}: images aren't read.",) if blank else ()
    return _joined(pages, notes)


def _open(path: Path, content: bytes) -> PdfDocument:
    try:
        import pypdfium2  # late: an optional extra
    except ImportError as error:
        raise DocumentError(
            path,
            "the library that reads PDF is missing.",
            hint="Install it with: pip install 'nmc-graph[ingest]'",
        ) from error
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "security" in str(error).lower():
            raise DocumentError(
                path,
                "the PDF is encrypted.",
                hint="Open it with its password, save or print it as a PDF without one, and "
                "read that.",
            ) from error
        raise DocumentError(
            path, f"this isn't a readable PDF ({error}).", hint="Save or download it again."
        ) from error


def _letters(lines: Sequence[Line]) -> int:
    return sum(map(str.isalpha, "".join(line.text for line in lines)))


def _joined(pages: Sequence[Sequence[Line]], notes: tuple[str, ...]) -> Reading:
    """Return pages as one text; what most pages repeat and bare page numbers are furniture."""
    repeated = set(_repeated(pages))
    text, parts, starts = "", list[Part](), list[int]()
    for lines in pages:
        starts.append(len(text))
        for paragraph in paragraphs(lines):
            start = len(text)
            text += paragraph
            span = trimmed(text, start, len(text))
            framed = _key(paragraph) in repeated or _PAGE_NUMBER.fullmatch(text[slice(*span)])
            if span.end > span.start:
                parts.append(Part("furniture" if framed else "paragraph", span))
            text += "\n\n"
    return Reading(text, tuple(parts), tuple(starts), notes=notes)


def _repeated(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Yield what is first or last on at least three pages and half of all pages."""
    edges = Counter(
        _key(line.text)
        for lines in pages
        if lines
        for line in {lines[0], lines[-1]}
        if line.text.strip()
    )
    least = max(3, len(pages) // 2)
    yield from (key for key, n in edges.items() if n >= least)


def _key(line: str) -> str:
    return _NUMBERS.sub("0", " ".join(line.split()))
