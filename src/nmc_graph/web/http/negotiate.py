"""Choosing a format by Accept, suffix or `?format=`; pure functions (RFC 9110, 12.5.1)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from nmc_graph.errors import UsageError
from nmc_graph.formats import Format, find

HTML = "text/html"
MAX_HEADER = 2000
"""Characters of an Accept header that are read."""
_NOT_COUNTED = ("*/*", HTML, "application/xhtml+xml", "application/xml")
"""Media types that browsers send along with HTML without preferring them."""
NO_FORMAT = ("", "html", "text/html", "auto")
"""Values of `format=` that mean the default format."""


class NotAcceptable(UsageError):
    """No available format is acceptable; the hint lists the available ones."""

    status = 406


@functools.lru_cache(maxsize=512)
def qualities(header: str) -> dict[str, float]:
    """Return the quality of each media range in an Accept header, ignoring parameters."""
    accept = parse_accept_header(header[:MAX_HEADER], MIMEAccept)
    ranges: dict[str, float] = {}
    for media_range, quality in accept:
        name = media_range.partition(";")[0].strip().lower()
        ranges[name] = max(quality, ranges.get(name, 0.0))
    return ranges


def best(header: str, offered: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """Return the offered media type that an Accept header prefers, or None if it accepts none.

    `offered` are pairs of a media type and its aliases, in the server's order of preference. The
    most specific range determines the quality of a type, and a quality of 0 excludes it. A range
    such as `text/*` matches media types but not aliases. Without a header, everything is
    acceptable.
    """
    ranges = qualities(header) or {"*/*": 1.0}
    choice, choice_rank = None, (0.0, 0)
    for media_type, aliases in offered:
        rank = _rank(ranges, media_type, aliases)
        if rank > choice_rank and rank[0] > 0:
            choice, choice_rank = media_type, rank
    return choice


def _rank(ranges: dict[str, float], media_type: str, aliases: Sequence[str]) -> tuple[float, int]:
    """Return quality and specificity for one media type."""
    named = [ranges[name] for name in (media_type, *aliases) if name in ranges]
    if named:
        return max(named), 3
    for specificity, wider in ((2, media_type.partition("/")[0] + "/*"), (1, "*/*")):
        if wider in ranges:
            return ranges[wider], specificity
    return 0.0, 0


@functools.lru_cache(maxsize=1024)
def choose(header: str, offered: tuple[Format, ...], *, html: bool = False) -> Format | None:
    """Return the offered format that an Accept header prefers, or None for the page.

    With `html` a page is also available, and wins over a format with the same quality. Raises
    NotAcceptable.
    """
    page: list[tuple[str, Sequence[str]]] = [(HTML, ("application/xhtml+xml",))] if html else []
    choice = best(header, [*page, *((f.media_type, f.aliases) for f in offered)])
    if choice is None:
        available = ", ".join(([HTML] if html else []) + [f.media_type for f in offered])
        raise NotAcceptable(
            "This isn't available in any format your client accepts.",
            hint=f"Available: {available}.",
        )
    return next((f for f in offered if f.media_type == choice), None)


def by_suffix(name: str, offered: Sequence[Format]) -> Format:
    """Return the offered format with this suffix, name or media type. Raises NotAcceptable."""
    available = "Available: " + ", ".join(f.name for f in offered) + "."
    wanted = find(name, offered)
    if wanted is None:
        raise NotAcceptable(f"Unknown format {name[:40]!r}.", hint=available)
    if wanted not in offered:
        raise NotAcceptable(f"This isn't available as {wanted.label}.", hint=available)
    return wanted


def by_parameter(name: str, offered: Sequence[Format]) -> Format | None:
    """Return the offered format that `?format=` names, or None if Accept should decide.

    Clients send the same name for every kind of query, so for a format of another kind of result,
    Accept decides. Raises NotAcceptable for an unknown name.
    """
    if name.strip().lower() in NO_FORMAT:
        return None
    wanted = find(name, offered)
    if wanted is None:
        return by_suffix(name, offered)
    return wanted if wanted in offered else None


@functools.lru_cache(maxsize=512)
def wants_page(header: str) -> bool:
    """Return whether the client prefers a page to data, as browsers do."""
    ranges = qualities(header)
    html = ranges.get(HTML, 0.0)
    others = [
        q
        for name, q in ranges.items()
        if name not in _NOT_COUNTED and not name.startswith("image/")
    ]
    return html > 0 and html >= max(others, default=0)
