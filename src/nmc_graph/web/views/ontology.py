"""The ontology and the data set: pages for people, RDF for programs, files to take away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import NotFound

from nmc_graph.engine.base import select
from nmc_graph.formats import GRAPH_FORMATS, Format, get
from nmc_graph.iris import shorten
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import DCAT, GRAPH, NMC, ONTOLOGY, prefixes
from nmc_graph.web.context import DATASET, root, site
from nmc_graph.web.descriptions import dataset_description
from nmc_graph.web.http import responses
from nmc_graph.web.http.negotiate import choose, named
from nmc_graph.web.views.dataset import dataset_page

blueprint = Blueprint("vocabulary", __name__)

_HEAD = prefixes()
_TERMS = (
    _HEAD
    + f"""
SELECT ?term ?p ?o WHERE {{ GRAPH <{GRAPH}ontology> {{
  ?term rdfs:isDefinedBy <{ONTOLOGY}> ; ?p ?o }} }} ORDER BY ?term ?p ?o"""
)
_CONCEPTS = (
    _HEAD
    + """
SELECT ?scheme ?title ?concept ?label ?definition WHERE {
  ?scheme a skos:ConceptScheme ; dcterms:title ?title .
  OPTIONAL { ?concept skos:inScheme ?scheme ; skos:prefLabel ?label ; skos:definition ?definition
    FILTER(LANG(?label) = "en" && LANG(?definition) = "en") }
} ORDER BY ?title ?label"""
)


@dataclass
class OntologyTerm:
    """A class or property of the ontology, as its page shows it."""

    name: str
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def one(self, key: str) -> str:
        """Return the only value of a field, or nothing."""
        return self.fields[key][0] if self.fields.get(key) else ""

    def many(self, key: str) -> list[str]:
        """Return all values of a field."""
        return self.fields.get(key, [])


@blueprint.get("/ontology", defaults={"suffix": ""})
@blueprint.get("/ontology.<suffix>")
@blueprint.get("/ontology/<path:module>", defaults={"suffix": ""})
def ontology(suffix: str, module: str = "") -> Response:
    """Give the ontology as a page or as RDF; a module or version leads to the same."""
    name = suffix or request.args.get("format", "")
    format_ = (
        named(name, GRAPH_FORMATS)
        if name
        else choose(request.accept_mimetypes, GRAPH_FORMATS, html=True)
    )
    if format_ is not None:
        return _ontology_rdf(format_)
    terms: dict[str, OntologyTerm] = {}
    for r in select(site().engine, _TERMS):
        term = terms.setdefault(r["term"].value, OntologyTerm(r["term"].value.removeprefix(NMC)))
        term.fields[shorten(r["p"].value)].append(r["o"].value)
    schemes: dict[tuple[str, str], list[object]] = defaultdict(list)
    for r in select(site().engine, _CONCEPTS):
        concepts = schemes[r["scheme"].value, r["title"].value]
        if "concept" in r:
            concepts.append(r)
    groups = [
        (title, [t for t in terms.values() if kind in map(shorten, t.many("rdf:type"))])
        for title, kind in (
            ("Classes", "owl:Class"),
            ("Relations", "owl:ObjectProperty"),
            ("Values", "owl:DatatypeProperty"),
        )
    ]
    return responses.page(
        "ontology.html",
        groups=groups,
        schemes=schemes,
        formats=GRAPH_FORMATS,
        shorten=shorten,
        nmc=NMC,
    )


def _ontology_rdf(format_: Format) -> Response:
    if same := responses.kept(format_.media_type, "ontology"):
        return same
    query = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }}
        FILTER(STRSTARTS(STR(?g), "{GRAPH}ontology")) }}"""
    body = site().engine.query(query, graph=get("ntriples")).body
    response = responses.data(convert_triples(body, format_), format_.media_type, "ontology")
    return responses.signpost(response, ONTOLOGY, [], {})


@blueprint.get("/dataset")
def dataset() -> Response:
    """Describe the data set, as a page or in DCAT and VoID."""
    name = request.args.get("format", "")
    format_ = (
        named(name, GRAPH_FORMATS)
        if name
        else choose(request.accept_mimetypes, GRAPH_FORMATS, html=True)
    )
    base = root()
    if format_ is None:
        response = responses.page("dataset.html", page=dataset_page(base))
        return responses.signpost(response, DATASET, [DCAT + "Dataset"], {})
    body = dataset_description(site(), base, format_)
    return responses.data(body, format_.media_type, "dataset", base)


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Lead to the description of the data set (VoID, section 7.2)."""
    return Response(status=303, headers={"Location": "/dataset?format=turtle"})


@blueprint.get("/download/<name>")
def download(name: str) -> Response:
    """Give a file of this release."""
    listed = {f["name"]: f for f in site().release.manifest["files"]}
    if name not in listed:
        raise NotFound(f"This release has no file {name!r}; it has {', '.join(listed)}.")
    entry = listed[name]
    return send_file(
        site().release.path / name,
        mimetype=entry["media_type"],
        as_attachment=True,
        etag=entry["sha256"],
        conditional=True,
        max_age=300,
    )
