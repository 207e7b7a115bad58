"""Errors as Flask responses: problem details for programs, pages for people."""

from __future__ import annotations

import logging

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from nmc_graph.errors import NmcError
from nmc_graph.iris import is_iri, name_of
from nmc_graph.model.labels import labels
from nmc_graph.terms import CONCEPT, ID
from nmc_graph.web.context import site
from nmc_graph.web.http.gateway import ERROR_KEY
from nmc_graph.web.http.negotiate import wants_page
from nmc_graph.web.http.problem import details_of, problem_details, problem_response

_NO_PAGE = (
    "There is no page at this address.",
    "Check the address for typing mistakes, or search for a name.",
)


def install(app: Flask) -> None:
    """Handle all errors of the application in the same way."""

    @app.before_request
    def _of_gateway() -> None:
        """Show the error that the gateway found."""
        if error := request.environ.get(ERROR_KEY):
            raise error

    @app.errorhandler(NmcError)
    def _ours(error: NmcError) -> Response:
        return _answer(details_of(error))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        detail, hint = error.description or "", ""
        if error.description == NotFound.description:
            detail, hint = _NO_PAGE
        response = _answer(problem_details(error.code or 500, detail, hint=hint))
        if methods := getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(methods))
        return response

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        logging.getLogger("nmc_graph").exception("unexpected error", exc_info=error)
        return _answer(
            problem_details(
                500, "Something went wrong on the server.", hint="Please report what you did."
            )
        )


def _answer(details: dict[str, object]) -> Response:
    """Return a problem in the format that the client accepts."""
    problem = problem_response(details)
    response = Response(problem.body, problem.status, problem.headers)
    if wants_page(request.headers.get("Accept", "")):
        context = {"hint": "", "near": (), **details}
        if (iri := str(details.get("iri", ""))).startswith((ID, CONCEPT)):
            context["detail"] = f"We couldn't find “{name_of(iri)}” in this version."
        response.set_data(render_template("error.html", names=_names(context["near"]), **context))
        response.content_type = "text/html; charset=utf-8"
    return response


def _names(near: object) -> dict[str, str]:
    """Return the names of the things that an error suggests; none if they can't be found."""
    iris = [text for text in near if is_iri(text)] if isinstance(near, list | tuple) else []
    try:
        return labels(site().engine, iris) if iris else {}
    except NmcError:  # an error page must not fail
        return {}
