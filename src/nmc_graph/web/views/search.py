"""Search as a page and as JSON, and suggestions while the user types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from nmc_graph.engine import Engine
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.index.hits import Hit, Marked
from nmc_graph.index.search import MAX_CHARACTERS, MAX_MATCHES, SearchAnswer
from nmc_graph.model.kinds import GROUPS, KINDS
from nmc_graph.model.normalize import cleaned
from nmc_graph.model.remembered import RememberedThings
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.result_rows import result_identities
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.http.negotiate import wants_page

blueprint = Blueprint("search", __name__)

MAX_PAGE = MAX_MATCHES
EXAMPLES = ("violent crime", "Memphis", "collective impact", "graduation")
TOPICS = 2
"""Topics among the hits whose results and communities the page links to."""


@blueprint.get("/search")
@blueprint.get("/search.<suffix>")
def search(suffix: str = "") -> Response:
    """Show the matching things by kind, as a page or (by suffix, `format` or Accept) as JSON."""
    if suffix not in {"", "json"}:
        raise NotFoundError(
            "Search results are available as a page or as JSON.",
            near=(urls.search(suffix="json"),),
        )
    group = request.args.get("kind", "")
    if group and group not in GROUPS:
        raise UsageError(
            f"Unknown kind {group[:40]!r}.", hint=f"Choose one of: {', '.join(GROUPS)}."
        )
    text, page = request.args.get("q", ""), page_number(request.args.get("page", ""), MAX_PAGE)
    answer = site().search.search(text, group, page)
    accept = request.headers.get("Accept", "")
    if suffix or request.args.get("format") == "json" or not wants_page(accept):
        body = json.dumps(_content(answer, page), ensure_ascii=False).encode()
        return responses.data(body, "application/json", "search", text, group, str(page))
    return responses.page(
        "search.html",
        answer=answer,
        group=group,
        page=page,
        page_path=lambda n: urls.search(q=answer.query, kind=group, page=n),
        kinds=KINDS,
        limit=MAX_CHARACTERS,
        most=MAX_MATCHES,
        examples=EXAMPLES if site().is_ours else (),
        topics=_topics(answer),
        marked=_marked,
    )


class FoundTopic(NamedTuple):
    """A topic that matches, with what there is on it."""

    topic: Piece
    results: int
    communities: tuple[Piece, ...]
    """The communities with results on it."""


_remembered: RememberedThings[FoundTopic | None] = RememberedThings(256)
"""What there is on a topic; None without results."""


def _topics(answer: SearchAnswer) -> list[FoundTopic]:
    """Return the first topics among the hits that have results."""
    engine = site().engine
    hits = next((hits for name, _, hits in answer.groups if name == "focus-area"), ())
    names = {hit.iri: hit.name for hit in hits[:TOPICS]}

    def read(new: list[str]) -> dict[str, FoundTopic | None]:
        return {iri: _found_topic(engine, Piece(names[iri], iri)) for iri in new}

    known = _remembered.get(engine, names, read)
    return [topic for iri in names if (topic := known[iri])]


def _found_topic(engine: Engine, topic: Piece) -> FoundTopic | None:
    panels = results(engine, Choice(topic=topic.iri)).panels
    identities = result_identities(panels)
    with_results = {community for _, community, _ in identities}
    communities = sorted({p.about for p in panels if p.about.iri in with_results})
    return FoundTopic(topic, len(identities), tuple(communities)) if identities else None


def _marked(pieces: Iterable[Marked]) -> Markup:
    """Return a text as HTML in which what matches is marked.

    This is a function and not a macro, because a page has hundreds of pieces.
    """
    parts = (f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces)
    return Markup("".join(parts))  # noqa: S704 - each piece is escaped


@blueprint.get("/suggest")
def suggest() -> Response:
    """Return names that start with the typed text, as JSON."""
    text = request.args.get("q", "")
    hits = site().search.suggest(text)
    content = {
        "q": cleaned(text, MAX_CHARACTERS),
        "suggestions": [
            {
                "label": hit.name,
                "marked": [[piece.text, piece.found] for piece in hit.label],
                "kind": hit.group,
                "kind_label": KINDS[hit.group].singular,
                "iri": hit.iri,
                "url": site().href(hit.iri),
            }
            for hit in hits
        ],
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    return responses.data(body, "application/json", "suggest", text)


def page_number(text: str, most: int) -> int:
    """Return a page number from 1 to `most`. Raises UsageError if the text is not a number."""
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) > 0):
        raise UsageError(f"{text[:40]!r} is not a page number.", hint="Pages start at 1.")
    return min(int(text), most)


def _content(answer: SearchAnswer, page: int) -> dict[str, object]:
    return {
        "q": answer.query,
        "corrected": answer.corrected or None,
        "some_words_only": answer.loose,
        "total": answer.total,
        "truncated": answer.more,
        "page": page,
        "pages": answer.pages,
        "groups": [
            {
                "kind": name,
                "title": KINDS[name].plural,
                "total": count,
                "shown": len(hits),
                "hits": [_hit(hit) for hit in hits],
            }
            for name, count, hits in answer.groups
        ],
    }


def _hit(hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "label": hit.name,
        "url": site().href(hit.iri),
        "excerpt": "".join(piece.text for piece in hit.excerpt),
        **({"part_of": hit.part, "part_of_label": hit.part_label} if hit.part else {}),
    }
