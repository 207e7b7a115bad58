"""Markdown to HTML: links between pages, anchors of headings, tables that scroll."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

Address = Callable[[str], str]
"""Returns the URL for the path of a file in `docs/`; empty if it isn't part of the site."""
_NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")
_ROLES = {
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}
"""The roles of a table, which a browser drops where rows are shown as blocks."""
_OTHER_SITE = re.compile(r"(?:https?|mailto):")


@dataclass(frozen=True)
class Heading:
    """A heading of a page."""

    level: int
    slug: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """A page as HTML, with its headings."""

    title: str
    """The heading at the top."""
    html: str
    headings: tuple[Heading, ...]


class _Renderer(RendererHTML):
    """Adds what a page needs to be read with a keyboard and on a phone."""

    def table_open(self, *_: object) -> str:
        scroll = '<div class="scroll" role="region" tabindex="0" aria-label="Table">'
        return f'{scroll}<table class="stack" role="table">\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        code, info = tokens[idx].content, tokens[idx].info.strip()
        block = f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n'
        query_path = env.get("query_path")
        if info != "sparql" or query_path is None:
            return block
        link = f'<a href="{escape(query_path(code))}">Run this query</a>'
        return f'{block}<p class="actions">{link}</p>\n'

    code_block = fence


def _parser() -> MarkdownIt:
    # No HTML in Markdown: `<word>` in a page is text, and nothing needs to be trusted.
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def render(
    file: str, text: str, address: Address, query_path: Callable[[str], str] | None = None
) -> Rendered:
    """Return the Markdown of a file in `docs/` as HTML.

    `query_path` returns the URL that opens a query in the editor of a site, if there is one.
    """
    parser, env = _parser(), {"query_path": query_path}
    tokens = parser.parse(text, env)
    headings = tuple(_mark_headings(tokens))
    _label_cells(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_with_addresses(token.children, file, address))
    end = 3 if tokens and tokens[0].tag == "h1" else 0  # it opens, has a text, and closes
    title, body = (
        parser.renderer.render(part, parser.options, env) for part in (tokens[:end], tokens[end:])
    )
    return Rendered(title, body, headings)


def passages(text: str) -> Iterator[tuple[Heading, str]]:
    """Yield the plain text under each heading."""
    tokens = _parser().parse(text)
    found = iter(_mark_headings(tokens))
    heading: Heading | None = None
    words: list[str] = []
    previous = ""
    for token in tokens:
        if token.type == "heading_open":
            if heading:
                yield heading, " ".join(words)
            heading, words = next(found), []
        elif token.type in {"inline", "fence"} and previous != "heading_open":
            words.append(_plain(token))
        previous = token.type
    if heading:
        yield heading, " ".join(words)


def slug(text: str, taken: set[str]) -> str:
    """Return the anchor of a heading, as code hosts make it, and add it to `taken`."""
    base = _NOT_IN_A_SLUG.sub("", text.lower()).replace(" ", "-")
    anchor, number = base, 0
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


def _mark_headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Give each heading an anchor, and yield the headings."""
    taken: set[str] = set()
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open":
            text = _plain(inline)
            anchor = slug(text, taken)
            token.attrSet("id", anchor)
            yield Heading(int(token.tag[1]), anchor, text)


def _label_cells(tokens: Sequence[Token]) -> None:
    """Give each cell of a table its role and the head of its column, for narrow screens."""
    heads: list[str] = []
    column = 0
    for token, inline in itertools.pairwise(tokens):
        if role := _ROLES.get(token.type):
            token.attrSet("role", role)
        if token.type == "thead_open":
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            heads.append(_plain(inline))
        elif token.type == "td_open":
            if column and heads[column]:
                token.attrSet("data-label", f"{heads[column]}:")
            column += 1


def _plain(token: Token) -> str:
    """Return the text of a token without its marks."""
    if token.children is None:
        return token.content
    texts = (" " if t.type == "softbreak" else t.content for t in token.children)
    return "".join(texts)


def _with_addresses(tokens: Sequence[Token], file: str, address: Address) -> Iterator[Token]:
    """Yield tokens with URLs in links and images; a link to a file outside becomes plain text."""
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            target = address_of(str(token.attrGet("href")), file, address)
            is_dropped = not target
            token.attrSet("href", target)
        elif token.type == "image":
            token.attrSet("src", address_of(str(token.attrGet("src")), file, address))
            token.attrSet("loading", "lazy")
        if not (is_dropped and token.type in {"link_open", "link_close"}):
            yield token
        if token.type == "link_close":
            is_dropped = False


def address_of(target: str, file: str, address: Address) -> str:
    """Return the URL for the target of a link in a file; empty if it isn't part of the site."""
    if target.startswith("#") or _OTHER_SITE.match(target):
        return target
    path, hash_, fragment = target.partition("#")
    url = address(posixpath.normpath(posixpath.join(posixpath.dirname(file), path)))
    return f"{url}{hash_}{fragment}" if url else ""
