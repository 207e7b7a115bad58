"""Linked data: /id/... redirects by 303 to a page or to data (Cool URIs, section 4.3)."""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound

from nmc_graph.config import left_out
from nmc_graph.errors import LeftOutError, NmcError, NotFoundError
from nmc_graph.export.dump import in_format
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.iris import iri_of_path, is_iri, path_of_iri
from nmc_graph.model import offered_queries
from nmc_graph.model.about import LICENSE
from nmc_graph.model.describe import describe
from nmc_graph.model.extract import (
    entity_ntriples,
    graph_ntriples,
    is_described,
    near_iris,
    types_of,
)
from nmc_graph.model.merged import replacement
from nmc_graph.rdf.builder import GraphBuilder
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import BASE, DCTERMS, FOAF, GRAPH, RDF_TYPE, VOID
from nmc_graph.web import responses, urls
from nmc_graph.web.context import DATASET, site
from nmc_graph.web.http.negotiate import by_suffix
from nmc_graph.web.language import reader
from nmc_graph.web.urls import data_path, href, page_path, query_path
from nmc_graph.web.views.entity import entity_page, template_of
from nmc_graph.web.views.thing import thing_page

blueprint = Blueprint("resource", __name__)

_VERSION = re.compile(r"/\d+\.\d+\.\d+\Z")
_FORMATS = {f.suffix: f.media_type for f in GRAPH_FORMATS}
_SUFFIX = re.compile(r"(?P<path>.+)\.(?P<suffix>[a-z]+)\Z")


@blueprint.get("/id/<path:rest>", defaults={"folder": "id"})
@blueprint.get("/concept/<path:rest>", defaults={"folder": "concept"})
@blueprint.get("/graph/<path:rest>", defaults={"folder": "graph"})
def thing(folder: str, rest: str) -> Response:
    """Redirect from a thing to its page or its data."""
    rest = _VERSION.sub("", rest)  # a version of a concept scheme redirects to the current one
    iri = iri_of_path(f"{folder}/{rest}")
    if new := _moved_to(iri):
        return _moved(href(new))
    types = _types(iri)
    format_ = responses.wanted_format(GRAPH_FORMATS, html=True)
    target = page_path(iri) if format_ is None else data_path(iri, format_.suffix)
    response = redirect(target, 303)
    response.vary.add("Accept")
    return responses.signpost(response, iri, types, _FORMATS)  # type: ignore[arg-type]


@blueprint.get("/page/<path:rest>")
def page(rest: str) -> Response:
    """Show the page of a thing."""
    iri = urls.iri_of(rest)
    if iri in site().release.manifest["graphs"]:
        return _graph_page(iri)
    if new := _moved_to(iri):
        return _moved(page_path(new))
    if not site().is_ours:
        return thing_page(iri)
    language = reader()
    described = describe(site().engine, iri, language) if path_of_iri(iri) else None
    if described is None:
        raise _not_found(iri)
    response = responses.page(template_of(described), page=entity_page(described, language))
    return responses.signpost(response, iri, [k.iri for k in described.kinds], _FORMATS)


@blueprint.get("/data/<path:rest>")
def data(rest: str) -> Response:
    """Return the data about a thing in an RDF format.

    `?derived=yes` adds other vocabularies; `?tree=yes` nests JSON-LD in the thing.
    """
    match = _SUFFIX.match(rest)
    if not match:
        raise NotFound("The URL of data must end with a suffix such as .ttl or .jsonld.")
    format_ = by_suffix(match["suffix"], GRAPH_FORMATS)
    iri = urls.iri_of(match["path"])
    if new := _moved_to(iri):
        return _moved(data_path(new, match["suffix"]))
    derived, tree = request.args.get("derived", ""), request.args.get("tree", "")
    if same := responses.not_modified(format_.media_type, iri, derived, tree):
        return same
    engine = site().engine
    ntriples = (
        graph_ntriples(engine, iri)
        if iri.startswith(GRAPH)
        else entity_ntriples(engine, iri, derived=bool(derived))
    )
    if not ntriples:
        raise _not_found(iri)
    triples = ntriples + _about_document(iri)
    if site().is_ours:
        body = in_format(engine, site().release, iri, triples, format_, tree=bool(tree))
    else:
        body = convert_triples(triples, format_)
    response = responses.data(body, format_.media_type, iri, derived, tree)
    return responses.signpost(response, iri, [], {})


def _moved_to(iri: str) -> str:
    """Return the IRI that an IRI was merged into, or its small letters if only that one has data.

    Statements are shown as S20 but end in `s20`. Empty if neither applies.
    """
    engine, small = site().engine, BASE + iri.removeprefix(BASE).lower()
    if small == iri or not is_iri(iri):
        return replacement(engine, iri) or ""
    if new := replacement(engine, iri):
        return new
    return small if types_of(engine, small) and not types_of(engine, iri) else ""


def _moved(path: str) -> Response:
    """Redirect for good to the path that replaces the requested one."""
    query = request.query_string.decode("latin-1")
    return redirect(f"{path}?{query}" if query else path, 301)  # type: ignore[return-value]


def _graph_page(iri: str) -> Response:
    response = responses.page(
        "graph.html",
        iri=iri,
        formats=GRAPH_FORMATS,
        query=query_path(offered_queries.graph_rows(iri)),
        triples=site().release.manifest["graphs"][iri],
    )
    return responses.signpost(response, iri, [], _FORMATS)


def _about_document(iri: str) -> bytes:
    """Return the triples about the document itself: its license and dataset."""
    out, document = GraphBuilder(), BASE + "data/" + iri.removeprefix(BASE)
    out.link(document, RDF_TYPE, FOAF + "Document")
    out.link(document, FOAF + "primaryTopic", iri)
    if site().is_ours:
        out.link(document, DCTERMS + "license", LICENSE)
        out.link(document, VOID + "inDataset", DATASET)
    return out.body()


def _types(iri: str) -> list[str]:
    if not path_of_iri(iri) or not is_iri(iri):
        raise _not_found(iri)
    if iri.startswith(GRAPH):
        if iri not in site().release.manifest["graphs"]:
            raise _not_found(iri)
        return []
    types = types_of(site().engine, iri)
    if not (types or is_described(site().engine, iri)):
        raise _not_found(iri)
    return [t for t in types if not t.startswith("http://www.w3.org/2002")]


def _not_found(iri: str) -> NmcError:
    if left_out(iri):
        return LeftOutError(
            f"The data about {iri} was removed on request and will not come back.",
            hint="This version replaces older ones that had the data.",
        )
    near = near_iris(site().engine, iri) if is_iri(iri) else ()
    return NotFoundError(
        f"There is no data about {iri} in this version.",
        iri=iri,
        near=near,
        hint="Did you mean one of these?" if near else "Search for a name, or browse the lists.",
    )
