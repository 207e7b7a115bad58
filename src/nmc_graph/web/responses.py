"""Flask responses with the headers that every response has."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from flask import Flask, Response, g, render_template, request

from nmc_graph.formats import Format
from nmc_graph.terms import DATASET, ONTOLOGY
from nmc_graph.web import urls
from nmc_graph.web.context import site
from nmc_graph.web.http.headers import ALWAYS, CACHE_SECONDS
from nmc_graph.web.http.negotiate import (
    HTML,
    NotAcceptable,
    best,
    by_parameter,
    by_suffix,
    choose,
)
from nmc_graph.web.urls import data_path, page_path

_PAGES = {DATASET: urls.dataset(), ONTOLOGY: urls.ontology()}
"""The pages about things whose IRIs have no path under /id."""

IRI_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"
"""ASCII characters that stay as they are in an IRI; header fields hold no others."""


def wanted_format(
    offered: tuple[Format, ...], suffix: str = "", *, html: bool = False
) -> Format | None:
    """Return the format of the response: by suffix, else by `?format=`, else by Accept.

    With `html`, None means the page. Raises NotAcceptable.
    """
    if suffix:
        return by_suffix(suffix, offered)
    name = request.args.get("format", "")
    if html and name == "html":
        return None
    named = by_parameter(name, offered) if name else None
    return named or choose(request.headers.get("Accept", ""), offered, html=html)


def wanted_form(forms: Mapping[str, str], suffix: str = "") -> str:
    """Return which of several forms to respond with; empty for the page.

    `forms` maps suffixes to media types. A suffix beats `?format=`, which beats Accept. Raises
    NotAcceptable for an unknown form.
    """
    form = suffix or request.args.get("format", "")
    if not form:
        types = [(HTML, ()), *((media_type, ()) for media_type in forms.values())]
        liked = best(request.headers.get("Accept", ""), types)
        return next((name for name, media_type in forms.items() if media_type == liked), "")
    if form in {*forms, "html"}:
        return "" if form == "html" else form
    *rest, last = forms
    raise NotAcceptable(
        f"This isn't available as {form[:40]!r}.",
        hint=f"Available: the page, {', '.join(f'.{name}' for name in rest)} and .{last}.",
    )


def page(template: str, **context: object) -> Response:
    """Return a rendered page, which may be cached since it depends only on URL and release."""
    response = Response(render_template(template, **context), mimetype="text/html")
    return make_cacheable(response, request.full_path, "page")


def uncached(template: str, **context: object) -> Response:
    """Return a rendered page that depends on more than URL and release."""
    return Response(render_template(template, **context), mimetype="text/html")


def data(body: bytes, media_type: str, *parts: str) -> Response:
    """Return bytes of a media type that depend only on the release and `parts`."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    response = Response(body, content_type=media_type + charset)
    return make_cacheable(response, media_type, *parts)


def make_cacheable(response: Response, *parts: str) -> Response:
    """Let clients cache a response, and turn it into a 304 if the client has it."""
    if language := g.get("language"):  # the page depends on it: web/language.py
        parts = (*parts, language)
        response.vary.add("Accept-Language")
    response.set_etag(site().etag(*parts))
    response.cache_control.public = True
    response.cache_control.max_age = CACHE_SECONDS
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


def not_modified(*parts: str) -> Response | None:
    """Return a 304 if the client has the response for these parts, before it is made."""
    tag = site().etag(*parts)
    tags = request.if_none_match  # `*` is not a tag: we don't know yet whether a response exists
    if not tags.star_tag and tags.contains_weak(tag):
        return make_cacheable(Response(status=304), *parts)
    return None


def signpost(
    response: Response,
    iri: str,
    types: list[str],
    formats: Mapping[str, str],
    items: Mapping[str, str] | None = None,
) -> Response:
    """Add the Link headers of FAIR signposting (signposting.org/FAIR, level 1).

    `formats` maps suffixes, or paths, to the media types of descriptions; `items` maps the paths
    of files to their media types.
    """
    links = [f'<{quote(iri, safe=IRI_CHARACTERS)}>; rel="cite-as"']
    if site().license:
        links.append(f'<{site().license}>; rel="license"')
    links += [f'<{quote(t, safe=IRI_CHARACTERS)}>; rel="type"' for t in types]
    if canonical := page_path(iri) or _PAGES.get(iri, ""):
        links.append(f'<{canonical}>; rel="canonical"')
    for suffix, media_type in formats.items():
        target = suffix if suffix.startswith("/") else data_path(iri, suffix)
        links.append(f'<{target}>; rel="alternate describedby"; type="{media_type}"')
    links += [f'<{path}>; rel="item"; type="{type_}"' for path, type_ in (items or {}).items()]
    response.headers["Link"] = ", ".join(links)
    return response


def install(app: Flask) -> None:
    """Add the headers for security and CORS to every response, and normalize paths."""

    @app.before_request
    def _without_trailing_slash() -> Response | None:
        """Redirect from a path with a trailing slash to the path without (RFC 9110, 15.4.9)."""
        path, _, query = request.full_path.partition("?")
        if path == "/" or not path.endswith("/"):
            return None
        target = quote(path.rstrip("/"), safe="/:~+,;=@!$&'()*") + (f"?{query}" if query else "")
        return Response(status=308, headers={"Location": target})

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
