"""Parts of pages that many pages share are rendered once for a thing and a language."""

from collections import Counter

import pytest
from flask import Flask, g
from jinja2 import Environment

from nmc_graph.web import fragments
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
    monkeypatch.setattr(fragments, "_MOST", 10)
    parts = Fragments()
    for n in range(35):
        parts.once(macros.name, str(n))
        assert len(parts._known) <= 10
    assert rendered.total() == 35
