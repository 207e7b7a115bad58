"""What the page of one thing shows around its description: the way here, and what to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app

from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.cite import Citation, cite
from nmc_graph.model.describe import Description
from nmc_graph.model.entity_queries import INCOMING
from nmc_graph.model.kinds import LISTED
from nmc_graph.model.labels import labels, language_of
from nmc_graph.web.context import data_path, query_path, root, site
from nmc_graph.web.views import jsonld


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str
    note: str = ""
    """What more there is to say of it: a size, a media type."""


@dataclass(frozen=True)
class EntityPage:
    """The context of the templates in `entity/`."""

    thing: Description
    crumbs: tuple[Link, ...]
    downloads: tuple[Link, ...]
    """The thing's data in each RDF format; `note` is the media type."""
    citation: Citation
    cite_as: tuple[Link, ...]
    jsonld: dict[str, Any]
    sparql: str
    """The path that opens the thing's triples as a query."""
    incoming_query: str
    incoming_limit: int
    assertions_query: str
    said_query: str
    report: str
    """The path of the form of words for reporting a problem with this page."""
    turtle: str
    """The address of the thing's data as Turtle, for programs."""
    languages: tuple[Link, ...] = ()
    """The page with names in each language of the release; `note` where it is this one. Empty where
    there is but one."""


def entity_page(thing: Description, language: str) -> EntityPage:
    """Return the context for the page of a thing, described in a language."""
    iri, m = thing.iri, site().release.manifest
    crumbs = [Link("Home", "/")]
    if kind := LISTED.get(thing.page):
        crumbs.append(Link(kind.plural, f"/browse/{kind.name}"))
    path = data_path(iri, "").removeprefix("/data/").removesuffix(".")
    # A reference is the same for all readers, as it is under /cite/.
    name = labels(site().engine, [iri])[iri] if language_of(thing.label) else thing.label
    return EntityPage(
        thing,
        tuple(crumbs),
        tuple(Link(f.label, data_path(iri, f.suffix), f.media_type) for f in GRAPH_FORMATS),
        cite(iri, name, m["version"], m["release"]),
        (Link("BibTeX", f"/cite/{path}.bib"), Link("CSL-JSON", f"/cite/{path}.json")),
        jsonld.of_entity(thing),
        query_path(f"DESCRIBE <{iri}>"),
        query_path(f"SELECT ?subject ?property WHERE {{ ?subject ?property <{iri}> }}"),
        INCOMING,
        query_path(
            "PREFIX nmc: <https://w3id.org/nmc/ontology#>\n"
            f"SELECT DISTINCT ?assertion WHERE {{ ?assertion ?names <{iri}> ; a nmc:Assertion }}"
        ),
        query_path(
            "PREFIX nmc: <https://w3id.org/nmc/ontology#>\n"
            "PREFIX dcterms: <http://purl.org/dc/terms/>\n"
            "SELECT ?statement ?says WHERE {\n  ?statement a nmc:Statement ; "
            f"dcterms:isPartOf|nmc:isAssertedBy <{iri}> ; dcterms:description ?says }}"
        ),
        "/report?" + urlencode({"about": iri}),
        root() + data_path(iri, "ttl"),
        _languages(iri, language),
    )


def _languages(iri: str, language: str) -> tuple[Link, ...]:
    offered = site().index.languages
    if len(offered) < 2:
        return ()
    path = "/page/" + data_path(iri, "").removeprefix("/data/").removesuffix(".")
    return tuple(Link(tag, f"{path}?lang={tag}", "this" * (tag == language)) for tag in offered)


def template_of(thing: Description) -> str:
    """Return the template for a thing: that of its kind if there is one, else the general one."""
    names = [f"entity/{thing.page}.html", "entity/frame.html"]
    return str(current_app.jinja_env.select_template(names).name)
