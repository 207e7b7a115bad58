"""Parts of pages that many pages share are rendered once for a thing and a language."""

import re
from collections import Counter, defaultdict

import pytest
from flask import Flask, g
from jinja2 import Environment, meta, nodes, pass_context

from nmc_graph.web import fragments
from nmc_graph.web import macros as rendering
from nmc_graph.web.fragments import Fragments

TEMPLATE = """
{% macro name(thing, end="") %}<b>{{ count(thing) }}{{ thing }}{{ end }}</b>{% endmacro %}
{% macro other(thing) %}<i>{{ thing }}</i>{% endmacro %}"""


@pytest.fixture
def rendered():
    return Counter()


@pytest.fixture
def macros(rendered):
    environment = Environment(autoescape=True)
    environment.globals["count"] = lambda thing: rendered.update([thing]) or ""
    return environment.from_string(TEMPLATE).module


@pytest.fixture
def in_request():
    with Flask("test").test_request_context():
        yield


@pytest.mark.usefixtures("in_request")
def test_a_thing_is_rendered_once_for_each_macro_option_and_language(macros, rendered):
    once = Fragments().once
    for _ in range(3):
        assert once(macros.name, "a & b") == "<b>a &amp; b</b>"
        assert once(macros.name, "a & b", end="!") == "<b>a &amp; b!</b>"
        assert once(macros.other, "a & b") == "<i>a &amp; b</i>"
    assert rendered["a & b"] == 2
    g.language = "es"
    once(macros.name, "a & b")
    assert rendered["a & b"] == 3


@pytest.mark.usefixtures("in_request")
def test_no_more_parts_are_kept_than_fit(macros, rendered, monkeypatch):
    monkeypatch.setattr(fragments, "_MOST", 100)
    parts = Fragments()
    for n in range(35):
        parts.once(macros.name, str(n))
        assert sum(map(len, parts._known.values())) <= 100
    assert rendered.total() == 35
    parts.once(macros.name, "34")
    assert rendered.total() == 35


def names_used(environment, template, macro):
    """Yield what a macro, and the macros that it calls, take from outside the templates."""
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    macros = {found.name: found for found in tree.find_all(nodes.Macro)}
    imported = {
        name: found.template.value for found in tree.find_all(nodes.FromImport)
        for name in found.names
    }  # fmt: skip
    alone = nodes.Template([macros[macro]]).set_environment(environment)
    assigned = {n.name for n in macros[macro].find_all(nodes.Name) if n.ctx == "store"}
    for name in meta.find_undeclared_variables(alone) - assigned:
        if name in macros:
            yield from names_used(environment, template, name)
        elif name in imported:
            yield from names_used(environment, imported[name], name)
        else:
            yield name


def test_what_is_rendered_once_depends_on_nothing_but_its_arguments(app_client):
    environment = app_client.application.jinja_env
    same_everywhere = environment.globals.keys() - {"request", "session", "g", "page_address"}
    kept, defined = set(), defaultdict(list)
    for template in environment.list_templates(["html"]):
        text = environment.loader.get_source(environment, template)[0]
        kept.update(re.findall(r"\bonce\((\w+)\b", text))
        for name in re.findall(r"\{%-? macro (\w+)\(", text):
            defined[name].append(template)
    assert {"panel", "statement", "page_places"} <= kept
    for macro in kept:
        (template,) = defined[macro]  # the name of a macro is its key
        assert set(names_used(environment, template, macro)) <= same_everywhere, macro


def test_templates_call_macros_and_functions_that_want_the_context():
    environment = Environment(autoescape=True)
    rendering.use(environment)

    @pass_context
    def seen(context, name, end=""):
        return f"{context.get(name)}{end}"

    template = environment.from_string(
        "{% macro bold(x) %}<b>{{ x }}{{ caller() if caller }}</b>{% endmacro %}"
        "{% for x in xs %}{% set y = x %}{{ bold(x) }}{{ seen('y', end='!') }}"
        "{{ x.upper() }}{% endfor %}"
        "{% call bold('y') %}<i>{% endcall %}"
    )
    found = template.render(xs=["<"], seen=seen)
    assert found == "<b>&lt;</b>&lt;!&lt;<b>y<i></b>"
