"""Where sources disagree: the accounts of each matter side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, request

from nmc_graph.errors import UsageError
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.differences import FIGURE, KIND, MEASURE, PLACE, VIEWS, YEARS
from nmc_graph.model.disagreements import Disagreement, disagreements
from nmc_graph.model.result_choice import FOLDERS, filters
from nmc_graph.model.sentences import Piece
from nmc_graph.model.table_columns import Column
from nmc_graph.terms import ID
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.parameters import page_number
from nmc_graph.web.views.spreadsheets import FORMS, Sheet, Value, give, links

blueprint = Blueprint("disagreements", __name__)

KINDS = {
    FIGURE: ("Different figures", "The same measure, place and years, but a different number."),
    YEARS: (
        "Different years",
        "The figures cover different years. A note says where they still don't fit together.",
    ),
    PLACE: ("Different places", "The figures cover other areas, so both can be right."),
    KIND: (
        "Different kinds of change",
        "One is a percent change, the other percentage points or a value.",
    ),
    MEASURE: ("Different measures", "The sources measure or define something else."),
    VIEWS: ("Several views", "The sources describe or judge the same thing differently."),
}  # fmt: skip
"""The kinds in the order of the page: heading and explanation."""
MOST = 60
"""Disagreements after which a page ends with the next kind."""
Groups = list[tuple[str, list[Disagreement]]]
_COLUMNS = (
    Column("number", kind="integer"), Column("kind"), Column("community"), Column("subject"),
    Column("figure"), Column("sentence"), Column("years"), Column("place"), Column("speaker"),
    Column("source_title"), Column("source_publisher"), Column("source_date"),
    Column("source_address"), Column("note"), Column("claim"),
)  # fmt: skip


@blueprint.get("/disagreements")
@blueprint.get("/disagreements.<suffix>")
def disagreement_page(suffix: str = "") -> Response:
    """List where sources disagree, by kind, with the accounts side by side."""
    forms = {name: media_type for name, media_type in FORMS.items() if name != "rq"}
    form = responses.wanted_form(forms, suffix)
    every = disagreements(site().engine)
    kind, community, topic = _chosen()
    found = [
        d
        for d in every
        if (not kind or d.kind == kind)
        and (not community or d.about.iri == community)
        and (not topic or topic in d.topics)
    ]
    if form:
        return give(Sheet("disagreements", _COLUMNS, list(_rows(found))), form, "disagreements")
    topics = {t for d in every for t in d.topics}
    offered = next((f.values for f in filters(site().engine) if f.name == "topic"), ())
    given = {"kind": kind, "community": community, "topic": topic}
    parts = _pages([(name, its) for name in KINDS if (its := _of(found, name))])
    page = min(page_number(), len(parts))
    return responses.page(
        "pictures/disagreements.html",
        groups=[(name, *KINDS[name], its) for name, its in parts[page - 1]],
        pages=[[KINDS[name][0] for name, _ in part] for part in parts],
        page=page,
        jumps=[
            (name, KINDS[name][0], len(its), n)
            for n, part in enumerate(parts, 1)
            for name, its in part
        ],
        total=len(found),
        kinds=KINDS,
        communities=_communities(every),
        topics=[t for t in offered if t.iri in topics],
        chosen=given,
        downloads=links(urls.disagreements, {n: v for n, v in given.items() if v}),
        queries=urls.queries("contradictions"),
    )


def _pages(groups: Groups) -> list[Groups]:
    """Return whole kinds in pages of about `MOST` disagreements."""
    made: list[Groups] = [[]]
    for group in groups:
        if made[-1] and sum(len(its) for _, its in (*made[-1], group)) > MOST:
            made.append([])
        made[-1].append(group)
    return made


def _of(found: Iterable[Disagreement], kind: str) -> list[Disagreement]:
    return [d for d in found if d.kind == kind]


def _communities(every: Iterable[Disagreement]) -> Sequence[Piece]:
    return sorted({d.about for d in every if d.about.iri})


def _chosen() -> tuple[str, str, str]:
    """Return kind, community and topic in the URL. Raises UsageError."""
    kind = request.args.get("kind", "")
    if kind and kind not in KINDS:
        raise UsageError(f"There is no kind {kind[:40]!r}.", hint=f"Use {', '.join(KINDS)}.")
    return kind, _iri("community", f"{ID}collaborative/"), _iri("topic", FOLDERS["topic"])


def _iri(name: str, folder: str) -> str:
    text = request.args.get(name, "").strip()
    if not text:
        return ""
    iri = expand(text) if "/" in text or ":" in text else folder + text
    if not is_iri(iri):
        raise UsageError("A filter must be the name of a thing or an IRI.")
    return iri


def _rows(found: Iterable[Disagreement]) -> Iterable[tuple[Value, ...]]:
    for number, d in enumerate(found, 1):
        for a in (account for side in d.sides for account in side):
            yield (
                number, d.kind, d.about.text, d.subject.text, a.figure, a.sentence, a.years,
                a.place.text if a.place else "", a.speaker.text if a.speaker else "",
                [s.title for s in a.sources], [s.publisher for s in a.sources],
                [s.issued for s in a.sources], [s.address for s in a.sources], a.note, a.iri,
            )  # fmt: skip
