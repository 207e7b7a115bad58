"""Readers of document formats; `read` chooses one by the suffix of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from nmc_graph.ingest.document import Document, DocumentError, Part

MAX_BYTES = 50 * 1024**2
MAX_CHARACTERS = 5_000_000


class Reading(NamedTuple):
    """What a reader found in a file."""

    text: str
    parts: tuple[Part, ...]
    pages: tuple[int, ...] = ()
    is_text_file: bool = False
    notes: tuple[str, ...] = ()


Reader = Callable[[Path, bytes], Reading]


def _readers() -> Mapping[str, Reader]:
    # Late: the PDF library is an optional extra, and a command needs one format at a time.
    from nmc_graph.ingest.readers import docx, html, pdf, text

    return {
        ".txt": text.read_text,
        ".text": text.read_text,
        ".md": text.read_markdown,
        ".markdown": text.read_markdown,
        ".html": html.read,
        ".htm": html.read,
        ".xhtml": html.read,
        ".docx": docx.read,
        ".pdf": pdf.read,
    }


def read(path: Path) -> Document:
    """Read a document. Raises DocumentError if its text can't be read, with place and remedy."""
    readers = _readers()
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise DocumentError(
            path,
            f"nmc ingest doesn't read files ending in {suffix or 'nothing'}.",
            hint=f"It reads {', '.join(sorted(readers))}. Save the document in one of these.",
        )
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DocumentError(
            path,
            f"the file has {size / 1024**2:,.0f} MB, and the limit is {MAX_BYTES // 1024**2} MB.",
            hint="Split it, or save only the pages about the collaborative.",
        )
    content = path.read_bytes()
    if not content.strip():
        raise DocumentError(path, "the file is empty.", hint="Check that it was saved completely.")
    reading = readers[suffix](path, content)
    if len(reading.text) > MAX_CHARACTERS:
        raise DocumentError(
            path,
            f"the text has {len(reading.text):,} characters, and the limit is {MAX_CHARACTERS:,}.",
            hint="Split the document, or save only the pages about the collaborative.",
        )
    if not any(map(str.isalpha, reading.text)):
        raise DocumentError(
            path, "there is no text in it.", hint="Check that it is the right file."
        )
    checksum = hashlib.sha256(content).hexdigest()
    return Document(path, suffix.removeprefix("."), checksum, **reading._asdict())
