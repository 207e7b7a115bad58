"""Templates whose macros are made once, and whose pages leave no garbage in cycles."""

from __future__ import annotations

from typing import Any

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

    def render(self, *variables: Any, **more: Any) -> str:
        """Return the text of a page, and let go of what it shows.

        A macro that is defined in a page holds the variables of the page, which hold the macro. All
        that a page shows would wait in memory until Python looks for such cycles.
        """
        context = self.new_context(dict(*variables, **more))
        try:
            return self.environment.concat(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()
        finally:
            context.vars.clear()
