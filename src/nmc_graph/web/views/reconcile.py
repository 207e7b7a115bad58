"""Reconciliation for OpenRefine and others (W3C Entity Reconciliation API 0.2, and 0.1)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from nmc_graph import __version__
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.index.names import Named
from nmc_graph.iris import expand
from nmc_graph.model.describe import describe
from nmc_graph.model.kinds import KINDS
from nmc_graph.reconcile import service
from nmc_graph.reconcile.matcher import Matcher, matcher
from nmc_graph.terms import ID, NMC
from nmc_graph.web import responses, urls
from nmc_graph.web.context import TITLE, root, site
from nmc_graph.web.http.headers import framed_policy
from nmc_graph.web.views.search import page_number

blueprint = Blueprint("reconcile", __name__)

WIDTH, HEIGHT = 400, 200
MAX_PROPERTIES = 200
SUGGESTED = 20


@blueprint.route("/reconcile", methods=["GET", "POST"])
def reconcile() -> Response:
    """Match names with things, fetch values of things, or describe the service."""
    fields = request.form if request.method == "POST" else request.args
    if "queries" in fields:
        return _json(service.reconcile(_matcher(), site().engine, fields["queries"]))
    if "extend" in fields:
        return _json(service.extend(site().engine, fields["extend"]))
    return _json(_manifest())


@blueprint.get("/reconcile/suggest/<kind>")
def suggest(kind: str) -> Response:
    """Return the entities, properties or types whose names begin with a text."""
    prefix, limit = request.args.get("prefix", "")[:200], _limit(SUGGESTED)
    if kind == "entity":
        found = _suggested_entities(prefix, limit)
    elif kind == "property":
        found = service.suggested_properties(site().engine, prefix)
    elif kind == "type":
        found = list(service.suggested_types(prefix))
    else:
        raise NotFoundError(f"Nothing is suggested for {kind[:40]!r}.", hint="Use entity, "
                            "property or type.")  # fmt: skip
    return _json({"result": found[:limit]})


@blueprint.get("/reconcile/properties")
def properties() -> Response:
    """Propose properties that can be fetched for things of a type."""
    type_ = request.args.get("type", "")[:500]
    return _json(service.proposed(site().engine, type_, _limit(MAX_PROPERTIES)))


@blueprint.get("/reconcile/flyout")
def flyout() -> Response:
    """Return a short description of a thing as HTML in JSON."""
    iri = request.args.get("id", "")
    html = render_template("reconcile/flyout.html", **_about(iri))
    return _json({"id": iri, "html": html})


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show a short description of a thing, to be framed by the page of another site."""
    response = responses.page(
        "reconcile/preview.html", width=WIDTH, **_about(request.args.get("id", ""))
    )
    response.headers["Content-Security-Policy"] = framed_policy()
    return response


def _matcher() -> Matcher:
    return matcher(site().index)


def _suggested_entities(prefix: str, limit: int) -> list[dict[str, Any]]:
    known = _matcher()
    hits = site().search.suggest(prefix, limit * 2)
    things = [thing for hit in hits if (thing := known.thing(hit.iri))]
    return [{**service.entity(t), "notable": [service.type_of(t.kind)]} for t in things]


def _about(iri: str) -> dict[str, Any]:
    """Return what the description of a thing needs. Raises NotFoundError, UsageError."""
    iri = expand(iri[:2000])
    if not service.is_id(iri):
        raise UsageError("The parameter `id` must be an absolute IRI.")
    thing: Named | None = _matcher().thing(iri)
    if thing is None:
        raise NotFoundError(f"There is nothing to show about {iri}.")
    described = describe(site().engine, iri)
    return {
        "thing": thing,
        "kind": KINDS[thing.kind].singular,
        "text": described.summary if described else "",
        "address": root() + urls.href(iri),
    }


def _limit(default: int) -> int:
    return page_number(request.args.get("limit", "") or str(default), MAX_PROPERTIES)


def _manifest() -> dict[str, Any]:
    base = root() + urls.reconcile()

    def suggested(kind: str, **more: str) -> dict[str, str]:
        return {"service_url": base, "service_path": f"/suggest/{kind}", **more}

    return {
        "versions": ["0.1", "0.2"],
        "name": TITLE,
        "identifierSpace": ID,
        "schemaSpace": NMC,
        "documentation": root() + urls.api(),
        "serviceVersion": __version__,
        "defaultTypes": service.TYPES,
        "view": {"url": root() + urls.entity() + "?uri={{id}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            "entity": suggested("entity", flyout_service_url=base,
                                flyout_service_path="/flyout?id=${id}"),
            "property": suggested("property"),
            "type": suggested("type"),
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [],
        },
    }  # fmt: skip


def _json(content: object) -> Response:
    # In ASCII: a name that was sent may contain half of a surrogate pair.
    body = json.dumps(content).encode()
    if request.method == "POST":
        return Response(body, mimetype="application/json")
    return responses.data(body, "application/json", request.full_path, root())
