"""The site of data that don't use the ontology: home, classes and their members, files."""

from __future__ import annotations

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.iris import is_iri
from nmc_graph.model import anything
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.language import reader
from nmc_graph.web.views.dataset import listed_files
from nmc_graph.web.views.search import page_number

blueprint = Blueprint("anything", __name__)

ON_HOME_PAGE = 24
"""Classes that the home page lists."""
MAX_PAGE = 10_000
UNTYPED = "untyped"
"""The value of the parameter `class` for what has no class."""


@blueprint.get("/")
def home() -> Response:
    """Show what the data are, and their largest classes."""
    found, untyped = anything.classes(site().engine, reader())
    return responses.page(
        "anything/home.html",
        m=site().release.manifest,
        classes=found[:ON_HOME_PAGE],
        more=len(found) - ON_HOME_PAGE,
        untyped=untyped,
    )


@blueprint.get("/browse")
def browse() -> Response:
    """List all classes, or with `class` the members of one, as a page or as JSON."""
    class_ = request.args.get("class", "")
    page = page_number(request.args.get("page", ""), MAX_PAGE)
    language = reader()
    if not class_:
        found, untyped = anything.classes(site().engine, language)
        return responses.page("anything/classes.html", classes=found, untyped=untyped)
    if class_ != UNTYPED and not is_iri(class_):
        raise UsageError(
            f"{class_[:80]!r} is not the IRI of a class.", hint="Choose one under Browse."
        )
    members = anything.members(site().engine, class_ * (class_ != UNTYPED), page, language)
    if not members and page > 1:
        raise NotFoundError("This page of the list is empty.", hint="The list is shorter.")
    name, unnamed = "Without a class", 0
    owners: tuple[anything.Named, ...] = ()
    if class_ != UNTYPED:
        name = anything.names(site().engine, [class_], language)[class_]
        unnamed, owners = anything.unnamed_members(site().engine, class_, language)
    return responses.page(
        "anything/members.html",
        class_=class_,
        name=name,
        members=members[: anything.MEMBERS],
        unnamed=unnamed,
        owners=owners,
        previous=urls.browse(page=page - 1, **{"class": class_}) if page > 1 else "",
        next=urls.browse(page=page + 1, **{"class": class_})
        if len(members) > anything.MEMBERS
        else "",
    )


@blueprint.get("/dataset")
def dataset() -> Response:
    """Show the graphs and files of the data."""
    m = site().release.manifest
    return responses.page(
        "anything/dataset.html", m=m, files=listed_files(m), formats=GRAPH_FORMATS
    )
