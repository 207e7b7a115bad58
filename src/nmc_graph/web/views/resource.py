"""Linked data: /id/... leads by 303 to a page or to data (Cool URIs, section 4.3)."""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound

from nmc_graph.config import left_out
from nmc_graph.engine.base import select
from nmc_graph.errors import LeftOutError, NmcError, NotFoundError, UsageError
from nmc_graph.formats import GRAPH_FORMATS, get
from nmc_graph.iris import iri_of_path, is_iri, path_of_iri
from nmc_graph.model.describe import describe
from nmc_graph.model.extract import entity_ntriples, near_iris
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import BASE, DCTERMS, FOAF, RDF_TYPE, VOID
from nmc_graph.web.context import DATASET, LICENSE, data_path, href, query_path, site
from nmc_graph.web.http import responses
from nmc_graph.web.http.negotiate import choose, named
from nmc_graph.web.language import reader
from nmc_graph.web.views.entity import entity_page, template_of

blueprint = Blueprint("resource", __name__)

_VERSION = re.compile(r"/\d+\.\d+\.\d+\Z")
_SUFFIX = re.compile(r"(?P<path>.+)\.(?P<suffix>[a-z]+)\Z")


def _path(folder: str, rest: str) -> str:
    """Return the path below our base: /page/person/x and /data/person/x.ttl leave out `id/`."""
    return rest if rest.startswith(("concept/", "graph/")) else f"{folder}/{rest}"


@blueprint.get("/id/<path:rest>", defaults={"folder": "id"})
@blueprint.get("/concept/<path:rest>", defaults={"folder": "concept"})
@blueprint.get("/graph/<path:rest>", defaults={"folder": "graph"})
def thing(folder: str, rest: str) -> Response:
    """Lead from a thing to what describes it."""
    rest = _VERSION.sub("", rest)  # the version of a list leads to the list as it is served
    iri = iri_of_path(f"{folder}/{rest}")
    types = _types(iri)
    name = request.args.get("format", "")
    format_ = (
        (None if name == "html" else named(name, GRAPH_FORMATS))
        if name
        else choose(request.accept_mimetypes, GRAPH_FORMATS, html=True)
    )
    page = "/page/" + (rest if folder == "id" else f"{folder}/{rest}")
    target = page if format_ is None else data_path(iri, format_.suffix)
    response = redirect(target, 303)
    response.vary.add("Accept")
    return responses.signpost(
        Response(response.get_data(), 303, dict(response.headers)),
        iri,
        types,
        {f.suffix: f.media_type for f in GRAPH_FORMATS},
    )


@blueprint.get("/page/<path:rest>")
def page(rest: str) -> Response:
    """Show what there is to say of a thing."""
    iri = iri_of_path(_path("id", rest))
    if iri in site().release.manifest["graphs"]:
        return _graph_page(iri)
    language = reader()
    described = describe(site().engine, iri, language) if path_of_iri(iri) else None
    if described is None:
        raise _not_found(iri)
    response = responses.page(template_of(described), page=entity_page(described, language))
    return responses.signpost(
        response,
        iri,
        [k.iri for k in described.kinds],
        {f.suffix: f.media_type for f in GRAPH_FORMATS},
    )


@blueprint.get("/data/<path:rest>")
def data(rest: str) -> Response:
    """Give what is said of a thing in an RDF format."""
    found = _SUFFIX.match(rest)
    if not found:
        raise NotFound("Data has a suffix, such as .ttl or .jsonld.")
    format_ = named(found["suffix"], GRAPH_FORMATS)
    iri = iri_of_path(_path("id", found["path"]))
    if same := responses.kept(format_.media_type, iri):
        return same
    ntriples = _graph_or_entity(iri)
    if not ntriples:
        raise _not_found(iri)
    body = convert_triples(ntriples + _about_document(iri), format_)
    response = responses.data(body, format_.media_type, iri)
    return responses.signpost(response, iri, [], {})


def _graph_page(iri: str) -> Response:
    query = (
        f"SELECT ?subject ?property ?value\nWHERE {{ GRAPH <{iri}> "
        "{ ?subject ?property ?value } }\nORDER BY ?subject ?property\nLIMIT 500"
    )
    response = responses.page(
        "graph.html",
        iri=iri,
        formats=GRAPH_FORMATS,
        query=query_path(query),
        triples=site().release.manifest["graphs"][iri],
    )
    return responses.signpost(response, iri, [], {f.suffix: f.media_type for f in GRAPH_FORMATS})


def _graph_or_entity(iri: str) -> bytes:
    if not iri.startswith(BASE + "graph/"):
        return entity_ntriples(site().engine, iri)
    if not is_iri(iri):
        return b""
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    return site().engine.query(query, graph=get("ntriples")).body


def _about_document(iri: str) -> bytes:
    """Return what the document says of itself: licence and data set follow the data."""
    out, document = GraphBuilder(), BASE + "data/" + iri.removeprefix(BASE)
    out.link(document, RDF_TYPE, FOAF + "Document")
    out.link(document, FOAF + "primaryTopic", iri)
    out.link(document, DCTERMS + "license", LICENSE)
    out.link(document, VOID + "inDataset", DATASET)
    return out.body()


@blueprint.get("/entity")
def entity() -> Response:
    """Lead from any IRI to the place that answers for it; the IRI itself is never fetched."""
    iri = request.args.get("uri", "")
    if not is_iri(iri):
        raise UsageError("The parameter `uri` must be an absolute IRI.")
    if path_of_iri(iri):
        return Response(status=303, headers={"Location": href(iri)})
    return Response(status=303, headers={"Location": query_path(f"DESCRIBE <{iri}>")})


def _types(iri: str) -> list[str]:
    if not path_of_iri(iri) or not is_iri(iri):
        raise _not_found(iri)
    if iri.startswith(BASE + "graph/"):
        if iri not in site().release.manifest["graphs"]:
            raise _not_found(iri)
        return []
    rows = select(site().engine, f"SELECT ?type {{ <{iri}> a ?type }} ORDER BY ?type")
    if not len(rows):
        raise _not_found(iri)
    return [
        r["type"].value for r in rows if not r["type"].value.startswith("http://www.w3.org/2002")
    ]


def _not_found(iri: str) -> NmcError:
    if left_out(iri):
        return LeftOutError(
            f"What was said of {iri} was taken out on request, and will not come back.",
            hint="See docs/people.md. Older releases that hold it are superseded by this one.",
        )
    near = near_iris(site().engine, iri) if is_iri(iri) else ()
    return NotFoundError(
        f"Nothing is said of {iri} in this release.",
        near=near,
        hint="Perhaps one of these is meant."
        if near
        else "Look for it under Browse, or ask by SPARQL.",
    )
