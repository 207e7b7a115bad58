"""The language in which a reader sees the names of things (RFC 9110, 12.5.4)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from flask import g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from nmc_graph.model.labels import ENGLISH
from nmc_graph.web.context import site

MAX_HEADER = 1000
"""Characters of a header that are read: some fifty languages."""


@functools.lru_cache(maxsize=512)
def choose(header: str, asked: str, offered: tuple[str, ...]) -> str:
    """Return one of the offered tags: that which was `asked` for, else the best for a header.

    A header that wants `es-MX` also takes `es`, as near as it comes (RFC 4647, 3.4: lookup).
    English if nothing fits.
    """
    if asked and (tag := LanguageAccept([(asked[:MAX_HEADER], 1)]).best_match(offered)):
        return tag
    wanted = list(parse_accept_header(header[:MAX_HEADER], LanguageAccept))
    named = {tag.lower() for tag, _ in wanted}
    wanted += [(p, q) for tag, q in wanted if (p := tag.partition("-")[0]).lower() not in named]
    return LanguageAccept(wanted).best_match(offered) or ENGLISH


def of_header(offered: Sequence[str]) -> Callable[[str], str]:
    """Return a function that chooses a language by an Accept-Language header."""
    if len(offered) < 2:
        return lambda header: ""
    return lambda header: choose(header, "", tuple(offered))


def reader() -> str:
    """Return the language for this request, and mark the response as depending on it.

    `?lang=` takes precedence over the header. With one language nothing depends on it.
    """
    offered = site().index.languages
    if len(offered) < 2:
        return ENGLISH
    asked, header = request.args.get("lang", ""), request.headers.get("Accept-Language", "")
    language: str = choose(header, asked, offered)
    g.language = language
    return language
