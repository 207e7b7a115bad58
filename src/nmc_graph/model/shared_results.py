"""The results that communities have on the same topic in the same measure, for a comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from nmc_graph.engine import Engine
from nmc_graph.model.observation import LEVEL, PERCENT, POINTS
from nmc_graph.model.panel import Panel
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece

MOST = 24
"""Panels that a comparison shows at most."""
_Shared = list[tuple[Piece, list[Panel]]]


def shared_results(engine: Engine, iris: Sequence[str]) -> _Shared:
    """Return topics with the panels of at least two communities, in the order of the communities.

    Percent changes are shown if both have some, else points, else levels in the same unit.
    """
    by_topic: dict[Piece, dict[tuple[int, str, str], list[Panel]]] = defaultdict(
        lambda: defaultdict(list)
    )
    measures = (PERCENT, POINTS, LEVEL)
    for iri in iris:
        for panel in results(engine, Choice(about=iri)).panels:
            if panel.measure in measures and panel.items:
                for topic in panel.topics:
                    key = (measures.index(panel.measure), panel.measure, panel.unit)
                    by_topic[topic][key].append(panel)
    found: _Shared = []
    for topic in sorted(by_topic):
        room = MOST - sum(len(panels) for _, panels in found)
        for _, panels in sorted(by_topic[topic].items()):
            if len({p.about.iri for p in panels[:room]}) > 1:
                found.append((topic, panels[:room]))
                break
    return found
