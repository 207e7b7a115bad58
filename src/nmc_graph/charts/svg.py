"""Vega's SVG made fit for a page: what is not on a list is left out, colours become the page's.

Nothing that a label says can become markup: elements and attributes are written anew from a short
list, text and values are escaped. No style attribute and no script can pass, so the strict
Content-Security-Policy of the pages holds for pictures too.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

from nmc_graph.charts.palette import TOKENS
from nmc_graph.iris import path_of_iri

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = {"svg", "g", "path", "rect", "line", "text", "tspan", "a"}
_ATTRIBUTES = {
    "d", "transform", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "width", "height", "fill",
    "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "fill-opacity",
    "stroke-opacity", "text-anchor", "font-size", "font-weight",
}  # fmt: skip
# Defaults, and boxes that Vega draws around groups without paint.
_NOTHING = {("opacity", "1"), ("stroke-width", "1"), ("stroke-dasharray", "1,0")}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_HATCHED = "--missing-soft"
# So that a label is read where a line runs under it.
_HALO = ' paint-order="stroke" stroke="var(--surface)" stroke-width="3.5" stroke-linejoin="round"'
_REACH = 12
"""Half the width in pixels of what can be hit around a small mark (WCAG 2.2, 2.5.8)."""


def page_svg(svg: str, name: str, title: str, summary: str) -> str:
    """Return the SVG for a page; `name` begins its ids and is unique on the page."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by our own process, without a doctype
    width, height = root.get("width", "300"), root.get("height", "150")
    body = "".join(_written(child, name) for child in root if not _is_backdrop(child))
    hatch = (
        f'<pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--missing-soft)"/>'
        '<path d="M0,0V6" stroke="var(--missing)" stroke-opacity="0.45"/></pattern>'
    )
    return (
        f'<svg class="chart" viewBox="0 0 {escape(width)} {escape(height)}" '
        f'width="{escape(width)}" height="{escape(height)}" role="group" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(summary)}</desc>'
        + (f"<defs>{hatch}</defs>" if "-hatch)" in body else "")
        + f"{body}</svg>"
    )


def _is_backdrop(element: ElementTree.Element) -> bool:
    return element.tag == _SVG + "rect" and element.get("fill") == "white"


def _written(element: ElementTree.Element, name: str) -> str:
    tag = element.tag.removeprefix(_SVG)
    if tag not in _ELEMENTS or element.get("display") == "none":
        return ""
    painted = {element.get("fill", "none"), element.get("stroke", "none")} - {"none"}
    if element.get("class") in {"background", "foreground"} and not painted:
        return ""
    if tag == "a":
        return _link(element, name)
    inner = escape(element.text or "", quote=False) if tag in {"text", "tspan"} else ""
    inner += "".join(_written(child, name) for child in element)
    attributes = _attributes(element, name)
    if tag == "text" and element.get("font-weight"):
        attributes += _HALO
    if tag == "g" and (not inner or not attributes):
        return inner
    hidden = ' aria-hidden="true"' if "role-axis" in element.get("class", "") else ""
    return f"<{tag}{attributes}{hidden}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def _attributes(element: ElementTree.Element, name: str) -> str:
    parts = []
    for key, value in element.items():
        if key in _ATTRIBUTES and (key, value) not in _NOTHING:
            parts.append(
                f' {key}="{escape(_coloured(value.lower() if value[:1] == "#" else value, name))}"'
            )
    return "".join(parts)


def _coloured(value: str, name: str) -> str:
    if not _COLOUR.match(value):
        return value
    token = TOKENS.get(value.lower())
    if token == _HATCHED:
        return f"url(#{name}-hatch)"
    return f"var({token})" if token else value


def _link(element: ElementTree.Element, name: str) -> str:
    """Return a link with the words for its mark: one of our IRIs leads to this host."""
    iri = element.get(_LINK) or element.get("href") or ""
    target = path_of_iri(iri) or iri
    mark = next(iter(element), None)
    inner = "".join(_written(child, name) for child in element)
    if mark is None or not target.startswith(("/", "https://", "http://")):
        return inner
    words = escape(mark.get("aria-label", ""))
    reach = ""
    if mark.tag == _SVG + "path" and (place := mark.get("transform", "")).startswith("translate("):
        where = escape(re.sub(r"\).*", ")", place))
        reach = f'<circle r="{_REACH}" transform="{where}" fill="none" pointer-events="all"/>'
    return (
        f'<a href="{escape(target)}" aria-label="{words}"><title>{words}</title>{reach}{inner}</a>'
    )
