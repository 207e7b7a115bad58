"""Find the passages of a Jinja template that visitors read, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.prose.passages import MASK, NOT_PROSE, WORD, Passage, Piece, passage

PART = re.compile(
    r"(?P<comment>\{#.*?#\})|(?P<control>\{%.*?%\})|(?P<value>\{\{.*?\}\})"
    r"|(?P<skipped><!--.*?-->|<(?P<name>script|style|pre|code)\b.*?</(?P=name)>)"
    r"|(?P<tag></?(?P<element>[a-zA-Z][\w-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)",
    re.S,
)
HEADINGS = {"h1", "h2", "h3", "h4"}
INLINE = {"a", "abbr", "b", "br", "em", "i", "mark", "small", "span", "strong", "tspan"}
"""Elements within a sentence; any other begins or ends one."""
ATTRIBUTE = re.compile(r"(?:aria-label|alt|content|placeholder|title)=\"([^\"]{3,})\"")
LITERAL = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'")
FORK = re.compile(r"\{%-?\s*(?:else|elif|block|endblock|macro|endmacro|for|endfor|set)\b")
"""Blocks with separate sentences before and after them."""


def template(text: str) -> Iterator[Passage]:
    """Yield comments, sentences between tags, attributes that are read, and strings in blocks."""
    pieces: list[Piece] = []
    kind, end = "prose", 0
    for match in PART.finditer(text):
        pieces += _pieces(text, end, match.start())
        end = match.end()
        if match["comment"]:
            yield passage("comment", _pieces(text, match.start() + 2, end - 2))
        elif match["control"] or match["value"]:
            yield from _literals(text, match)
            if match["value"]:
                pieces.append(Piece(MASK, *_place(text, match.start())))
            elif FORK.match(match[0]):
                yield from _sentence(kind, pieces)
                pieces = []
        elif match["skipped"]:
            pieces.append(Piece(MASK, *_place(text, match.start())))
        else:
            yield from _attributes(text, match)
            element = match["element"].lower()
            if element not in INLINE:
                yield from _sentence(kind, pieces)
                opens = not match[0].startswith("</")
                pieces, kind = [], "heading" if opens and element in HEADINGS else "prose"
    yield from _sentence(kind, [*pieces, *_pieces(text, end, len(text))])


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    """Return a stretch of a file as pieces of one line each; a line break becomes a space."""
    pieces = []
    for line in text[start:end].splitlines(keepends=True):
        kept = line.lstrip() if pieces else line
        column = _place(text, start + len(line) - len(kept))
        pieces.append(Piece(kept.rstrip("\n") + " " * kept.endswith("\n"), *column))
        start += len(line)
    return [piece for piece in pieces if piece.text]


def _sentence(kind: str, pieces: list[Piece]) -> Iterator[Passage]:
    """Yield what is between two tags, if it has any words."""
    if any(WORD.search(piece.text) for piece in pieces):
        yield passage(kind, pieces, "")


def _attributes(text: str, tag: re.Match[str]) -> Iterator[Passage]:
    """Yield the attributes of a tag that a screen reader or a search engine reads."""
    for match in ATTRIBUTE.finditer(tag[0]):
        place = _place(text, tag.start() + match.start(1))
        visible = re.sub(r"\{[{%].*?[%}]\}", lambda m: MASK * len(m[0]), match[1])
        yield passage("string", [Piece(visible, *place)])


def _literals(text: str, block: re.Match[str]) -> Iterator[Passage]:
    """Yield the strings in a block that read like a sentence or a title."""
    for match in LITERAL.finditer(block[0]):
        group = 1 if match[1] is not None else 2
        literal = match[group]
        if len(WORD.findall(literal)) >= 2 and " " in literal and not NOT_PROSE.search(literal):
            place = _place(text, block.start() + match.start(group))
            yield passage("string", [Piece(literal, *place)])
