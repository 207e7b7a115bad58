"""Templates whose macros are made once, however often other templates import them."""

from __future__ import annotations

from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class SharedTemplate(Template):
    """A template that has the names of the environment and no others.

    At each import, Jinja looks for names that only the importing template has: a twentieth of the
    time of a page. Ours have none, since all names are set once, when the application is made.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()
