"""The head of a document: the series it belongs to, its date line, and whom it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nmc_graph.ingest.document import Document, Part, Span, trimmed
from nmc_graph.ingest.fields import Field
from nmc_graph.ingest.gazetteer import Gazetteer
from nmc_graph.ingest.notebook import Notebook

STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|"
    "Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|"
    "Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|"
    "New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming"
)
_COMMUNITY = re.compile(rf"(?P<places>[A-Z][\w.'/ -]+?),\s*(?P<state>{STATES}|[A-Z]{{2}})\.?\Z")
_SERIES = re.compile(r"(?P<series>[^:]{4,60}):\s+(?P<name>[A-Z].{3,80})\Z")
_HEAD_PARTS = 8
_HEAD_WORDS = 14


def head_items(
    parts: Sequence[Part], fields: Sequence[Field], gazetteer: Gazetteer, book: Notebook
) -> list[Part]:
    """Add what the first lines say, and return the parts that are left.

    The first short line that is neither a series nor a date names the community.
    """
    document = book.document
    kept: list[Part] = []
    named = any(f.family and f.family.key in ("name", "name-and-backbone") for f in fields)
    head = [document.words(part.span) for part in parts[:_HEAD_PARTS]]
    has_community = any(map(_COMMUNITY.match, head))
    first_field = min((f.label.start for f in fields), default=len(document.text))
    for number, part in enumerate(_lines_of_head(document, parts, gazetteer)):
        words = document.words(part.span)
        short = len(words.split()) <= _HEAD_WORDS and not words.endswith((".", "?", '"', "”"))
        early = number < _HEAD_PARTS and part.kind in ("paragraph", "heading") and short
        series = _SERIES.match(words) if early else None
        if series and not named and _names_after_series(series, gazetteer):
            start = part.span.end - len(series["name"])
            gist = "The document belongs to a series."
            title = trimmed(document.plain, part.span.start, start, ":")
            values = {"title": series["series"]}
            book.add("title", [title], gist, values=values, voice="label")
            _add_name(Span(start, part.span.end), book)
            named = True
        elif early and gazetteer.study.search(words) and not _COMMUNITY.match(words):
            gist = "The document belongs to a series."
            book.add("title", [part.span], gist, values={"title": words}, voice="label")
        elif early and gazetteer.dateline.match(words):
            gist = "A line with author or date."
            book.add("title", [part.span], gist, values={"line": words}, voice="label")
        elif (
            early
            and not named
            and (
                _COMMUNITY.match(words)
                or (not has_community and part.kind == "heading" and number < 3)
                or (not has_community and number < 3 and part.span.start < first_field)
            )
        ):
            _add_name(part.span, book)
            named = True
        else:
            kept.append(part)
    return kept


def _lines_of_head(
    document: Document, parts: Sequence[Part], gazetteer: Gazetteer
) -> Iterator[Part]:
    """Yield parts; a paragraph of short lines near the beginning is several."""
    for number, part in enumerate(parts):
        lines = document.text[slice(*part.span)].split("\n")
        is_series = bool(gazetteer.study.search(document.words(part.span)))
        capitals = document.words(part.span).isupper()
        if (
            number < 3
            and not (is_series and capitals)
            and 1 < len(lines) <= 4
            and all(map(_is_title_line, lines))
        ):
            start = part.span.start
            for line in lines:
                yield Part(part.kind, trimmed(document.text, start, start + len(line)))
                start += len(line) + 1
        else:
            yield part


def _is_title_line(line: str) -> bool:
    return len(line) <= 70 and (line[:1].isupper() or line[:1] in '(["“')


def _names_after_series(series: re.Match[str], gazetteer: Gazetteer) -> bool:
    return bool(gazetteer.study.search(series["series"])) and not gazetteer.study.search(
        series["name"]
    )


def _add_name(span: Span, book: Notebook) -> None:
    words = book.document.words(span)
    match = _COMMUNITY.match(words)
    places = [p.strip() for p in match["places"].split("/")] if match else []
    name = "/".join(places) if match else words
    values = {"name": name, "places": places, "state": match["state"] if match else ""}
    about = " and ".join(places) + f", {match['state']}" if match else name
    book.add(
        "name", [span], f"The document is about {about}.", values=values, voice="label",
        confidence=0.9 if match else 0.7,
        todos=() if match else ("Is this the name of the collaborative, or only a title?",),
    )  # fmt: skip
