"""The language of the names on a page, chosen by the reader's browser (RFC 9110, 12.5.4)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from flask import g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from nmc_graph.model.labels import ENGLISH
from nmc_graph.web.context import site

MAX_HEADER = 1000
"""Characters of a header that are read, enough for about fifty languages."""


@functools.lru_cache(maxsize=512)
def choose(header: str, requested: str, offered: tuple[str, ...]) -> str:
    """Return one of the offered tags: the `requested` one, else the best for a header.

    A header with `es-MX` also accepts `es` (RFC 4647, 3.4: lookup). English is the default.
    """
    if requested and (tag := LanguageAccept([(requested[:MAX_HEADER], 1)]).best_match(offered)):
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
    """Return the language for this request, and record that the response depends on it.

    `?lang=` takes precedence over the header. If there is only one language, nothing is recorded.
    """
    offered = site().index.languages
    if len(offered) < 2:
        return ENGLISH
    requested, header = request.args.get("lang", ""), request.headers.get("Accept-Language", "")
    language: str = choose(header, requested, offered)
    g.language = language
    return language
