"""The pages for newcomers: about, method, glossary and help."""

from __future__ import annotations

from flask import Blueprint, Response

from nmc_graph.iris import expand
from nmc_graph.model.glossary import explained, names_of
from nmc_graph.model.release_counts import STUDIED
from nmc_graph.web import responses
from nmc_graph.web.context import site
from nmc_graph.web.guide import counted

blueprint = Blueprint("guide", __name__)

CITED = {
    "criterion": "id/assertion/cssp-2012/criterion-10-percent",
    "method": "id/assertion/whc-toolbox/method-2012",
    "progress": "id/assertion/prweb-2015/continued-progress",
    "report": "id/source/bridgespan-2012",
    "revisited": "id/assertion/prweb-2015/revisited-11",
    "council": "id/organization/white-house-council-for-community-solutions",
    "bridgespan": "id/organization/the-bridgespan-group",
    "collective_impact": "concept/approach/collective-impact",
    "milwaukee": "id/collaborative/milwaukee",
    "memphis": "id/collaborative/memphis",
    "east_lake": "id/assertion/elf-impact/east-lake-violent-crime-east-lake-1995-to-2022",
    "not_available": "id/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14",
}
"""What the pages link to, if the release has it."""


def _cited() -> dict[str, str]:
    """Return the IRIs of `CITED` that this release describes, by their keys."""
    known = names_of(site().engine, list(CITED.values()))
    return {key: expand(path) if expand(path) in known else "" for key, path in CITED.items()}


@blueprint.get("/about")
def about() -> Response:
    """Say what the site is, where its data comes from, who maintains it and how to reach them."""
    studied = site().release.manifest.get("studied", {})
    return responses.page(
        "guide/about.html",
        cited=_cited(),
        studied=[(name, counted(str(n), STUDIED)) for name, n in studied.items()],
    )


@blueprint.get("/method")
def method() -> Response:
    """Explain how claims are recorded, and what the results can and can't show."""
    return responses.page("guide/method.html", cited=_cited())


@blueprint.get("/glossary")
def glossary() -> Response:
    """Explain the words of the site, each with an example and the query that lists its cases."""
    return responses.page("guide/glossary.html", terms=explained(site().engine))


@blueprint.get("/help")
def help_() -> Response:
    """Show five questions to start with, and five ways to use the data."""
    return responses.page("guide/help.html")
