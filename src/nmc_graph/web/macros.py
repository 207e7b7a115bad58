"""How templates are rendered: macros are made once, calls are direct, pages leave no garbage."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro


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


class DirectContext(Context):
    """A context that knows what its templates call: macros and plain functions.

    At each call, Jinja looks in several places for whether to pass the context too: an eighth of
    the function calls of a list. Only macros and functions marked with `pass_context` need that.
    """

    def call(
        self,
        called: Any,
        /,
        *args: Any,
        _loop_vars: dict[str, Any] | None = None,
        _block_vars: dict[str, Any] | None = None,
        **named: Any,
    ) -> Any:
        """Call something with what a template gives it."""
        if type(called) is Macro:
            return called(self.eval_ctx, *args, **named)
        if hasattr(called, "jinja_pass_arg"):
            variables = {"_loop_vars": _loop_vars, "_block_vars": _block_vars}
            return super().call(called, *args, **named, **variables)
        return called(*args, **named)


def use(environment: Environment) -> None:
    """Have an environment render templates in this way, without the lines of their tags."""
    environment.template_class, environment.context_class = SharedTemplate, DirectContext
    environment.trim_blocks = environment.lstrip_blocks = True
