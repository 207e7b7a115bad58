"""Plain text and Markdown: positions count in the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nmc_graph.ingest.document import DocumentError, Part, PartKind, Span, trimmed
from nmc_graph.ingest.readers import Reading

_BLANK_LINES = re.compile(r"\n[ \t\r]*(?:\n[ \t\r]*)*\n|\A\s+|\s+\Z")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*[ \t\r]*\Z")
_RULER = re.compile(r"[ \t|:=*_-]{3,}\r?\Z")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+")
_QUOTE_MARKS = re.compile(r"(?:>[ \t]*)+")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]+)\]\([^)]*\)")
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
_DEFINITION = re.compile(r":[ \t]+")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(path: Path, content: bytes) -> str:
    """Return the text of UTF-8. Raises DocumentError with the place of the first wrong byte."""
    if content.startswith(_UTF16):
        raise DocumentError(
            path,
            "the text is UTF-16, not UTF-8.",
            place="line 1",
            hint=f"Save it as UTF-8, or run: iconv -f UTF-16 -t UTF-8 {path.name} > new.txt",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise DocumentError(
            path,
            f"byte 0x{content[error.start]:02X} isn't UTF-8.",
            place=f"line {line}, column {column}",
            hint="Save it as UTF-8. If it came from Windows, run: "
            f"iconv -f WINDOWS-1252 -t UTF-8 {path.name} > new.txt",
        ) from error


def read_text(path: Path, content: bytes) -> Reading:
    """Read plain text: blank lines separate paragraphs."""
    text = decoded(path, content)
    if "\0" in text[:4096]:
        raise DocumentError(path, "this isn't a text file.", hint="Check its suffix.")
    spans = (trimmed(text, *span) for span in _between(text))
    parts = (Part("paragraph", span) for span in spans if span.end > span.start)
    return Reading(text, tuple(parts), is_text_file=True)


def read_markdown(path: Path, content: bytes) -> Reading:
    """Read Markdown: headings, lists, tables of field and value, and definition lists."""
    text = decoded(path, content)
    parts = [part for block in _between(text) for part in _markdown_parts(text, block)]
    return Reading(text, tuple(parts), is_text_file=True)


def _between(text: str) -> Iterator[Span]:
    """Yield what is between blank lines."""
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        if gap.start() > start:
            yield Span(start, gap.start())
        start = gap.end()
    if start < len(text):
        yield Span(start, len(text))


def _markdown_parts(text: str, block: Span) -> Iterator[Part]:
    """Yield the parts of a block, one for each line that stands by itself."""
    begun: Span | None = None
    kind: PartKind = "paragraph"
    lines = list(_lines(text, block))
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        found = text[line.start : line.end]
        if quoted := _QUOTE_MARKS.match(found):
            if quoted.end() == len(found):
                if begun:
                    yield Part(kind, begun)
                begun = None
                continue
            line = Span(line.start + quoted.end(), line.end)
            found = text[line.start : line.end]
        if begun and (match := _DEFINITION.match(found)):
            yield Part("row", trimmed(text, line.start + match.end(), line.end), begun)
            begun = None
            continue
        item = _ITEM.match(found)
        if begun and (item or _HEADING.match(found) or found.lstrip().startswith("|")):
            yield Part(kind, begun)
            begun = None
        if match := _IMAGE.fullmatch(found):
            yield Part("caption", _group(match, "alt", line))
        elif match := _HEADING.match(found):
            yield Part("heading", _group(match, "text", line))
        elif found.lstrip().startswith("|"):
            if following and _RULER.match(text[slice(*following)]):
                yield Part("heading", trimmed(text, *line, "|*"))
            else:
                yield from _table_row(text, line)
        elif _RULER.match(found):
            continue
        elif item:
            kind, begun = "item", trimmed(text, line.start + item.end(), line.end)
        elif begun:
            begun = Span(begun.start, trimmed(text, *line).end)
        else:
            kind, begun = "paragraph", trimmed(text, *line)
    if begun:
        yield Part(kind, begun)


def _group(match: re.Match[str], name: str, line: Span) -> Span:
    """Return where a group of a match in a line is in the text."""
    return Span(line.start + match.start(name), line.start + match.end(name))


def _lines(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    while start < block.end:
        end = text.find("\n", start, block.end)
        end = block.end if end < 0 else end
        line = trimmed(text, start, end)
        if line.end > line.start:
            yield line
        start = end + 1


def _table_row(text: str, line: Span) -> Iterator[Part]:
    found = text[line.start : line.end]
    if _RULER.match(found):
        return
    cells = [
        trimmed(text, line.start + cell.start(), line.start + cell.end(), "*")
        for cell in _CELL.finditer(found)
    ]
    cells = [cell for cell in cells if cell.end > cell.start]
    if len(cells) == 2:
        yield Part("row", cells[1], cells[0])
    else:
        yield from (Part("item", cell) for cell in cells)
