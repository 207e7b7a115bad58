"""The page and the data of any IRI at /entity, with what links to it; nothing is ever fetched."""

from __future__ import annotations

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.iris import is_iri, path_of_iri
from nmc_graph.model import offered_queries
from nmc_graph.model import thing as about
from nmc_graph.rdf.write import convert_triples
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.language import reader

blueprint = Blueprint("thing", __name__)


@blueprint.get("/entity")
@blueprint.get("/entity.<suffix>")
def entity(suffix: str = "") -> Response:
    """Show the page of any IRI, or (by suffix, `format` or Accept) return its data."""
    iri = request.args.get("uri", "")
    if not is_iri(iri):
        raise UsageError("The parameter `uri` must be an absolute IRI.")
    if site().is_ours and path_of_iri(iri):
        return Response(status=303, headers={"Location": urls.href(iri)})
    format_ = responses.wanted_format(GRAPH_FORMATS, suffix, html=True)
    if format_ is None:
        return thing_page(iri)
    triples = about.ntriples(site().engine, iri)
    if not triples:
        raise _no_data(iri)
    return responses.data(convert_triples(triples, format_), format_.media_type, "entity", iri)


def thing_page(iri: str) -> Response:
    """Return the page of an IRI. Raises NotFoundError if the data don't mention it."""
    found = about.thing(site().engine, iri, reader())
    if found is None:
        raise _no_data(iri)
    return responses.page(
        "anything/thing.html",
        thing=found,
        formats=GRAPH_FORMATS,
        query=urls.query_path(offered_queries.description(iri)),
        links_query=urls.query_path(offered_queries.links_to(iri)),
        most=about.VALUES,
        most_links=about.INCOMING,
    )


def _no_data(iri: str) -> NotFoundError:
    return NotFoundError(
        f"There is no data about {iri} here.", hint="Use search, or browse the classes."
    )
