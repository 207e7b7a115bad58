"""Word documents (docx): paragraphs, headings, lists and tables of the body.

The archive is read directly: libraries leave out insertions that aren't accepted yet, so the text
would change silently.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from nmc_graph.ingest.document import DocumentError, PartKind
from nmc_graph.ingest.readers import Reading
from nmc_graph.ingest.readers.writing import TextWriter

MAX_PART_BYTES = 60 * 1024**2
MAX_DEPTH = 50
"""Content controls nested more deeply are left out."""
MAX_RATIO = 200
"""A part that is packed more tightly than this is refused: text is never that repetitive."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHANGES = {
    f"{_W}ins": "an insertion",
    f"{_W}del": "a deletion",
    f"{_W}moveFrom": "a moved passage",
    f"{_W}moveTo": "a moved passage",
}


def read(path: Path, content: bytes) -> Reading:
    """Read a Word document. Raises DocumentError if it is protected, damaged or not final."""
    if content.startswith(_OLE):
        raise DocumentError(
            path,
            "it is protected by a password, or an old .doc file.",
            hint="Open it in Word, remove the password, and save it as .docx.",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        body = _parsed(path, archive, "word/document.xml").find(f"{_W}body")
        comments = "word/comments.xml" in archive.namelist()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError) as error:
        raise DocumentError(
            path, "this isn't a Word document (docx).", hint="Open it in Word and save it again."
        ) from error
    if body is None:
        raise DocumentError(path, "the document has no body.", hint="Save it again in Word.")
    _refuse_changes(path, body)
    writer = TextWriter()
    _write(body, writer)
    notes = ("The comments in the document were not read.",) if comments else ()
    return Reading(writer.text, tuple(writer.parts), notes=notes)


def _parsed(path: Path, archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Return a part of the archive as XML, within limits of size and without entities."""
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise DocumentError(path, "it is encrypted.", hint="Save it without a password.")
    bomb = info.file_size > 10_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1)
    if info.file_size > MAX_PART_BYTES or bomb:
        raise DocumentError(
            path,
            f"{name} unpacks to {info.file_size / 1024**2:,.0f} MB, more than any text needs.",
            hint="Open it in Word, copy the text into a new document, and save that.",
        )
    with archive.open(info) as part:
        content = part.read(MAX_PART_BYTES + 1)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise DocumentError(
            path,
            f"{name} declares XML entities, which Word never writes.",
            hint="Don't open this file unless you know where it is from.",
        )
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - no DTD, see above
    except ElementTree.ParseError as error:
        line, column = error.position
        raise DocumentError(
            path,
            f"{name} is damaged.",
            place=f"line {line}, column {column} of its XML",
            hint="Open it in Word, which can repair it, and save it again.",
        ) from error


def _refuse_changes(path: Path, body: ElementTree.Element) -> None:
    for number, paragraph in enumerate(body.iter(f"{_W}p"), 1):
        for element in paragraph.iter():
            if element.tag in _CHANGES:
                who = element.get(f"{_W}author")
                raise DocumentError(
                    path,
                    f"{_CHANGES[element.tag]}{f' by {who}' if who else ''} is neither accepted "
                    "nor rejected, so the text isn't final.",
                    place=f"paragraph {number}",
                    hint="In Word choose Review, then Accept All Changes (or reject them), "
                    "save, and run this again.",
                )


def _write(parent: ElementTree.Element, writer: TextWriter, depth: int = 0) -> None:
    for element in parent:
        if element.tag == f"{_W}p":
            writer.add("".join(_text(element)))
            if span := writer.end():
                writer.part(_kind(element), span)
        elif element.tag == f"{_W}tbl":
            for row in element.iter(f"{_W}tr"):
                _write_row(row, writer)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent") and depth < MAX_DEPTH:
            _write(element, writer, depth + 1)


def _write_row(row: ElementTree.Element, writer: TextWriter) -> None:
    cells = []
    for cell in row.iterfind(f"{_W}tc"):
        writer.add("\n".join("".join(_text(p)) for p in cell.iter(f"{_W}p")))
        if span := writer.end():
            cells.append(span)
    writer.row(cells)


def _text(paragraph: ElementTree.Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in (f"{_W}br", f"{_W}cr", f"{_W}tab"):
            yield " "
        elif element.tag == f"{_W}noBreakHyphen":
            yield "\u2011"


def _kind(paragraph: ElementTree.Element) -> PartKind:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return "paragraph"
    style = properties.find(f"{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    if name.startswith(("heading", "title")):
        return "heading"
    if name.startswith("caption"):
        return "caption"
    return "item" if properties.find(f"{_W}numPr") is not None else "paragraph"
