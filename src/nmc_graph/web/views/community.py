"""What only the page of a collaborative has: key facts, people, the follow-up, sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.model import comparisons, disagreements
from nmc_graph.model.assertions import Section
from nmc_graph.model.claims import CLAIMS
from nmc_graph.model.community import (
    CitedSource,
    FollowUps,
    Leader,
    cited_sources,
    follow_ups,
    leaders,
    topics_without_results,
)
from nmc_graph.model.comparisons import Compared
from nmc_graph.model.describe import Description
from nmc_graph.model.disagreements import Disagreement
from nmc_graph.model.panel import Panel
from nmc_graph.model.sentences import Piece

IN_CARD = ("Founding dates", "What it works on", "Status")
"""Sections that the card of key facts shows."""
RESULTS = "Results"
ELSEWHERE = CLAIMS["Comparison"].section
"""The section of comparisons, which the page shows as tables."""


class CommunityPage(NamedTuple):
    """The context of entity/collaborative.html."""

    leaders: tuple[Leader, ...]
    follow_ups: FollowUps | None
    sources: tuple[CitedSource, ...]
    disagreements: tuple[Disagreement, ...]
    topics_without_results: tuple[Piece, ...]
    """Topics that it works on and on which no source gives a result."""
    compared: tuple[Compared, ...]
    """Results next to what was observed in other places."""
    results: Section | None
    card: dict[str, Section]
    """Sections of the card of key facts by their titles."""
    sections: tuple[Section, ...]
    """The other sections."""
    says: dict[str, str]
    """What the source says of each result: claim -> statement."""

    @property
    def led_by(self) -> tuple[Leader, ...]:
        """Each leader once for each role, with the newest claim."""
        newest: dict[tuple[str, str], Leader] = {}
        for leader in self.leaders:
            newest.setdefault((leader.person.iri, leader.role.iri), leader)
        return tuple(newest.values())

    @property
    def roles(self) -> tuple[tuple[Leader, ...], ...]:
        """The claims about each leader, together if they give the same role and years."""
        found: dict[tuple[str, str, str, str], list[Leader]] = defaultdict(list)
        for p in self.leaders:
            found[p.person.iri, p.role.iri, p.organization.iri, p.years].append(p)
        return tuple(tuple(claims) for claims in found.values())


def community_page(
    engine: Engine, thing: Description, panels: Sequence[Panel], language: str
) -> CommunityPage:
    """Return what the page of a collaborative shows."""
    by_title = {section.title: section for section in thing.sections}
    card = {title: by_title.pop(title) for title in IN_CARD if title in by_title}
    found = by_title.pop(RESULTS, None)
    elsewhere = by_title.pop(ELSEWHERE, None)
    return CommunityPage(
        leaders(engine, thing.iri, language),
        follow_ups(engine, panels),
        cited_sources(engine, thing.iri, language),
        disagreements.of_community(engine, thing.iri),
        topics_without_results(engine, thing.iri, language),
        comparisons.of_community(engine, thing.iri, language) if elsewhere else (),
        found,
        card,
        tuple(by_title.values()),
        {a.iri: a.evidence[0].says for a in found.assertions if a.evidence} if found else {},
    )
