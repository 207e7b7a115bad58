"""SVG as text. Everything that comes from data is escaped here, so no label can become markup.

Colors are CSS variables of the page's theme (frontend/css/tokens.css), so one drawing serves light
and dark pages. There is no style attribute and no script: the pages' Content-Security-Policy
allows neither.
"""

from __future__ import annotations

import zlib
from html import escape

from nmc_graph.iris import path_of_iri

_TARGET_RADIUS = 12
"""Half the width in pixels of what can be hit around a small mark (WCAG 2.2, 2.5.8)."""
_HALO = {
    "paint_order": "stroke",
    "stroke": "var(--surface)",
    "stroke_width": 3.5,
    "stroke_linejoin": "round",
}
"""Attributes that keep text readable where a line runs under it."""


def element(tag: str, *children: str, **attributes: object) -> str:
    """Return an element around markup; in names of attributes `_` stands for a hyphen."""
    its = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{its}>{''.join(children)}</{tag}>" if children else f"<{tag}{its}/>"


def _value(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Return a line of text with its baseline at a point."""
    return element("text", escape(words, quote=False), x=x, y=y, **attributes)


def labels(*children: str, size: float, weight: int | None = 600, color: str = "ink") -> str:
    """Return texts as a group that shares size, weight, color and halo; nothing without any."""
    if not any(children):
        return ""
    return element(
        "g", *children, font_size=size, font_weight=weight, fill=f"var(--{color})", **_HALO
    )


def mark(iri: str, words: str, *children: str, at: tuple[float, float] | None = None) -> str:
    """Return a mark that links to its IRI; `words` say what it is to those who cannot see it.

    An IRI of ours leads to its path on this host. One that a browser must not follow is no link.
    With `at`, a small mark gets a larger target around that point.
    """
    target = path_of_iri(iri) or iri
    inner = [element("title", escape(words, quote=False))]
    if at is not None:
        inner.append(
            element("circle", cx=at[0], cy=at[1], r=_TARGET_RADIUS, fill="none",
                    pointer_events="all")
        )  # fmt: skip
    if not target.startswith(("/", "https://", "http://")):
        return element("g", *inner, *children, role="img", aria_label=words)
    return element("a", *inner, *children, href=target, aria_label=words)


def document(name: str, size: tuple[float, float], title: str, summary: str, *body: str) -> str:
    """Return a whole drawing; its ids begin with `name`, which is unique on the page."""
    width, height = size
    return element(
        "svg",
        element("title", escape(title, quote=False), id=f"{name}-title"),
        element("desc", escape(summary, quote=False), id=f"{name}-desc"),
        *body,
        class_="chart",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
        overflow="visible",  # a wider font than the site's loses no letters
        role="group",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def name_of(*parts: object) -> str:
    """Return a short name for a drawing, the same each time for the same parts."""
    return f"c{zlib.crc32(repr(parts).encode()):08x}"
