"""Accept, suffix and `?format=` -> format; pure functions over request values."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MIMEAccept

from nmc_graph.errors import UsageError
from nmc_graph.formats import Format, get

HTML = "text/html"


class NotAcceptable(UsageError):
    """Nothing that can be given is acceptable; the hint lists what there is."""

    status = 406


def choose(accept: MIMEAccept, offered: Sequence[Format], *, html: bool = False) -> Format | None:
    """Return the offered format that the client likes best, None for the page.

    Quality values are obeyed (RFC 9110, 12.5.1); among equals the page comes first where there is
    one, then the order in which formats are offered. Raises NotAcceptable.
    """
    types = {media: f for f in offered for media in (f.media_type, *f.aliases)}
    if not accept.provided:
        return None if html else offered[0]
    best = accept.best_match([HTML, *types] if html else list(types))
    if best is None:
        there = ", ".join(([HTML] if html else []) + [f.media_type for f in offered])
        raise NotAcceptable(
            "None of the formats that were asked for can be given here.", hint=f"There is: {there}."
        )
    return None if best == HTML and html else types[best]


def named(name: str, offered: Sequence[Format]) -> Format:
    """Return the offered format of that name, suffix or media type. Raises NotAcceptable."""
    try:
        found = get(name)
    except UsageError as error:
        raise NotAcceptable(str(error), hint=error.hint) from None
    if found not in offered:
        there = ", ".join(f.name for f in offered)
        raise NotAcceptable(f"{found.label} cannot hold this answer.", hint=f"There is: {there}.")
    return found


def wants_page(accept: MIMEAccept) -> bool:
    """Tell whether the client would rather have a page than data: it names HTML, as browsers do."""
    html = accept[HTML] if any(v == HTML for v in accept.values()) else 0
    others = [
        q
        for v, q in accept
        if v not in (HTML, "*/*", "application/xhtml+xml", "application/xml")
        and not v.startswith("image/")
    ]
    return html > 0 and html >= max(others, default=0)
