"""Collects the items of a draft while a document is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nmc_graph.ingest.document import Document, Span
from nmc_graph.ingest.gists import gist_of_result
from nmc_graph.ingest.items import AUTHORS, SURE, Item, Kind
from nmc_graph.ingest.offices import Office
from nmc_graph.ingest.people import People, Person
from nmc_graph.ingest.results import FIRST_YEAR, SCHOOL_YEAR, Result, earlier_account

_QUESTIONS = {
    SCHOOL_YEAR: "Is this period one school year or two calendar years?",
    FIRST_YEAR: "The first year of this change isn't given: leave it out, or find it.",
}
_ONLY_DATA = re.compile(
    r"(?:(?:comparable|comparison|recent|more|newer|later|updated|current|similar)\b\s*)*"
    r"(?:(?:data|figures?|results?|numbers?|statistics)\b.*)?\Z",
    re.IGNORECASE,
)


class Notebook:
    """The items so far, and what later items refer to: people and results."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.items: list[Item] = []
        self.people = People(document.plain)
        self._results: list[tuple[Result, int]] = []
        self._roles: set[str] = set()

    def add(
        self,
        kind: Kind,
        spans: Sequence[Span],
        gist: str,
        *,
        values: dict[str, Any] | None = None,
        voice: str = "authorial",
        speaker: str = AUTHORS,
        confidence: float = 0.9,
        todos: Sequence[str] = (),
        restates: int | None = None,
        evidence: int | None = None,
    ) -> Item:
        """Add an item; one that isn't sure gets a to-do if it has none."""
        if confidence < SURE and not todos:
            todos = ("Check this against the text.",)
        item = Item(
            kind,
            tuple(spans),
            voice,
            speaker,
            values or {},
            gist,
            round(confidence, 2),
            tuple(todos),
            restates,
            evidence,
            len(self.items) + 1,
        )
        self.items.append(item)
        return item

    def add_office(self, office: Office) -> None:
        """Add an office of the publisher."""
        values = {key: value for key, value in office._asdict().items() if key != "span"}
        gist = f"{office.name} office: address{' and phone' if office.phone else ''}."
        self.add("office", [office.span], gist, values=values, voice="boilerplate")

    def add_frame(self, span: Span, gist: str) -> None:
        """Add text that isn't part of the profile."""
        self.add("boilerplate", [span], gist, voice="boilerplate")

    def add_layout(self, span: Span, gist: str, key: str) -> None:
        """Add a heading or a line that names a speaker, of which nothing follows."""
        self.add("layout", [span], gist, values={"key": key}, voice="label")

    def add_unplaced(
        self, spans: Sequence[Span], gist: str = "Not understood.", todo: str = "", label: str = ""
    ) -> None:
        """Add what wasn't understood; `label` is one that the gazetteer doesn't have."""
        values = {"label": label} if label else None
        todos = (todo,) if todo else ()
        self.add("unplaced", spans, gist, values=values, confidence=0.3, todos=todos)

    def add_result(
        self,
        result: Result,
        *,
        wave: str = "",
        speaker: str = AUTHORS,
        span: Span | None = None,
        labels: Sequence[Span] = (),
        evidence: int | None = None,
    ) -> Item:
        """Add a result, or a repetition of one that is known."""
        result = self._with_measure(result)
        known = earlier_account(result, [r for r, _ in self._results])
        restates = next((n for r, n in self._results if r is known), None)
        todos = [_QUESTIONS[doubt] for doubt in result.doubts]
        confidence = 0.9
        if not result.indicator and result.kind != "missing":
            todos.append("What is measured? The text doesn't name it next to the figure.")
            confidence = 0.5
        if result.start is None and result.end is None and known is None:
            todos.append("No year is given next to this figure.")
            confidence = min(confidence, 0.7)
        if not result.geography:
            todos.append("The text names no place next to this; the place of the profile is used.")
        if result.is_goal:
            todos.append("This may be a goal, not a result.")
            confidence = min(confidence, 0.5)
        item = self.add(
            result.kind,
            [span or result.span],
            gist_of_result(result),
            values={**values_of(result), "wave": wave, "labels": [list(s) for s in labels]},
            voice="direct-quotation" if speaker else "authorial",
            speaker=speaker,
            confidence=confidence,
            todos=todos,
            restates=restates,
            evidence=evidence,
        )
        if known is None:
            self._results.append((result, item.number))
        elif result.kind == "missing" and result.status in ("not-obtained", "not-collected"):
            self._better_status(restates, result.status)
        return item

    def _with_measure(self, result: Result) -> Result:
        """Give missing data the measure and place of the last result if they name none."""
        if result.kind != "missing" or not _ONLY_DATA.match(result.indicator):
            return result
        last = next((r for r, _ in reversed(self._results) if r.kind != "missing"), None)
        if last is None:
            return result._replace(indicator="")
        place = result.geography or last.geography
        return result._replace(indicator=last.indicator, geography=place)

    def _better_status(self, number: int | None, status: str) -> None:
        """Note that a later account says why data are missing."""
        for n, item in enumerate(self.items):
            if item.number == number and item.values["status"] == "missing":
                self.items[n] = replace(item, values={**item.values, "status": status})

    def add_role(self, person: Person, span: Span, voice: str = "authorial") -> None:
        """Add the post of a person, where it is printed."""
        if not person.post:
            return
        key = f"{person.name}/{person.post}"
        gist = f"{person.name} is {person.post}."
        first = next((i.number for i in self.items if i.values.get("role-key") == key), None)
        values = {
            "person": person.name,
            "post": person.post,
            "organization": person.organization,
            "role-key": key,
        }
        self.add("role", [span], gist, values=values, voice=voice, restates=first)


def values_of(result: Result) -> dict[str, Any]:
    """Return the values of the item of a result."""
    return {
        "value": result.value,
        "unit": result.unit,
        "start": result.start,
        "end": result.end,
        "qualifier": result.qualifier,
        "indicator": result.indicator,
        "geography": result.geography,
        "before": result.before,
        "after": result.after,
        "level-unit": result.level_unit,
        "status": result.status,
        "printed-time": result.printed_time,
        "figure": list(result.figure),
        "goal": result.is_goal,
    }
