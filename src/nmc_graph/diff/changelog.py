"""A changelog of data: what changed between two graphs, in words, by kind and entity."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from nmc_graph.diff.compare import Change, Difference, Status
from nmc_graph.diff.words import Words, claim_name
from nmc_graph.errors import UsageError
from nmc_graph.model.claims import claim_of_types
from nmc_graph.model.kinds import KINDS, OTHER_KIND, Kind, kind_of_types
from nmc_graph.rdf.turtle import Graph, classes_of
from nmc_graph.terms import NMC

TITLE = "# Changes of the data\n"
INTRODUCTION = (
    "\nWhat changed in the graph, by entity, newest first. Written by `nmc diff --changelog`.\n"
)
LINES = 8
"""Changes of one entity that are written in full; the others are counted."""
NAMES = 60
"""Names of new things in one line."""
LISTED = 40
"""New things of a kind that have a line each, with the number of their claims."""
_EVIDENCE = frozenset(
    f"<{NMC}{name}>" for name in ("hasEvidence", "hasExcerpt", "supportsProperty")
)
"""Properties whose changes are listed without their values."""


class Changelog:
    """Writes the section of a changelog on a difference."""

    def __init__(self, words: Words, before: Graph, after: Graph) -> None:
        self._words, self._before, self._after = words, before, after

    def section(self, found: Difference, heading: str) -> str:
        """Return the section in Markdown. Names from data are escaped."""
        by_kind: defaultdict[str, list[tuple[str, list[Change]]]] = defaultdict(list)
        for entity, changes in self._words.in_order(found):
            by_kind[self._kind(entity).name].append((entity, changes))
        parts = [f"## {escape(heading)}\n", self._words.summary(found) + "\n"]
        for kind in (*(k for k in KINDS.values() if k is not OTHER_KIND), OTHER_KIND):
            if entities := by_kind.get(kind.name):
                title = "other data" if kind is OTHER_KIND else kind.plural
                lines = "\n".join(self._entities(entities))
                parts.append(f"### {title[:1].upper()}{title[1:]}\n\n{lines}\n")
        return "\n".join(parts)

    def _entities(self, entities: Sequence[tuple[str, list[Change]]]) -> Iterator[str]:
        """Yield the lines of a kind; what is new or gone and has no parts shares a line."""
        whole = [(e, c) for e, c in entities if _status(e, c) != "changed"]
        many = len(whole) > LISTED
        alone: dict[Status, list[str]] = {"added": [], "removed": []}
        for entity, changes in entities:
            status = _status(entity, changes)
            if status != "changed" and (many or len(changes) == 1):
                alone[status].append(f"**{self._name(entity)}**")
            else:
                yield from self._entity(entity, changes)
        for status, names in alone.items():
            if names:
                more = f" and {len(names) - NAMES:,} more" if len(names) > NAMES else ""
                yield f"- {status.capitalize()} ({len(names):,}): {', '.join(names[:NAMES])}{more}"

    def _name(self, entity: str) -> str:
        return escape(self._words.name(entity))

    def _kind(self, entity: str) -> Kind:
        block = self._after.get(entity) or self._before.get(entity) or {}
        return kind_of_types(classes_of(block), wider=True)

    def _entity(self, entity: str, changes: Sequence[Change]) -> Iterator[str]:
        """Yield a line for an entity that is new or gone, else one for each change."""
        name = f"**{self._name(entity)}**"
        status = _status(entity, changes)
        if status != "changed":
            parts = self._counted([c for c in changes if c.subject != entity])
            yield f"- {name} {status}{': ' + ', '.join(parts) if parts else ''}"
            return
        lines = [escape(line) for line in self._lines(entity, changes)]
        if len(lines) == 1:
            yield f"- {name}: {lines[0]}"
            return
        yield f"- {name}"
        yield from (f"  - {line}" for line in lines)

    def _lines(self, entity: str, changes: Sequence[Change]) -> list[str]:
        """Return the changes of an entity in words: changed things first, many are counted."""
        changed = [_without_evidence(c) for c in changes if c.status == "changed"]
        others = [c for c in changes if c.status != "changed"]
        lines = [line for c in changed for line in self._words.of_change(entity, c)]
        if any(not c.properties for c in changed):
            lines.append("evidence changed")
        if len(others) <= LINES // 2:
            lines += [line for c in others for line in self._words.of_change(entity, c)]
        else:
            for status in ("added", "removed"):
                counted = self._counted([c for c in others if c.status == status])
                lines += [f"{part} {status}" for part in counted]
        if len(lines) <= LINES:
            return lines
        more = len(lines) - LINES
        return [*lines[:LINES], f"and {more:,} more change{'s' if more != 1 else ''}"]

    def _counted(self, changes: Sequence[Change]) -> list[str]:
        """Return how many things of each kind there are, such as "3 results"."""
        counts = Counter(_kind_of_part(change) for change in changes)
        return [f"{n:,} {one if n == 1 else many}" for (one, many), n in sorted(counts.items())]


def _status(entity: str, changes: Sequence[Change]) -> Status:
    """Return whether an entity as a whole was added or removed."""
    return next((c.status for c in changes if c.subject == entity), "changed")


def _without_evidence(change: Change) -> Change:
    kept = tuple(p for p in change.properties if p.property not in _EVIDENCE)
    return change._replace(properties=kept)


def _kind_of_part(change: Change) -> tuple[str, str]:
    """Return the singular and the plural for a changed thing."""
    claim = claim_of_types(change.types)
    if claim is None:
        kind = kind_of_types(change.types)
        one, many = ("thing", "things") if kind is OTHER_KIND else (kind.singular, kind.plural)
        return one[:1].lower() + one[1:], many[:1].lower() + many[1:]
    return claim_name(claim), claim_name(claim) + "s"


def escape(text: str) -> str:
    """Return text in which Markdown finds nothing to format."""
    return re.sub(r"([\\`*_\[\]<>&#|])", r"\\\1", " ".join(text.split()))


def with_section(changelog: str, section: str, heading: str) -> str:
    """Return a changelog with a new section before the others.

    Raises UsageError if it has a section with this heading.
    """
    title = f"## {escape(heading)}"
    if title in changelog.splitlines():
        raise UsageError(
            f"The changelog has a section “{heading}” already.",
            hint="Choose another --heading, or delete the section.",
        )
    text = changelog or TITLE + INTRODUCTION
    at = text.find("\n## ")
    head, rest = (text, "") if at < 0 else (text[:at], text[at + 1 :])
    return f"{head.rstrip()}\n\n{section.rstrip()}\n" + (f"\n{rest}" if rest else "")
