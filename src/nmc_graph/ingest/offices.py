"""Offices: blocks of lines with a street, a city, a state and a ZIP code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.ingest.document import Document, Part, Span, trimmed

_CITY_LINE = re.compile(
    r"(?P<street>.*?)[\s,]*\b(?P<city>[A-Z][A-Za-z.' -]+?),?\s+(?P<state>[A-Z]{2})\.?\s+"
    r"(?P<zip>\d{5}(?:-\d{4})?)\b",
    re.DOTALL,
)
_PHONE = re.compile(
    r"(?:tel(?:ephone)?|phone|ph|t)?[.:]?\s*(?:\+?1[\s.-])?\(?(?P<a>\d{3})\)?[\s.-]+(?P<b>\d{3})[\s.-](?P<c>\d{4})\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"[A-Z][A-Za-z.' -]{1,40}")
_STREET = re.compile(r"\d+[A-Za-z]?\s+\w|\bP\.?\s?O\.?\s+Box\b", re.IGNORECASE)


class Office(NamedTuple):
    """An office with its address."""

    span: Span
    name: str
    street: str
    city: str
    state: str
    zip: str
    phone: str


def offices(document: Document, parts: Sequence[Part]) -> dict[int, tuple[Office, int]]:
    """Return the offices by the number of their first part, with how many parts they take."""
    found: dict[int, tuple[Office, int]] = {}
    number = 0
    while number < len(parts):
        office = _office(document, parts[number].span, None)
        taken = 1
        if office is None and number + 1 < len(parts):
            title = parts[number].span
            if _TITLE.fullmatch(document.words(title)):
                office, taken = _office(document, parts[number + 1].span, title), 2
        if office:
            found[number] = (office, taken)
        number += taken if office else 1
    return found


def _office(document: Document, span: Span, title: Span | None) -> Office | None:
    text = document.text[slice(*span)]
    if len(text) > 400:
        return None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    own_title = ""
    if title is None and lines and _TITLE.fullmatch(lines[0]) and len(lines) > 1:
        own_title, lines = lines[0], lines[1:]
    address = "\n".join(lines)
    match = _CITY_LINE.match(address)
    if not match or not _STREET.search(match["street"]):
        return None
    street = ", ".join(
        part.strip(" ,") for part in match["street"].splitlines() if part.strip(" ,")
    )
    phone = _PHONE.search(address)
    name = document.words(title) if title else own_title
    return Office(
        trimmed(document.text, (title or span).start, span.end),
        _titled(name) or match["city"].strip(),
        street,
        match["city"].strip(),
        match["state"],
        match["zip"],
        "-".join(phone.group("a", "b", "c")) if phone else "",
    )


def _titled(name: str) -> str:
    return name.title() if name.isupper() else name
