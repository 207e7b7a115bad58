"""What the tools return: plain dictionaries, each row with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nmc_graph.engine import Engine
from nmc_graph.engine.base import Rows, select
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.formats import get
from nmc_graph.index.search import Search
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.assertions import Assertion, Group
from nmc_graph.model.compare import compare
from nmc_graph.model.describe import Description, describe
from nmc_graph.model.entity_queries import Evidence
from nmc_graph.model.kinds import GROUPS, KINDS
from nmc_graph.model.labels import labels
from nmc_graph.model.library import Library
from nmc_graph.model.provenance import Provenance, provenance
from nmc_graph.model.sentences import Piece
from nmc_graph.model.table_rows import rows as table_rows
from nmc_graph.model.tables import TABLES
from nmc_graph.sparql import guard

MAX_ROWS = 200
"""Rows of one answer."""
MAX_QUERY_BYTES = 20_000
MAX_COMPARED = 4
Json = dict[str, Any]


@dataclass(frozen=True)
class Tools:
    """The tools over one release."""

    engine: Engine
    search_index: Search
    library: Library

    def search(self, text: str, kind: str = "", page: int = 1) -> Json:
        """Return the things that match a text; the first of each kind if none is given."""
        if kind and kind not in GROUPS:
            raise UsageError(f"Unknown kind {kind[:40]!r}.", hint=f"One of: {', '.join(GROUPS)}.")
        answer = self.search_index.search(text, kind, max(page, 1))
        hits = [
            {"iri": h.iri, "name": h.name, "kind": KINDS[h.group].singular,
             "excerpt": "".join(piece.text for piece in h.excerpt)}
            for _, _, found in answer.groups for h in found
        ]  # fmt: skip
        more = answer.total > len(hits) if not kind else page < answer.pages
        note = {"note": "Ask for the next page." if kind else "Name a kind to see all of it."}
        return {"searched_for": answer.corrected or answer.query, "rows": hits,
                "total": answer.total, "truncated": more, **(note if more else {})}  # fmt: skip

    def describe(self, iri: str, page: int = 1) -> Json:
        """Return the facts and claims about a thing, each claim with its evidence."""
        found = describe(self.engine, expand(iri))
        if found is None:
            raise NotFoundError(f"The graph has no data about {iri[:200]}.", hint="Use search.")
        claims = [
            _claim(section.title, group, assertion)
            for section in found.sections
            for group in section.groups
            for assertion in group.assertions
        ]
        return {
            "iri": found.iri,
            "name": found.label,
            "kind": KINDS[found.page].singular,
            "summary": found.summary,
            "facts": _facts(found),
            "evidence": [_evidence(e) for e in found.evidence],
            "claims": _counted(_page(claims, page), found.assertions_total, page),
        }

    def questions(self, topic: str = "") -> Json:
        """Return the questions of the library, on a topic if one is given."""
        found = [q for q in self.library.queries.values() if not topic or topic in q.tags]
        rows = [
            {"name": q.name, "title": q.title, "question": q.description, "topics": list(q.tags),
             "parameters": [{"name": p.name, "kind": p.kind, "default": p.default}
                            for p in q.parameters]}
            for q in found
        ]  # fmt: skip
        return _counted(rows, len(rows))

    def ask(self, name: str, parameters: Mapping[str, str] | None = None, page: int = 1) -> Json:
        """Return a page of the rows of a question of the library."""
        entry, values = self.library[name], dict(parameters or {})
        found = select(self.engine, entry.filled(**values))
        return {"question": entry.description, **self._rows(found, page)}

    def compare(self, iris: Sequence[str], page: int = 1) -> Json:
        """Return claims about two to four things side by side."""
        things = [expand(iri) for iri in iris]
        if not 2 <= len(things) <= MAX_COMPARED or not all(map(is_iri, things)):
            raise UsageError(f"Give two to {MAX_COMPARED} IRIs.")
        made = compare(self.engine, things)
        claims = {e.iri for row in made.rows for cell in row.cells for e in cell if e.iri}
        known = provenance(self.engine, claims)
        rows = [
            {"topic": row.title.text, "group": row.group,
             "cells": [[{"text": e.text, "claim": e.iri, "when": e.when,
                         **_provenance(known.get(e.iri))} for e in cell] for cell in row.cells]}
            for row in made.rows
        ]  # fmt: skip
        names = labels(self.engine, things)
        shown = {"things": [{"iri": iri, "name": names[iri]} for iri in things]}
        return {**shown, **_counted(_page(rows, page), len(rows), page)}

    def results(self, collaborative: str = "", measure: str = "", page: int = 1) -> Json:
        """Return rows of the table of results whose collaborative and measure have a text."""
        table = TABLES["results"]
        names = [column.name for column in table.columns]
        made = [dict(zip(names, row, strict=True)) for row in table_rows(self.engine, table)]
        wanted = {"collaborative": collaborative.casefold(), "measure": measure.casefold()}
        kept = [r for r in made if all(t in r[name].casefold() for name, t in wanted.items())]
        shown = _page(kept, page)
        known = provenance(self.engine, (row["result"] for row in shown))
        rows = [
            {**{name: value for name, value in row.items() if value},
             "at_odds_with": self._at_odds(known.get(row["result"]))}
            for row in shown
        ]  # fmt: skip
        return _counted(rows, len(kept), page)

    def sparql(self, query: str, page: int = 1) -> Json:
        """Return the rows, or the triples in Turtle, of a SPARQL query that may only read."""
        guard.check(query, max_bytes=MAX_QUERY_BYTES)
        answer = self.engine.query(query, results=get("json"), graph=get("turtle"))
        if answer.kind != "graph":
            return self._rows(Rows.from_json(answer.body), page)
        lines = answer.body.decode().splitlines()
        return {"turtle": "\n".join(lines[:MAX_ROWS]), "truncated": len(lines) > MAX_ROWS,
                "total_lines": len(lines)}  # fmt: skip

    def _rows(self, found: Rows, page: int) -> Json:
        """Return a page of rows, with names of IRIs and the evidence of each claim in them."""
        shown = _page(found.rows, page)
        iris = {t.value for row in shown for t in row.values() if t.is_iri}
        names, known = labels(self.engine, iris), provenance(self.engine, iris)
        rows = []
        for row in shown:
            cells: Json = {
                name: {"iri": t.value, "name": names.get(t.value, "")} if t.is_iri else t.value
                for name, t in row.items()
            }
            evidence = {t.value: _provenance(known[t.value]) for t in row.values()
                        if t.is_iri and t.value in known}  # fmt: skip
            rows.append({**cells, **({"evidence": evidence} if evidence else {})})
        return {"columns": list(found.variables), **_counted(rows, len(found), page)}

    def _at_odds(self, known: Provenance | None) -> list[Json]:
        """Return the claims that disagree, in words."""
        others = known.at_odds if known else []
        described = ((iri, describe(self.engine, iri)) for iri in others)
        return [{"iri": iri, "claim": d.label if d else "",
                 "summary": _figure(d)} for iri, d in described]  # fmt: skip


def _figure(found: Description | None) -> str:
    return found.result.figure.text if found and found.result else ""


def _claim(section: str, group: Group, assertion: Assertion) -> Json:
    others = [_text(a.line) for a in group.assertions if a is not assertion] if group.kinds else []
    return {
        "section": section,
        "iri": assertion.iri,
        "claim": _text(assertion.line),
        "speaker": assertion.speaker.text if assertion.speaker else "",
        "interest": assertion.interest,
        "note": assertion.note,
        "evidence": [_evidence(e) for e in assertion.evidence],
        "differs_from": others,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "statement": evidence.iri,
        "says": evidence.says,
        "speaker": evidence.speaker.text,
        "source": {"iri": evidence.source.iri, "title": evidence.source.text,
                   "address": evidence.page},
        "place": evidence.locator or [list(place) for place in evidence.places],
        "reading_extent": evidence.read,
    }  # fmt: skip


def _facts(found: Description) -> Json:
    return {
        fact.property.text: [
            {"name": v.piece.text, "iri": v.piece.iri} if v.piece.iri else v.piece.text
            for v in fact.values
        ]
        for fact in found.facts
    }


def _provenance(known: Provenance | None) -> Json:
    if known is None:
        return {}
    return {
        "speakers": [name or iri for iri, name in known.speakers.items()],
        "sources": [{"iri": s.iri, "title": s.title, "address": s.address,
                     "reading_extent": s.read} for s in known.sources.values()],
        "at_odds_with": known.at_odds,
    }  # fmt: skip


def _page(rows: Sequence[Any], page: int) -> Sequence[Any]:
    if page < 1:
        raise UsageError("Pages start at 1.")
    return rows[(page - 1) * MAX_ROWS : page * MAX_ROWS]


def _counted(rows: Sequence[Json], total: int, page: int = 1) -> Json:
    """Return rows with their total, and what to do if these aren't all."""
    seen = (page - 1) * MAX_ROWS + len(rows)
    more = total > seen
    note = {"note": f"{total - seen} more; ask for page {page + 1} or narrow it down."}
    return {"rows": list(rows), "total": total, "truncated": more, **(note if more else {})}


def _text(line: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in line)
