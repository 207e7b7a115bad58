"""A difference in words, as JSON and as RDF Patch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmc_graph.diff.compare import Change, Difference, PropertyChange
from nmc_graph.iris import name_of
from nmc_graph.model.claims import Claim, claim_of_types
from nmc_graph.model.formatting import span_of
from nmc_graph.model.kinds import OTHER_KIND, kind_of_types
from nmc_graph.model.normalize import cleaned
from nmc_graph.rdf.ntriples import plain
from nmc_graph.terms import DCTERMS, NMC

_DESCRIBED_BY = ("hasIndicator", "hasFocusArea", "hasApproach", "hasKind", "hasDimension",
                 "hasFoundingKind", "hasStatus")  # fmt: skip
_ROLE = "<http://www.w3.org/ns/org#role>"
_CLAIM_NAMES = {"Focus": "focus area", "Founding": "founding date", "Membership": "role"}
"""What readers call the classes of claims whose own names they don't know."""
_MAX_TEXT = 120
_MAX_READ = 1000
_LONG_TEXT = 45
"""The length from which a brief form leaves a text out."""
_SHOWN_NEW = (
    "percentChange", "pointChange", "printedChange", "numericValue", "targetValue", "hasStance",
    "hasDataStatus",
)  # fmt: skip
"""The properties that say most about a claim that was added or removed."""


class Words:
    """Puts changes into words, with the names in a graph; if `brief`, without long texts."""

    def __init__(self, labels: Mapping[str, str], *, brief: bool = False) -> None:
        self._labels, self._brief = labels, brief

    def lines(self, found: Difference) -> Iterator[str]:
        """Yield a heading for each entity and a line for each change."""
        for entity, changes in self.in_order(found):
            yield self.name(entity)
            for change in changes:
                yield from (f"  {line}" for line in self.of_change(entity, change))
            yield ""
        yield self.summary(found)

    def in_order(self, found: Difference) -> list[tuple[str, list[Change]]]:
        """Return the entities by name, and the changes of each, itself first."""
        order = sorted(found.by_entity, key=lambda e: (self.name(e).casefold(), e))
        return [
            (e, sorted(found.by_entity[e], key=lambda c, e=e: (c.subject != e, c.subject)))  # type: ignore[misc]
            for e in order
        ]

    def summary(self, found: Difference) -> str:
        """Return the counts in one sentence."""
        if not found:
            return "No differences."
        entities, added, removed = len(found.by_entity), len(found.added), len(found.removed)
        return (
            f"{entities:,} {'entities' if entities != 1 else 'entity'} changed: {added:,} "
            f"triple{'s' if added != 1 else ''} added, {removed:,} removed."
        )

    def name(self, term: str) -> str:
        """Return the name of a thing, or the text of a literal."""
        if term.startswith('"'):
            text = cleaned(plain(term), _MAX_READ)
            if not re.fullmatch(r"-?[0-9.]+", text):
                short = text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"
                return f"“{short}”"
            return text.replace("-", "\N{MINUS SIGN}")
        if term.startswith("_:"):
            return "unnamed thing"
        iri = term[1:-1]
        if label := self._labels.get(iri):
            return cleaned(label, _MAX_READ)
        if "/id/statement/" in iri:
            source, _, number = iri.partition("/id/statement/")[2].rpartition("/")
            return f"statement {number.upper()} in {source}"
        return name_of(iri)

    def property(self, term: str) -> str:
        """Return the name of a property, without "has" and "is"."""
        label = self._labels.get(term[1:-1])
        words = label or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name_of(term[1:-1])).lower()
        return re.sub(r"\A(?:has|is) ", "", words)

    def what(self, change: Change) -> str:
        """Return what the changed thing is, such as "result 2011, youth homicides"."""
        block = change.after or change.before
        kind = kind_of_types(change.types)
        claim = claim_of_types(change.types)
        if claim is None:
            what = "thing" if kind is OTHER_KIND else kind.singular
            if kind.name == "statement":
                return self.name(change.subject)
            return what
        words = claim_name(claim)
        years = _years(block)
        about = [self.name(t) for n in _DESCRIBED_BY for t in block.get(f"<{NMC}{n}>", ())[:1]]
        about += [self.name(t) for t in block.get(_ROLE, ())]
        return ", ".join([f"{words} {years}".strip(), *about])

    def of_change(self, entity: str, change: Change) -> Iterator[str]:
        """Yield the change of a thing in words, for a list of the changes of an entity."""
        own = change.subject == entity
        what = self.what(change)
        if change.status != "changed":
            detail = "" if own else self._detail(change.after or change.before)
            yield f"{what} {change.status}{detail}"
            return
        for p in change.properties:
            yield f"{'' if own else what + ': '}{self.values(p)}"

    def _detail(self, block: Mapping[str, Sequence[str]]) -> str:
        """Return what an added or removed claim says."""
        parts = [
            f"{self.property(f'<{NMC}{n}>')} {self.name(t)}"
            for n in _SHOWN_NEW
            for t in block.get(f"<{NMC}{n}>", ())
        ]
        if not self._brief:
            parts += [self.name(t) for t in block.get(f"<{DCTERMS}description>", ())[:1]]
        return f": {', '.join(parts)}" if parts else ""

    def values(self, change: PropertyChange) -> str:
        """Return the change of a property in words."""
        name = self.property(change.property)
        if self._brief and any(map(_is_long, (*change.removed, *change.added))):
            both = change.removed and change.added
            return f"{name} {'reworded' if both else 'added' if change.added else 'removed'}"
        removed = ", ".join(map(self.name, change.removed))
        added = ", ".join(map(self.name, change.added))
        if removed and added:
            return f"{name} changed from {removed} to {added}"
        return f"{name} {added} added" if added else f"{name} {removed} removed"

    def as_json(self, found: Difference) -> str:
        """Return the difference as JSON; terms are written as in N-Triples."""
        entities = [
            {
                "entity": _id(entity),
                "name": self.name(entity),
                "changes": [self._json(change) for change in changes],
            }
            for entity, changes in self.in_order(found)
        ]
        counts = {"added": len(found.added), "removed": len(found.removed)}
        return json.dumps({**counts, "entities": entities}, indent=2, ensure_ascii=False)

    def _json(self, change: Change) -> dict[str, Any]:
        return {
            "subject": _id(change.subject),
            "what": self.what(change),
            "status": change.status,
            "properties": [
                {
                    "property": _id(p.property),
                    "name": self.property(p.property),
                    "removed": list(p.removed),
                    "added": list(p.added),
                }
                for p in change.properties
            ],
        }


def as_patch(found: Difference) -> str:
    """Return the difference as RDF Patch, which turns the first graph into the second."""
    rows = [
        *(f"D {' '.join(triple)} ." for triple in found.removed),
        *(f"A {' '.join(triple)} ." for triple in found.added),
    ]
    return "\n".join(["TX .", *rows, "TC ."])


def _is_long(term: str) -> bool:
    return term.startswith('"') and len(plain(term)) > _LONG_TEXT


def _years(block: Mapping[str, Sequence[str]]) -> str:
    names = ("startYear", "endYear")
    return span_of(*(plain(t) for n in names for t in block.get(f"<{NMC}{n}>", ())[:1]))


def claim_name(claim: Claim) -> str:
    """Return what readers call the claims of a class, such as "goal assessment"."""
    if claim.is_result:
        return "result"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", claim.name).lower()
    return _CLAIM_NAMES.get(claim.name, words)


def _id(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term
