"""Answers with the headers that every answer has."""

from __future__ import annotations

from flask import Flask, Response, g, render_template, request

from nmc_graph.iris import path_of_iri
from nmc_graph.web.context import LICENSE, site
from nmc_graph.web.http.headers import ALWAYS, KEEP_SECONDS
from nmc_graph.web.urls import data_path


def page(template: str, **context: object) -> Response:
    """Return a rendered page; a page that depends on nothing but the release can be kept."""
    response = Response(render_template(template, **context), mimetype="text/html")
    return keep(response, request.full_path, "page")


def data(body: bytes, media_type: str, *parts: str) -> Response:
    """Return bytes of a media type that depend on the release and `parts` alone."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    response = Response(body, content_type=media_type + charset)
    return keep(response, media_type, *parts)


def keep(response: Response, *parts: str) -> Response:
    """Let clients keep an answer, and answer 304 if they have it."""
    if language := g.get("language"):  # it was asked for: web/language.py
        parts = (*parts, language)
        response.vary.add("Accept-Language")
    response.set_etag(site().etag(*parts))
    response.cache_control.public = True
    response.cache_control.max_age = KEEP_SECONDS
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


def kept(*parts: str) -> Response | None:
    """Return 304 if the client has the answer that these parts give, so that it is not made."""
    tag = site().etag(*parts)
    if request.if_none_match and request.if_none_match.contains_weak(tag):
        return keep(Response(status=304), *parts)
    return None


def signpost(response: Response, iri: str, types: list[str], formats: dict[str, str]) -> Response:
    """Add the Link headers of FAIR signposting (signposting.org/FAIR, level 1)."""
    links = [f'<{iri}>; rel="cite-as"', f'<{LICENSE}>; rel="license"']
    links += [f'<{t}>; rel="type"' for t in types]
    if path := path_of_iri(iri):
        links.append(f'<{path}>; rel="canonical"')
    for suffix, media_type in formats.items():
        target = data_path(iri, suffix)
        links.append(f'<{target}>; rel="alternate describedby"; type="{media_type}"')
    response.headers["Link"] = ", ".join(links)
    return response


def install(app: Flask) -> None:
    """Put the headers of security and sharing on every answer, errors included."""

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
