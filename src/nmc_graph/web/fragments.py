"""Parts of pages that many pages share, such as a chart or a statement: rendered once."""

from __future__ import annotations

from collections.abc import Hashable

from flask import g
from jinja2.runtime import Macro
from markupsafe import Markup

_MOST = 4096
"""Parts that are kept; a chart is the largest, with about 15 kB."""


class Fragments:
    """What macros rendered for the things of one release, which never change."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Markup] = {}

    def once(self, macro: Macro, thing: Hashable, **options: Hashable) -> Markup:
        """Return what a macro renders for a thing: the same for all readers of a language.

        The macro may depend on nothing but its arguments and on what is the same on all pages. No
        other macro rendered here may have its name.
        """
        key = macro.name, thing, g.get("language", ""), *options.items()
        html = self._known.get(key)
        if html is None:
            html = Markup(macro(thing, **options))  # noqa: S704 - a macro escapes what it prints
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = html
        return html
