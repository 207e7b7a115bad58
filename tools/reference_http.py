"""The HTTP reference, from the routes of the application and the docstrings of its views."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from nmc_graph.formats import GRAPH_FORMATS, RESULT_FORMATS
from nmc_graph.web.app import VIEWS
from nmc_graph.web.sparql_blueprint import make_blueprint
from tools.table import table

RDF = ", ".join(f.name for f in GRAPH_FORMATS)
ROWS = ", ".join(f.name for f in RESULT_FORMATS)
TABLE = "HTML, JSON, CSV"
SHEET = "HTML, Excel, CSV, JSON"
REDIRECT = "redirect"
FORMATS = {
    "/": "HTML",
    "/.well-known/sparql-examples": RDF,
    "/.well-known/void": REDIRECT,
    "/about": "HTML",
    "/approaches": TABLE,
    "/approaches/<name>.vl.json": "Vega-Lite (JSON)",
    "/browse": "HTML",
    "/browse/<name>": f"{TABLE}, SPARQL (`.rq`), {RDF}",
    "/changes.atom": "Atom",
    "/cite/<path:rest>": "BibTeX (`.bib`), CSL-JSON (`.json`), RIS (`.ris`), text (`.txt`)",
    "/compare": SHEET,
    "/concept/<path:rest>": REDIRECT,
    "/data/<path:rest>": RDF,
    "/context.jsonld": "JSON-LD context",
    "/dataset": f"HTML, {RDF}",
    "/disagreements": SHEET,
    "/docs": "HTML",
    "/docs/<path:name>": "HTML; images and notebooks of the documentation",
    "/docs/api": "HTML",
    "/download/<name>": "files of the release",
    "/embed/<release>/chart": "HTML",
    "/entity": f"HTML, {RDF}",
    "/favicon.ico": REDIRECT,
    "/gaps": SHEET,
    "/glossary": "HTML",
    "/graph/<path:rest>": REDIRECT,
    "/healthz": "JSON",
    "/help": "HTML",
    "/id/<path:rest>": REDIRECT,
    "/map": TABLE,
    "/mappings/<name>": "SSSOM (`.sssom.tsv`)",
    "/method": "HTML",
    "/network": f"{TABLE}, GraphML, GEXF, SVG, PNG",
    "/oembed": "oEmbed (JSON)",
    "/ontology": f"HTML, {RDF}",
    "/openapi.json": "OpenAPI 3.1 (JSON)",
    "/page/<path:rest>": "HTML",
    "/prefixes": f"JSON, {RDF}",
    "/q/<code>": REDIRECT,
    "/queries": "HTML, JSON",
    "/queries/<name>": f"HTML, {ROWS}, turtle, Excel, SPARQL (`.rq`)",
    "/readyz": "JSON",
    "/reconcile": "JSON",
    "/reconcile/flyout": "JSON",
    "/reconcile/preview": "HTML",
    "/reconcile/properties": "JSON",
    "/reconcile/suggest/<kind>": "JSON",
    "/report": "HTML",
    "/results": f"{SHEET}, SPARQL (`.rq`)",
    "/results/chart": f"{SHEET}, SVG, PNG, Vega-Lite (`.vl.json`)",
    "/robots.txt": "text",
    "/search": "HTML, JSON",
    "/sitemap.xml": "XML",
    "/sparql": f"HTML; {ROWS}; {RDF}",
    "/static/<name>": "files of the front end",
    "/suggest": "JSON",
    "/tables": "HTML",
    "/tables/<name>": "CSV, Excel, SPARQL (`.rq`); ZIP; CSV on the Web (JSON)",
    "/terms.json": "JSON",
    "/validate": "HTML, JSON, SHACL report (Turtle), SARIF, text",
    "/version/<release>": "as the page of the older release",
}
"""Formats by the first path of a view. A new route needs a row here, or the page isn't written."""
INTRODUCTION = """# HTTP

Every path of `nmc serve`. GET implies HEAD, and OPTIONS works everywhere.

- **Formats.** A suffix (`/results.csv`) takes precedence over `?format=`, and that over `Accept`. \
The names of formats are in [formats.md](formats.md).
- **Errors** are `application/problem+json` (RFC 9457) for programs and a page for browsers; \
[errors.md](errors.md) has the status codes.
- **Caching.** A release never changes, so responses have an `ETag` that names it, and \
`If-None-Match` gets a 304.
- **Queries.** `/sparql` implements the SPARQL 1.1 Protocol: `query`, `default-graph-uri`, \
`named-graph-uri`, and also `format` and `timeout` (seconds).
- **Limits.** With `nmc serve --rate-limit`, responses have `RateLimit` and `RateLimit-Policy`, \
and a client with too many requests gets 429 with `Retry-After`.
- **Metrics.** With `nmc serve --metrics`, `/metrics` has the text format of Prometheus.

"""


def application() -> Flask:
    """Return a bare application with every blueprint of the website."""
    app, no_engine = Flask("reference", static_folder=None), None  # no query will run
    for view in VIEWS:
        app.register_blueprint(view.blueprint)
    app.register_blueprint(make_blueprint(no_engine), url_prefix="/sparql")  # type: ignore[arg-type]
    return app


def routes() -> Iterator[str]:
    """Yield the reference page, or exit with the routes that have no formats here."""
    yield INTRODUCTION
    rows = _by_view(application())
    if missing := [paths[0] for paths, _, _ in rows if paths[0] not in FORMATS]:
        sys.exit(f"tools/reference_http.py: add the formats of {', '.join(missing)}.")
    yield from table(
        ("path", "methods", "what it returns", "formats"),
        (
            (
                " ".join(f"`{path}`" for path in paths),
                ", ".join(methods),
                _summary(view),
                FORMATS[paths[0]],
            )
            for paths, methods, view in rows
        ),
    )


def _by_view(app: Flask) -> list[tuple[list[str], list[str], Callable[..., Any]]]:
    """Return paths, methods and function of each view; a path with formats starts a new row."""
    rows: list[tuple[list[str], set[str], str]] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = (rule.methods or set()) & {"GET", "POST"}
        same = [row for row in rows if row[2] == rule.endpoint]
        if same and rule.rule not in FORMATS:
            same[-1][0].append(rule.rule)
            same[-1][1].update(methods)
        else:
            rows.append(([rule.rule], methods, rule.endpoint))
    return [(paths, sorted(m), app.view_functions[view]) for paths, m, view in rows]


def _summary(view: Callable[..., Any]) -> str:
    """Return the first line of a view's docstring."""
    return (inspect.getdoc(view) or "").split("\n")[0]
