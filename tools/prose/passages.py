"""Find the passages of a file that people read: prose, headings, docstrings, comments, sentences.

Each passage knows the line and column of every character, so that a phrase that runs over a line
break is found and reported where it starts. Code within a passage is masked.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

MASK = "\N{HORIZONTAL ELLIPSIS}"
"""Takes the place of code, addresses and values in a passage; no rule matches it."""
CODE = re.compile(
    r"``.+?``|`[^`]+`|(?<=\])\([^)\s]+\)|<[^<>\s]+>|https?://[^\s)\"']+|&\w+;"
    r"|\b[a-z0-9]+(?:-[a-z0-9]+){3,}\b"  # the last part of an IRI
)
PRAGMA = re.compile(r"#\s*(!|noqa|type:|fmt:|pragma|mypy:|ruff:|-\*-)")
PREFIX = re.compile(r"(?is)^([a-z]*)(\"\"\"|'''|\"|')")
VALUE = re.compile(r"\{[^{}]*\}")
NOT_PROSE = re.compile(
    r"\b(SELECT|PREFIX|WHERE|INSERT|CREATE|FILTER|OPTIONAL|UNION|GRAPH|VALUES|CONSTRUCT)\b"
    r"|[?$]\w+ |\\[bdsw(]|\(\?|[{}]|;\s*$|=\""
)
WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class Piece:
    """A stretch of text on one line of a file."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class Passage:
    """Text that is read as a whole, and where each part of it is in the file."""

    kind: str
    text: str
    pieces: tuple[tuple[int, Piece], ...]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column (both from 1) of a character of the text."""
        start, piece = max((p for p in self.pieces if p[0] <= offset), key=lambda p: p[0])
        return piece.line, piece.column + min(offset - start, len(piece.text))


def passage(kind: str, pieces: list[Piece], joiner: str = " ") -> Passage:
    """Join pieces to a passage, and mask the code in it."""
    text, placed = "", []
    for piece in pieces:
        text += joiner if text else ""
        placed.append((len(text), piece))
        text += piece.text
    return Passage(kind, CODE.sub(lambda m: MASK * len(m[0]), text), tuple(placed))


def markdown(text: str) -> Iterator[Passage]:
    """Yield paragraphs, headings, list items and table cells, without code blocks."""
    pieces: list[Piece] = []
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        marker = re.match(r"\s*(```+|~~~+)", line)
        heading = re.match(r"#{1,6} ", line)
        stripped = line.strip()
        item = re.match(r"\s*([-*+]|\d+\.) ", line)
        table = stripped.startswith("|")
        if pieces and (marker or heading or item or table or not stripped):
            yield passage("prose", pieces)
            pieces = []
        if marker and (not fence or stripped == fence):
            fence = "" if fence else marker[1]
        elif fence or not stripped or stripped.startswith(("<!--", "|--", "|:-")):
            continue
        elif heading:
            yield passage("heading", [Piece(line[heading.end() :], number, heading.end() + 1)])
        elif table:
            for cell in re.finditer(r"[^|]+", line):
                if cell[0].strip():
                    yield passage("prose", [Piece(cell[0], number, cell.start() + 1)])
        else:
            start = item.end() if item else len(line) - len(line.lstrip())
            pieces.append(Piece(line[start:], number, start + 1))
    if pieces:
        yield passage("prose", pieces)


def python(text: str) -> Iterator[Passage]:
    """Yield comments, docstrings, string literals that are sentences, and names of tests."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    yield from _python_comments(tokens)
    yield from _python_strings(tokens)
    for match in re.finditer(r"^ *(?:async )?def (test_\w+)", text, re.M):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start(1) - text.rfind("\n", 0, match.start(1))
        yield passage("name", [Piece(match[1].replace("_", " "), line, column)])


def _python_comments(tokens: list[tokenize.TokenInfo]) -> Iterator[Passage]:
    block: list[Piece] = []
    for token in tokens:
        if token.type != tokenize.COMMENT or PRAGMA.match(token.string):
            continue
        text = token.string.lstrip("#").lstrip()
        line, column = token.start[0], token.end[1] - len(text) + 1
        alone = token.line.lstrip().startswith("#")
        follows = block and alone and block[-1].line == line - 1 and block[-1].column == column
        if block and not follows:
            yield passage("comment", block)
            block = []
        block.append(Piece(text, line, column))
    if block:
        yield passage("comment", block)


def _python_strings(tokens: list[tokenize.TokenInfo]) -> Iterator[Passage]:
    """Yield docstrings and sentences; literals that follow each other are one."""
    pieces: list[Piece] = []
    docstring, before = False, tokenize.NEWLINE
    for token in tokens:
        name = tokenize.tok_name[token.type]
        if name in {"NL", "COMMENT"}:
            continue
        if name == "STRING":
            docstring = not pieces and before in {
                tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
            }  # fmt: skip
            pieces += _literal(token)
        elif name == "FSTRING_MIDDLE":
            pieces.append(Piece(token.string, token.start[0], token.start[1] + 1))
        elif pieces and not name.startswith("FSTRING"):
            yield from _sentences(pieces, docstring and token.type == tokenize.NEWLINE)
            pieces, docstring = [], False
        before = token.type


def _literal(token: tokenize.TokenInfo) -> list[Piece]:
    """Return the lines of a string literal without its quotes, values masked in an f-string."""
    opening = PREFIX.match(token.string)
    if opening is None:
        return []
    body = token.string[opening.end() : -len(opening[2])]
    if "f" in opening[1].lower():
        body = VALUE.sub(lambda m: MASK * len(m[0]), body)
    pieces = []
    for number, line in enumerate(body.split("\n")):
        indent = len(line) - len(line.lstrip()) if number else 0
        column = indent + 1 + (0 if number else token.start[1] + opening.end())
        pieces.append(Piece(line[indent:], token.start[0] + number, column))
    return pieces


def _sentences(pieces: list[Piece], docstring: bool) -> Iterator[Passage]:
    """Yield the paragraphs of a docstring, or a string if it reads like a sentence."""
    if not docstring:
        several_lines = pieces[0].line != pieces[-1].line
        found = passage("string", pieces, " " if several_lines else "")
        if len(WORD.findall(found.text)) >= 3 and not NOT_PROSE.search(found.text):
            yield found
        return
    paragraph: list[Piece] = []
    for piece in [*pieces, Piece("", 0, 0)]:
        if piece.text:
            paragraph.append(piece)
        elif paragraph:
            yield passage("docstring", paragraph)
            paragraph = []


def javascript(text: str) -> Iterator[Passage]:
    """Yield the comments of a script."""
    parts = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(//[^\n]*|/\*.*?\*/)"
    for match in re.finditer(parts, text, re.S):
        if match[1]:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            pieces = []
            for number, each in enumerate(match[1].removesuffix("*/").split("\n")):
                indent = len(each) - len(each.lstrip(" /*"))
                start = indent + (1 if number else column)
                pieces.append(Piece(each[indent:].rstrip(), line + number, start))
            yield passage("comment", [p for p in pieces if p.text.strip()] or pieces[:1])


def hash_comments(text: str) -> Iterator[Passage]:
    """Yield the comments of a Makefile, a shell script or a TOML file, one a line."""
    for number, line in enumerate(text.splitlines(), 1):
        if (match := re.search(r"(?:^|\s)##? (.+)", line)) and not line.startswith("#!"):
            yield passage("comment", [Piece(match[1], number, match.start(1) + 1)])
