"""Dropping parameters that no page reads, so that they don't cause work or cache entries."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_plus

ReadParameters = Mapping[str, frozenset[str]]
"""First part of a path, such as `network` -> the parameters that pages under it read."""


def first_part(path: str) -> str:
    """Return the first part of a path, without a suffix; `.well-known` is a name."""
    first = path.lstrip("/").partition("/")[0]
    return first[:1] + first[1:].partition(".")[0]


def without_unknown(path: str, query_string: str, parameters: ReadParameters) -> str:
    """Return a query string without the fields that the page at this path doesn't read.

    If the parameters of a path are not known, all fields remain.
    """
    if not query_string or (known := parameters.get(first_part(path))) is None:
        return query_string
    fields = query_string.split("&")
    return "&".join(f for f in fields if unquote_plus(f.partition("=")[0]) in known)
