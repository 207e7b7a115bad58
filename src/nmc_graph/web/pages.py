"""Lists, the query library, and what machines ask of a site."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from nmc_graph.engine.base import select
from nmc_graph.errors import EngineError
from nmc_graph.model.labels import FOREIGN
from nmc_graph.terms import PREFIXES
from nmc_graph.web import answers
from nmc_graph.web.assets import asset
from nmc_graph.web.site import site

blueprint = Blueprint("pages", __name__)

_HEAD = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())


@blueprint.get("/prefixes")
def prefixes() -> Response:
    """Give the prefixes as JSON."""
    return answers.data(jsonify(PREFIXES).get_data(), "application/json", "prefixes")


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
    return answers.data(
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
        f"Sitemap: {url_for('pages.sitemap', _external=True)}",
    ]
    return answers.data("\n".join(lines).encode() + b"\n", "text/plain", "robots", request.host)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages of entities."""
    rows = select(
        site().engine,
        _HEAD
        + """SELECT DISTINCT ?thing { ?thing a ?class
        FILTER(?class IN (nmc:Collaborative, org:Organization, foaf:Person, nmc:Approach,
          nmc:FocusArea, nmc:Indicator, schema:Place, nmc:Source, nmc:Statement, nmc:Assertion))
        FILTER(STRSTARTS(STR(?thing), "https://w3id.org/nmc/")) } ORDER BY ?thing LIMIT 50000""",
    )
    root = request.url_root.rstrip("/")
    urls = [
        f"{root}/page/{r['thing'].value.removeprefix('https://w3id.org/nmc/').removeprefix('id/')}"
        for r in rows
    ]
    body = "".join(f"<url><loc>{u}</loc></url>" for u in [root + "/", *urls])
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'
    )
    return answers.data(xml.encode(), "application/xml", "sitemap", request.host)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Lead to the icon."""
    return redirect(asset("icon.svg"), 302)  # type: ignore[return-value]
