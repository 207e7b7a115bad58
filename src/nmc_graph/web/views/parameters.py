"""Parameters that several pages read."""

from __future__ import annotations

from flask import request

from nmc_graph.errors import UsageError


def page_number() -> int:
    """Return the number of the page in the URL. Raises UsageError if it isn't a number from 1."""
    value = request.args.get("page", "1")
    if not value.isdigit() or not 0 < int(value[:9]) < 100_000:
        raise UsageError("The page must be a number from 1.")
    return int(value)
