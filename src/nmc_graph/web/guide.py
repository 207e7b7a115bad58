"""Numbers with their query and words with their explanation, for templates."""

from __future__ import annotations

from flask import g
from markupsafe import Markup, escape

from nmc_graph.model.glossary_terms import TERMS
from nmc_graph.model.release_counts import COUNTS
from nmc_graph.model.sponsored import sponsored
from nmc_graph.web import urls
from nmc_graph.web.context import site


def number(name: str) -> Markup:
    """Return a count of the release, linked to the query that counts it.

    A release of an older version may lack the count; then this is a dash.
    """
    count = site().release.manifest.get(name)
    if count is None:
        return Markup("&ndash;")
    return counted(f"{count:,}", COUNTS[name])


def counted(text: str, query: str) -> Markup:
    """Return a number, linked to the query that it is the result of."""
    return Markup(
        '<a class="counted" href="{}" title="See how this is counted" rel="nofollow">{}</a>'
    ).format(urls.query_path(query), text)


def sponsor_mark(source: str) -> Markup:
    """Return a mark for a source that is sponsored content; empty for others."""
    if source not in sponsored(site().engine):
        return Markup("")
    return Markup(' <span class="badge missing"><span>sponsored content</span></span>')


def explain(slug: str, text: str = "") -> Markup:
    """Return a word of the glossary, linked to its explanation at its first use on a page."""
    word = text or TERMS[slug].word
    explained: set[str] = g.setdefault("explained", set())
    if slug in explained:
        return escape(word)
    explained.add(slug)
    return Markup('<a class="explained" href="{}">{}</a>').format(
        urls.glossary(fragment=slug), word
    )
