"""Parts of pages that many pages share, such as a chart or the menu: rendered once."""

from __future__ import annotations

from collections.abc import Hashable

from flask import g
from jinja2.runtime import Macro
from markupsafe import Markup

_MOST = 16_000_000
"""Characters that are kept for each web process and version; all parts of our data have fewer."""


class Fragments:
    """What macros rendered for the things of one release, which never change."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Markup] = {}
        self._characters = 0

    def once(self, macro: Macro, *things: Hashable, **options: Hashable) -> Markup:
        """Return what a macro renders for things: the same for all readers of a language.

        The macro may depend on nothing but its arguments and on what is the same on all pages. No
        other macro rendered here may have its name.
        """
        key = macro.name, things, g.get("language", ""), *options.items()
        html = self._known.get(key)
        if html is None:
            html = Markup(macro(*things, **options))  # noqa: S704 - a macro escapes what it prints
            self._characters += len(html)
            if self._characters > _MOST:
                self._known.clear()
                self._characters = len(html)
            self._known[key] = html
        return html
