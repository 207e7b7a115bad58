"""Writing SVG. All data is escaped here, so no label can become markup.

Colors are CSS variables of the page's theme (frontend/css/tokens.css), so the same drawing works on
light and dark pages. There are no style attributes and scripts, which the pages'
Content-Security-Policy doesn't allow.
"""

from __future__ import annotations

import zlib
from html import escape

from nmc_graph.iris import path_of_iri

_TARGET_RADIUS = 12
"""Half the width in pixels of the click target around a small mark (WCAG 2.2, 2.5.8)."""
_HALO = {
    "paint_order": "stroke",
    "stroke": "var(--surface)",
    "stroke_width": 3.5,
    "stroke_linejoin": "round",
}
"""Attributes that keep text legible on top of a line."""


def element(tag: str, *children: str, **attributes: object) -> str:
    """Return an element around markup; `_` in attribute names becomes a hyphen."""
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
    """Return texts as a group with the same size, weight, color and halo; empty without texts."""
    if not any(children):
        return ""
    return element(
        "g", *children, font_size=size, font_weight=weight, fill=f"var(--{color})", **_HALO
    )


def mark(iri: str, words: str, *children: str, at: tuple[float, float] | None = None) -> str:
    """Return a mark that links to its IRI; `words` describe it to people who can't see it.

    Our IRIs link to their paths on this host. IRIs that a browser must not follow are not linked.
    With `at`, a small mark gets a larger click target around that point.
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
        overflow="visible",  # so that a wider font than the site's isn't cut off
        role="group",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def name_of(*parts: object) -> str:
    """Return a short name for a drawing, always the same for the same parts."""
    return f"c{zlib.crc32(repr(parts).encode()):08x}"
