"""What ingest found, for people: counts, coverage, to-dos, and what it couldn't place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from nmc_graph.ingest.draft import Draft
from nmc_graph.ingest.extract import coverage
from nmc_graph.ingest.items import NOT_STATED, Item
from nmc_graph.model.normalize import cleaned

_MAX_LINE = 2000
_NAMES = {
    "title": ("line of the head", "lines of the head"),
    "name": ("name", "names"),
    "place": ("place", "places"),
    "focus": ("focus area", "focus areas"),
    "tracks": ("tracked measure", "tracked measures"),
    "founded": ("founding date", "founding dates"),
    "backbone": ("backbone", "backbones"),
    "role": ("post", "posts"),
    "change": ("change", "changes"),
    "level": ("level", "levels"),
    "missing": ("missing result", "missing results"),
    "quotation": ("quotation", "quotations"),
    "report": ("indirect quotation", "indirect quotations"),
    "cue": ("claim from a wording", "claims from wordings"),
    "office": ("office", "offices"),
    "boilerplate": ("piece of frame text", "pieces of frame text"),
    "field": ("other labeled value", "other labeled values"),
}


def as_text(draft: Draft) -> str:
    """Return the report as text for a terminal, without control characters of the document."""
    return "\n".join(cleaned(line, _MAX_LINE) for line in _lines(draft))


def _lines(draft: Draft) -> Iterator[str]:
    document = draft.document
    accounted, claimed = coverage(document, draft.items)
    statements = {draft.identifiers[i.number] for i in draft.items if i.kind not in NOT_STATED}
    number = f"{len(statements)} statement{'s' if len(statements) != 1 else ''}"
    yield f"{document.path.name}: {len(document.text):,} characters, {number}"
    counts = Counter(item.kind for item in draft.items)
    found = [f"{n} {_NAMES[kind][n != 1]}" for kind, n in counts.items() if kind in _NAMES]
    yield "Found: " + ", ".join(found)
    yield (
        f"Coverage: {accounted:.0%} of the text is accounted for; {claimed:.0%} makes a claim "
        "or a quotation"
    )
    yield from document.notes
    for item in draft.items:
        if item.todos and item.kind != "unplaced":
            name = draft.identifiers.get(item.number, "")
            yield (
                f"To do, {name}, {document.place_of(item.spans[0].start)}, "
                f"confidence {item.confidence:.0%}: {' '.join(item.todos)}"
            )
    for item in draft.items:
        if item.kind == "unplaced":
            start, end = item.spans[0].start, item.spans[-1].end
            yield (
                f"Not placed: {document.place_of(start)}, characters {start} to {end}: "
                f"{_beginning(draft, item)}"
            )


def _beginning(draft: Draft, item: Item) -> str:
    words = draft.document.words(item.spans[0])
    return f"“{words[:57]}…”" if len(words) > 60 else f"“{words}”"


def as_json(draft: Draft) -> str:
    """Return items and coverage as JSON."""
    accounted, claimed = coverage(draft.document, draft.items)
    return json.dumps(
        {
            "document": draft.document.path.name,
            "sha256": draft.document.sha256,
            "characters": len(draft.document.text),
            "source": draft.source,
            "coverage": {"accounted": round(accounted, 4), "claims": round(claimed, 4)},
            "items": [
                {**asdict(item), "statement": draft.identifiers.get(item.number)}
                for item in draft.items
            ],
        },
        indent=2,
        ensure_ascii=False,
    )
