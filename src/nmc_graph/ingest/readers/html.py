"""HTML: the main content of a page, without navigation, cookie notices, comments and scripts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from nmc_graph.ingest.document import PartKind, Span
from nmc_graph.ingest.readers import Reading
from nmc_graph.ingest.readers.text import decoded
from nmc_graph.ingest.readers.writing import TextWriter

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "button"})
_FRAME = frozenset({"nav", "footer", "form", "dialog", "menu"})
_FRAME_NAMES = re.compile(
    r"\b(?:cookie|consent|comments?|breadcrumbs?|share|social|related|sidebar-nav|newsletter)",
    re.IGNORECASE,
)
_FRAME_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"}
)
_KINDS: dict[str, PartKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li",), "item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(
        ("p", "div", "section", "article", "main", "blockquote", "address", "header", "aside",
         "body", "td", "th", "dt", "dd", "figure", "ul", "ol", "dl", "table", "tr", "pre", "html",
         "nav", "footer", "form"),
        "paragraph",
    ),
}  # fmt: skip
_MAIN = re.compile(rb"<(?:main|article)\b|role=[\"']?main", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_ENCODINGS = frozenset({b"windows-1252", b"iso-8859-1", b"latin1", b"us-ascii"})
"""Names that mean Windows-1252 in HTML (WHATWG Encoding, 4.2)."""
_DECLARED_WITHIN = 1024
MAX_DEPTH = 500


def read(path: Path, content: bytes) -> Reading:
    """Read the main content; what is around it becomes furniture or is left out."""
    parser = _Parser(has_main=bool(_MAIN.search(content)))
    parser.feed(_decoded(path, content))
    parser.close()
    return parser.reading()


def _decoded(path: Path, content: bytes) -> str:
    """Return the text in the encoding that the page declares, by default UTF-8."""
    declared = _CHARSET.search(content[:_DECLARED_WITHIN])
    if declared and declared[1].lower() in _ENCODINGS and not content.startswith(b"\xef\xbb\xbf"):
        return content.decode("cp1252", errors="replace")
    return decoded(path, content)


class _Parser(HTMLParser):
    """Writes the text as elements end; rows of two cells and definition lists become fields."""

    def __init__(self, *, has_main: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._writer = TextWriter()
        self._stack: list[tuple[str, bool, bool]] = []
        """Name of each open element, whether it is skipped, and whether it is furniture."""
        self._has_main = has_main
        self._mains = 0
        self._row: list[Span] = []
        self._term: Span | None = None

    def reading(self) -> Reading:
        self._flush()
        return Reading(self._writer.text, tuple(self._writer.parts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._writer.add("\n")
        if tag in _VOID or len(self._stack) > MAX_DEPTH:
            return
        if tag in _KINDS:
            self._flush()
        if tag == "tr":
            self._row = []
        given = {name: value or "" for name, value in attrs}
        main = tag in ("main", "article") or given.get("role") == "main"
        self._mains += main
        _, skipped, frame = self._stack[-1] if self._stack else ("", False, False)
        names = f"{given.get('class', '')} {given.get('id', '')}"
        frame = (
            frame
            or tag in _FRAME
            or given.get("role") in _FRAME_ROLES
            or bool(_FRAME_NAMES.search(names))
            or (tag in ("header", "aside") and self._has_main and not self._mains)
        )
        hidden = "hidden" in given or given.get("aria-hidden") == "true"
        self._stack.append((tag, skipped or tag in _SKIPPED or hidden, frame and not main))

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, *_ in self._stack):
            return
        if tag in _KINDS:
            self._flush()
        while self._stack:
            name, _, _ = self._stack.pop()
            if name in ("main", "article"):
                self._mains -= 1
            if name == tag:
                break
        if tag == "tr":
            self._writer.row(self._row)
            self._row = []

    def handle_data(self, data: str) -> None:
        if self._stack and self._stack[-1][1]:
            return
        self._writer.add(data)

    def _flush(self) -> None:
        """End the part that is being written, as what the innermost block element is."""
        span = self._writer.end()
        if span is None:
            return
        names = [name for name, *_ in self._stack]
        tag = next((n for n in reversed(names) if n in _KINDS), "p")
        if self._stack and self._stack[-1][2]:
            self._writer.part("furniture", span)
        elif "tr" in names and ("td" in names or "th" in names):
            self._row.append(span)
        elif tag == "dt":
            self._term = span
        elif tag == "dd" and self._term:
            self._writer.part("row", span, self._term)
        else:
            self._writer.part(_KINDS[tag], span)
