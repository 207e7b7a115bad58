"""The page on which a draft is reviewed: local, for one person, behind a random token.

Only a page that knows the token can use it, and only from its own origin: another website that a
browser has open can neither read nor change anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from nmc_graph.errors import NmcError, UsageError
from nmc_graph.ingest.items import Item, Kind
from nmc_graph.ingest.matching import best
from nmc_graph.ingest.review import Entry, Review
from nmc_graph.ingest.review_forms import ADDED, KIND_NAMES, field_name, form_of
from nmc_graph.web import assets
from nmc_graph.web.http.headers import policy

MAX_BODY_BYTES = 256 * 1024
Check = Callable[[Path], list[str]]
"""Returns what validation finds in a file, one line each."""


def new_token() -> str:
    """Return a token that can't be guessed."""
    return secrets.token_urlsafe(24)


def create_review_app(
    review: Review, out: Path, token: str, hosts: set[str], check: Check
) -> Flask:
    """Return the application. `hosts` are the values of the Host header that it accepts."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.jinja_env.globals["asset"] = assets.asset
    pages = Blueprint("review", __name__, url_prefix=f"/{token}")
    _add_pages(pages, review, out, check)
    app.register_blueprint(pages)
    app.register_blueprint(assets.blueprint)

    @app.before_request
    def refuse_others() -> None:
        if request.host not in hosts:
            abort(403, "This page only answers under its own address.")
        if request.method != "GET":
            origin = request.headers.get("Origin", "")
            if origin.removeprefix("http://") not in hosts or not origin.startswith("http://"):
                abort(403, "Only this page may change the review.")
            if request.mimetype != "application/json":
                abort(415, "Send JSON.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.errorhandler(HTTPException)
    def http_problem(error: HTTPException) -> tuple[Response, int]:
        return jsonify(error=error.description or error.name), error.code or 500

    @app.errorhandler(NmcError)
    def problem(error: NmcError) -> tuple[Response, int]:
        return jsonify(error=f"{error} {error.hint}".strip()), 400

    return app


def _add_pages(pages: Blueprint, review: Review, out: Path, check: Check) -> None:
    @pages.get("/")
    def page() -> str:
        return render_template("review.html", name=review.document.name, kinds=_names(ADDED))

    @pages.get("/state")
    def state() -> Response:
        return jsonify({**_state(review), "text": review.document.text})

    @pages.post("/do")
    def act() -> Response:
        selected = _act(review, _body())
        return jsonify({**_state(review), "selected": selected})

    @pages.post("/check")
    def check_form() -> Response:
        body = _body()
        return jsonify(review.problems_of(_number(body, "number"), body))

    @pages.post("/save")
    def save() -> Response:
        review.write(out)
        return jsonify(file=str(out), findings=check(out), diff=review.diff())


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise UsageError("The request isn't a JSON object.")
    return body


def _number(body: dict[str, Any], key: str) -> int:
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UsageError(f"{key} isn't a whole number.")
    return value


def _act(review: Review, body: dict[str, Any]) -> int | None:
    """Do what a request asks for; return the number of the item to look at next."""
    match body.get("action"):
        case "accept":
            review.accept(_number(body, "number"))
        case "drop":
            review.drop(_number(body, "number"))
        case "change":
            review.change(_number(body, "number"), body)
        case "split":
            return review.split(_number(body, "number"), _number(body, "position"))
        case "place":
            review.place(_number(body, "number"), _number(body, "start"), _number(body, "end"))
        case "add":
            kind = str(body.get("kind", ""))
            return review.add(kind, _number(body, "start"), _number(body, "end"))
        case "undo":
            review.undo()
            return None
        case other:
            raise UsageError(f"There is no action {other!r}.")
    return _number(body, "number")


def _state(review: Review) -> dict[str, Any]:
    return {
        "entries": [_entry(review, entry) for entry in review.entries],
        "canUndo": review.can_undo,
        "resumed": review.resumed,
    }


def _entry(review: Review, entry: Entry) -> dict[str, Any]:
    item = entry.item
    return {
        "number": item.number,
        "kind": item.kind,
        "name": KIND_NAMES.get(item.kind, item.kind),
        "status": entry.status,
        "spans": [list(span) for span in item.spans],
        "place": review.document.place_of(item.spans[0].start),
        "gist": item.gist,
        "voice": item.voice.replace("-", " "),
        "speaker": item.speaker,
        "confidence": item.confidence,
        "todos": list(item.todos),
        "form": form_of(item),
        "choices": _choices(item),
    }


def _names(kinds: Iterable[Kind]) -> list[tuple[str, str]]:
    return [(kind, KIND_NAMES.get(kind, kind)) for kind in kinds]


def _choices(item: Item) -> list[dict[str, Any]]:
    """Return the things that each name may mean, with the one that is taken."""
    rows = []
    for key, found in item.candidates.items():
        taken = best(item, key)
        options = [{"iri": c.iri, "label": c.label, "score": round(c.score)} for c in found]
        name = field_name(key.partition("-")[0] if key.startswith("place-") else key)
        rows.append(
            {"key": key, "label": name, "taken": taken.iri if taken else "", "options": options}
        )
    return rows
