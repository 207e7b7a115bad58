"""The page of a thing, apart from its description: breadcrumbs, downloads, citation."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model import offered_queries
from nmc_graph.model.cite import Citation, cite_thing
from nmc_graph.model.comparisons import Compared, of_claim
from nmc_graph.model.describe import Description
from nmc_graph.model.entity_queries import INCOMING
from nmc_graph.model.kinds import LISTED
from nmc_graph.model.labels import labels, language_of
from nmc_graph.web import urls
from nmc_graph.web.context import root, site
from nmc_graph.web.urls import data_path, query_path
from nmc_graph.web.views import jsonld
from nmc_graph.web.views.community import ELSEWHERE, CommunityPage, community_page
from nmc_graph.web.views.entity_results import EntityResults, results_of

_TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True)
class Link:
    """A text and its link."""

    text: str
    href: str
    note: str = ""
    """A detail, for example a size or a media type."""


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
    turtle: str
    """The URL of the thing's data as Turtle, for programs."""
    languages: tuple[Link, ...] = ()
    """The page in each language of the release, if there are several; `note` marks this one."""
    results: EntityResults | None = None
    """The results that belong to it, with charts."""
    community: CommunityPage | None = None
    """For a collaborative, what only its page has."""
    compared: tuple[Compared, ...] = ()
    """For a result or a figure of another place, what it is compared with."""
    incoming_limit: int = INCOMING

    @property
    def sparql(self) -> str:
        """The path that opens the query for the thing's triples."""
        return query_path(offered_queries.description(self.thing.iri))

    @property
    def incoming_query(self) -> str:
        """The path that opens the query for all links to the thing."""
        return query_path(offered_queries.links_to(self.thing.iri))

    @property
    def assertions_query(self) -> str:
        """The path that opens the query for all claims that name the thing."""
        return query_path(offered_queries.claims_about(self.thing.iri))

    @property
    def statements_query(self) -> str:
        """The path that opens the query for all statements of the thing."""
        return query_path(offered_queries.statements_of(self.thing.iri))

    @property
    def report(self) -> str:
        """The path for reporting a problem with this page."""
        return urls.report(about=self.thing.iri)


def entity_page(thing: Description, language: str) -> EntityPage:
    """Return the context for the page of a thing, described in a language."""
    iri, m = thing.iri, site().release.manifest
    crumbs = [Link("Home", urls.HOME)]
    if kind := LISTED.get(thing.page):
        crumbs.append(Link(kind.plural, urls.browse(kind.name)))
    # A citation is the same for all readers.
    engine = site().engine
    name = labels(engine, [iri])[iri] if language_of(thing.label) else thing.label
    found = results_of(engine, thing.page, iri)
    panels = found.panels if found else ()
    is_community = thing.page == "collaborative"
    return EntityPage(
        thing,
        tuple(crumbs),
        tuple(Link(f.label, data_path(iri, f.suffix), f.media_type) for f in GRAPH_FORMATS),
        cite_thing(engine, iri, name, m["version"], m["release"], thing.sources),
        citations(iri),
        jsonld.of_entity(thing),
        root() + data_path(iri, "ttl"),
        _languages(iri, language),
        found,
        community_page(engine, thing, panels, language) if is_community else None,
        _compared(thing, language),
    )


def _compared(thing: Description, language: str) -> tuple[Compared, ...]:
    if thing.page != "observation" or all(s.title != ELSEWHERE for s in thing.sections):
        return ()
    return of_claim(site().engine, thing.iri, language)


def _languages(iri: str, language: str) -> tuple[Link, ...]:
    offered = site().index.languages
    if len(offered) < 2:
        return ()
    return tuple(Link(tag, urls.page_path(iri, tag), "this" * (tag == language)) for tag in offered)


def citations(iri: str) -> tuple[Link, ...]:
    """Return links to the citation of a thing, or with an empty IRI, of the whole dataset."""
    return tuple(
        Link(name, urls.citation_path(iri, suffix))
        for name, suffix in (("BibTeX", "bib"), ("CSL-JSON", "json"), ("RIS", "ris"))
    )


def template_of(thing: Description) -> str:
    """Return the template for a thing: the one for its kind if it exists, else the general one."""
    return _template_of(thing.page)


@functools.cache
def _template_of(kind: str) -> str:
    own = f"entity/{kind}.html"
    return own if (_TEMPLATES / own).is_file() else "entity/frame.html"
