"""The groups of topics by which the map colors and shapes its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nmc_graph.charts.palette import PATHS, SERIES
from nmc_graph.model.places import Community
from nmc_graph.model.sentences import Piece

OTHER = Piece("Other topics")
SEVERAL = Piece("Several topics")


class TopicGroup(NamedTuple):
    """A group in the key of the map: its topic, color and shape."""

    topic: Piece
    color: str
    """The name of a color of the stylesheet."""
    shape: str
    """The shape as an SVG path, drawn from the center."""
    communities: int


def groups_of(communities: Sequence[Community]) -> Mapping[str, Piece]:
    """Return the topic that each community is shown by: one of its widest topics.

    Topics that are shown by few communities are merged, so that each has its own color and shape.
    """
    own = {c.iri: _main_topic(c) for c in communities}
    common = [topic for topic, _ in Counter(own.values()).most_common() if topic != OTHER]
    shown = set(common[: len(PATHS) - 2])
    return {iri: topic if topic in shown else OTHER for iri, topic in own.items()}


def key_of(groups: Sequence[Piece]) -> Mapping[Piece, TopicGroup]:
    """Return the color and shape of each group, the most common first."""
    counts = Counter(groups)
    named = [t for t, _ in counts.most_common() if t not in {OTHER, SEVERAL}]
    ordered = [*named, *(t for t in (OTHER, SEVERAL) if t in counts)]
    return {
        topic: TopicGroup(topic, SERIES[n], PATHS[n], counts[topic])
        for n, topic in enumerate(ordered)
    }


def _main_topic(community: Community) -> Piece:
    """Return the first of its widest topics that it works on directly, else the first of all."""
    direct = {area.iri for area in community.areas}
    ranked = sorted(community.widest, key=lambda t: (t.iri not in direct, t.text))
    return ranked[0] if ranked else OTHER
