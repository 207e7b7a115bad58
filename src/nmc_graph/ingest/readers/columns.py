"""The lines of a PDF page in reading order: columns from left to right, each from the top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_BROKEN_WORD = re.compile(r"[^\W\d_][-\u2010\u00ad]\Z")
_LINE = re.compile(r"[^\r\n\u0002\ufffe]+[\u0002\ufffe]?")
"""PDFium puts U+0002 or U+FFFE where a hyphen breaks a word at the end of a line."""
_HYPHENS = {0x02: "-", 0xFFFE: "-"}
_SAMPLE = 12
"""About how many characters of a line are measured."""
_END = re.compile(r"[.!?:;\"'\u201d\u2019)]\d{0,2}\Z")


class Line(NamedTuple):
    """A line of text and its box, in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """The height of the box."""
        return max(self.top - self.bottom, 1.0)


def lines_in_reading_order(pdf: PdfDocument, number: int) -> list[Line]:
    """Return the lines of a page."""
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        lines = [
            line for match in _LINE.finditer(text) if (line := _line(text_page, match)) is not None
        ]
        return _ordered(lines, page.get_width())
    finally:
        text_page.close()
        page.close()


def _line(text_page: PdfTextPage, match: re.Match[str]) -> Line | None:
    """Return a line with its box, from the boxes of some of its characters."""
    text = " ".join(match[0].translate(_HYPHENS).split())
    places = [n for n in range(match.start(), match.end()) if not match.string[n].isspace()]
    if not text or not places:
        return None
    step = max(1, len(places) // _SAMPLE)
    boxes = [text_page.get_charbox(n) for n in {*places[::step], places[0], places[-1]}]
    boxes = [box for box in boxes if box[2] > box[0]]
    if not boxes:
        return None
    return Line(
        text,
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _ordered(lines: list[Line], width: float) -> list[Line]:
    """Return lines in bands between those that cross the gutter, each band column by column."""
    gutter = _gutter(lines, width)
    if gutter is None:
        return sorted(lines, key=lambda line: (-line.top, line.left))
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if line.left < gutter < line.right:
            ordered += sorted(band, key=lambda b: (b.left > gutter, -b.top, b.left))
            ordered.append(line)
            band = []
        else:
            band.append(line)
    return ordered + sorted(band, key=lambda b: (b.left > gutter, -b.top, b.left))


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """Return where two columns part: a place near the middle that few of many lines cross."""
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        left = sum(line.right <= x for line in lines)
        right = sum(line.left >= x for line in lines)
        crossing = len(lines) - left - right
        if left >= 5 and right >= 5 and crossing <= 0.3 * len(lines):
            key = (crossing, abs(step - 50))
            if best is None or key < (best[0], abs(best[1] / width * 100 - 50)):
                best = (crossing, x)
    return best[1] if best else None


def paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Yield paragraphs: lines as close as lines of one paragraph are, broken words joined."""
    text, last = "", None
    for line in lines:
        if last is not None and _begins(last, line):
            yield text
            text = ""
        if text and _BROKEN_WORD.search(text) and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text += ("\n" if text else "") + line.text
        last = line
    if text:
        yield text


def _begins(last: Line, line: Line) -> bool:
    """Return whether a line begins a paragraph: far from the last, of another size or column."""
    gap = last.bottom - line.top
    size = abs(last.height - line.height) > 0.35 * max(last.height, line.height)
    if gap < -last.height:  # the next column: only a finished sentence ends its paragraph there
        return bool(_END.search(last.text))
    return size or gap > 0.75 * min(last.height, line.height)
