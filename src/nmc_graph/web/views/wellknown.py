"""Resources for programs: prefixes, terms, health checks, and rules for crawlers."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request
from markupsafe import escape

from nmc_graph.errors import EngineError, NotFoundError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.examples import add_prefixes
from nmc_graph.model.extract import graph_ntriples, has_data, version_date
from nmc_graph.model.kinds import LISTED
from nmc_graph.model.labels import FOREIGN
from nmc_graph.model.vocabulary import completions
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import EXAMPLES_GRAPH, ONTOLOGY, PREFIXES
from nmc_graph.web import responses, urls
from nmc_graph.web.assets import asset
from nmc_graph.web.context import root, site
from nmc_graph.web.http.negotiate import best, by_suffix
from nmc_graph.web.views.search import page_number

blueprint = Blueprint("pages", __name__)

MAX_URLS = 50_000
"""Maximum number of URLs in one file (sitemaps.org)."""


@blueprint.get("/prefixes")
@blueprint.get("/prefixes.<suffix>")
def prefix_list(suffix: str = "") -> Response:
    """Return the prefixes as JSON, or as RDF (`sh:declare`, SHACL 5.2.1)."""
    wanted = suffix or request.args.get("format", "")
    liked = best(request.headers.get("Accept", ""), [("application/json", ()), ("text/turtle", ())])
    if wanted == "json" or (not wanted and liked != "text/turtle"):
        return responses.data(jsonify(PREFIXES).get_data(), "application/json", "prefixes")
    format_ = by_suffix(wanted or "turtle", GRAPH_FORMATS)
    out = GraphBuilder()
    add_prefixes(out, ONTOLOGY)
    body = convert_triples(out.body(), format_)
    return responses.data(body, format_.media_type, "prefixes")


@blueprint.get("/.well-known/sparql-examples")
def sparql_examples() -> Response:
    """Return the query library in RDF, as in the graph of this name."""
    format_ = responses.wanted_format(GRAPH_FORMATS, html=True) or GRAPH_FORMATS[0]
    triples = graph_ntriples(site().engine, EXAMPLES_GRAPH)
    if not triples:
        raise NotFoundError("This version has no SPARQL examples.")
    return responses.data(convert_triples(triples, format_), format_.media_type, "examples")


@blueprint.get("/terms.json")
def terms() -> Response:
    """Return the prefixes, classes and properties that the editor completes."""
    own: dict[str, list[dict[str, str]]] = {"classes": [], "properties": []}
    for row in completions(site().engine):
        entry = {"iri": row["term"].value, "label": row["label"].value}
        if "definition" in row:
            entry["definition"] = row["definition"].value
        own["classes" if row["kind"].value.endswith("Class") else "properties"].append(entry)
    # Terms of other vocabularies that the data uses, since pages have labels for them.
    for short in FOREIGN:
        prefix, _, name = short.partition(":")
        key = "classes" if name[:1].isupper() else "properties"
        if prefix in PREFIXES and prefix != "unit":
            own[key].append({"iri": PREFIXES[prefix] + name, "label": FOREIGN[short]})
    return responses.data(
        jsonify({"prefixes": PREFIXES, **own}).get_data(), "application/json", "terms"
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    """Report that the process is running."""
    response = Response("ok\n", mimetype="text/plain")
    response.cache_control.no_store = True
    return response


@blueprint.get("/readyz")
def readyz() -> Response:
    """Report that queries work, over a release with data."""
    if not has_data(site().engine):
        raise EngineError(
            f"The engine has no data of release {site().release.hash[:12]}.",
            hint="A SPARQL server only keeps the last two releases. Load this one again with "
            "`nmc build --engine`, or serve a newer one.",
        )
    response = jsonify(status="ready", release=site().release.hash)
    response.cache_control.no_store = True
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers away from the endpoint and from selections, which have endless URLs."""
    closed = [
        urls.sparql(),
        urls.search(),
        urls.report(),
        urls.suggest(),
        urls.queries("*?"),
        urls.docs() + "?",
        urls.results() + "?",
        urls.disagreements() + "?",
        urls.version("", ""),
        urls.compare() + "?",
        urls.browse("*?"),
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {root()}{urls.sitemap()}")
    return responses.data("\n".join(lines).encode() + b"\n", "text/plain", "robots", root())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages of things (sitemaps.org), or the parts of the list if it is too long."""
    base, lists = root(), site().lists
    part, total = request.args.get("part", ""), lists.page_count()
    if not part and total > MAX_URLS:
        parts = range(1, -(-total // MAX_URLS) + 1)
        return _sitemap("sitemapindex", "sitemap", [base + urls.sitemap(part=n) for n in parts])
    start = (page_number(part, 10_000) - 1) * MAX_URLS
    paths = [urls.page_path(iri) for iri in lists.iris(start, MAX_URLS)]
    if start == 0:
        guide: tuple[str, ...] = (urls.about(), urls.method(), urls.glossary(), urls.help_())
        listed = tuple(map(urls.browse, LISTED))
        if not site().is_ours:
            guide, listed = (urls.dataset(),), (urls.browse(),)
        paths = [urls.HOME, *guide, *listed, *paths]
    return _sitemap("urlset", "url", [base + path for path in paths if path])


def _sitemap(whole: str, one: str, pages: list[str]) -> Response:
    date = version_date(site().engine)
    changed = f"<lastmod>{escape(date)}</lastmod>" if date else ""
    body = "".join(f"<{one}><loc>{escape(url)}</loc>{changed}</{one}>" for url in pages)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    xml = f'<?xml version="1.0" encoding="UTF-8"?><{whole} xmlns="{namespace}">{body}</{whole}>'
    return responses.data(xml.encode(), "application/xml", "sitemap", *pages[:2], *pages[-1:])


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Redirect to the icon."""
    return redirect(asset("icon.svg"), 302)  # type: ignore[return-value]
