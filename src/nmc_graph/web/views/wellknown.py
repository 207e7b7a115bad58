"""What machines ask of a site: prefixes, terms, health, and what crawlers may read."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request
from markupsafe import escape

from nmc_graph.engine.base import select
from nmc_graph.errors import EngineError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.facets import KINDS
from nmc_graph.model.labels import FOREIGN
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import BASE, ONTOLOGY, PREFIXES, SH, XSD
from nmc_graph.web.assets import asset
from nmc_graph.web.context import root, site
from nmc_graph.web.http import responses
from nmc_graph.web.http.negotiate import named
from nmc_graph.web.views.search import page_number

blueprint = Blueprint("pages", __name__)

MAX_URLS = 50_000
"""Addresses of one file (sitemaps.org)."""

_HEAD = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())


@blueprint.get("/prefixes")
@blueprint.get("/prefixes.<suffix>")
def prefixes(suffix: str = "") -> Response:
    """Give the prefixes as JSON, or as RDF (`sh:declare`, SHACL 5.2.1)."""
    wanted = suffix or request.args.get("format", "")
    liked = request.accept_mimetypes.best_match(["application/json", "text/turtle"])
    if wanted == "json" or (not wanted and liked != "text/turtle"):
        return responses.data(jsonify(PREFIXES).get_data(), "application/json", "prefixes")
    format_ = named(wanted or "turtle", GRAPH_FORMATS)
    out = GraphBuilder()
    for prefix, namespace in PREFIXES.items():
        declaration = f"{ONTOLOGY}/prefix/{prefix}"
        out.link(ONTOLOGY, SH + "declare", declaration)
        out.text(declaration, SH + "prefix", prefix, XSD + "string")
        out.text(declaration, SH + "namespace", namespace, XSD + "anyURI")
    body = convert_triples(out.body(), format_)
    return responses.data(body, format_.media_type, "prefixes")


_TERMS = (
    _HEAD
    + """SELECT DISTINCT ?term ?kind ?label ?definition {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?kind ; rdfs:label ?label FILTER(isIRI(?term) && LANG(?label) IN ("en", ""))
  OPTIONAL { ?term skos:definition ?definition FILTER(LANG(?definition) IN ("en", "")) }
} ORDER BY ?term LIMIT 2000"""
)


@blueprint.get("/terms.json")
def terms() -> Response:
    """Give prefixes, classes and properties for the editor to complete."""
    own: dict[str, list[dict[str, str]]] = {"classes": [], "properties": []}
    for row in select(site().engine, _TERMS):
        entry = {"iri": row["term"].value, "label": row["label"].value}
        if "definition" in row:
            entry["definition"] = row["definition"].value
        own["classes" if row["kind"].value.endswith("Class") else "properties"].append(entry)
    # Those of other vocabularies that the pages have names for, and so the data use.
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
    """Say that the process lives."""
    response = Response("ok\n", mimetype="text/plain")
    response.cache_control.no_store = True
    return response


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say that queries are answered, and from a release that is there."""
    (row,) = select(site().engine, "ASK { ?s ?p ?o }")
    if str(row["boolean"]) != "true":
        raise EngineError(
            f"The engine holds nothing of release {site().release.hash[:12]}.",
            hint="A SPARQL server keeps the last two releases: load this one again with "
            "`nmc build --engine`, or serve a newer one.",
        )
    response = jsonify(status="ready", release=site().release.hash)
    response.cache_control.no_store = True
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers from the endpoint, where each address is a query of its own."""
    lines = [
        "User-agent: *",
        "Disallow: /sparql",
        "Disallow: /search",
        "Disallow: /suggest",
        "Disallow: /queries/*?",
        "Disallow: /results?",
        "Disallow: /results/",
        "Disallow: /compare?",
        "Disallow: /browse/*?",
        f"Sitemap: {root()}/sitemap.xml",
    ]
    return responses.data("\n".join(lines).encode() + b"\n", "text/plain", "robots", root())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages of things (sitemaps.org); where they are too many, the parts of the list."""
    base, lists = root(), site().lists
    asked, total = request.args.get("part", ""), lists.page_count()
    if not asked and total > MAX_URLS:
        parts = range(1, -(-total // MAX_URLS) + 1)
        return _sitemap("sitemapindex", "sitemap", [f"{base}/sitemap.xml?part={n}" for n in parts])
    start = (page_number(asked, 10_000) - 1) * MAX_URLS
    paths = [iri.removeprefix(BASE).removeprefix("id/") for iri in lists.iris(start, MAX_URLS)]
    urls = [f"{base}/page/{path}" for path in paths]
    if start == 0:
        urls = [base + "/", *(f"{base}/browse/{kind}" for kind in KINDS), *urls]
    return _sitemap("urlset", "url", urls)


def _sitemap(whole: str, one: str, urls: list[str]) -> Response:
    body = "".join(f"<{one}><loc>{escape(url)}</loc></{one}>" for url in urls)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    xml = f'<?xml version="1.0" encoding="UTF-8"?><{whole} xmlns="{namespace}">{body}</{whole}>'
    return responses.data(xml.encode(), "application/xml", "sitemap", *urls[:2], *urls[-1:])


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Lead to the icon."""
    return redirect(asset("icon.svg"), 302)  # type: ignore[return-value]
