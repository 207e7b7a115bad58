"""The results that belong to the page of a thing, as charts and as lines."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from nmc_graph.engine import Engine
from nmc_graph.model.by_community import Community, by_community
from nmc_graph.model.panel import Panel
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.result_rows import ResultRow, of_studies, result_identities, rows_of
from nmc_graph.model.result_sources import sources_of
from nmc_graph.model.results import results
from nmc_graph.web import urls
from nmc_graph.web.views.panel_views import PanelView, first_image, has_chart, panel_views
from nmc_graph.web.views.results import parameters
from nmc_graph.web.views.spreadsheets import links

MOST_CHARTS = 8
"""Charts that the page of a thing shows; the results page has all of them."""
MOST_LINES = 24
"""Results without a chart that it shows."""
_FEW_RESULTS = 8
"""Results without a chart that are not folded."""
_FIELDS = {
    "collaborative": "about",
    "focus-area": "topic",
    "indicator": "indicator",
    "approach": "approach",
    "organization": "about",
    "place": "state",
}
"""Kind of thing -> the filter of the results page that finds its results."""


@dataclass(frozen=True)
class EntityResults:
    """The charts and lines that a page shows, and where all results are."""

    charts: tuple[PanelView, ...]
    lines: tuple[PanelView, ...]
    """Panels without a chart, because they have one value, none, or no year."""
    total: int
    communities: int
    more: int
    """Charts and lines that the page leaves out."""
    address: str
    downloads: tuple[dict[str, str], ...]
    panels: tuple[Panel, ...]
    by_community: tuple[Community, ...] = ()
    """Results on a topic by community."""
    studies: tuple[ResultRow, ...] = ()
    """Results on a topic from studies with a comparison group."""
    studies_address: str = ""

    @property
    def first_lines(self) -> int:
        """How many panels without a chart come before the fold: all, or those of a few results."""
        results = list(accumulate(sum(i.is_result for i in v.panel.rows) for v in self.lines))
        if not results or results[-1] <= _FEW_RESULTS:
            return len(results)
        return max(1, sum(n <= _FEW_RESULTS for n in results))

    @property
    def image(self) -> str:
        """The URL of the first chart as an image; empty if there is none."""
        return first_image(self.charts)


def results_of(engine: Engine, kind: str, iri: str) -> EntityResults | None:
    """Return the results of a community, on a topic, of a measure and so on; None without any."""
    name = _FIELDS.get(kind)
    if name is None:
        return None
    choice = Choice(**{name: iri})
    found = results(engine, choice).panels
    if not found:
        return None
    is_topic = name == "topic"
    rows = rows_of(found) if is_topic else []
    studies = of_studies(rows)
    listed = {r.item.iri for r in studies}
    panels = sorted(found, key=lambda p: -len(p.rows))
    charts = [p for p in panels if has_chart(p)]
    lines = [p for p in panels if not has_chart(p) and _new_results(p, listed)]
    identities = result_identities(found)
    of = parameters(choice)
    return EntityResults(
        _views(engine, charts[:MOST_CHARTS]),
        _views(engine, lines[:MOST_LINES]),
        len(identities),
        len({community for _, community, _ in identities}),
        max(0, len(charts) - MOST_CHARTS) + max(0, len(lines) - MOST_LINES),
        urls.results(**of),
        tuple(links(urls.results, of)),
        found,
        by_community(engine, iri, rows) if is_topic else (),
        studies,
        urls.results(**of, design="comparison-group"),
    )


def _views(engine: Engine, panels: Sequence[Panel]) -> tuple[PanelView, ...]:
    return tuple(panel_views(panels, sources_of(engine, [i for p in panels for i in p.rows])))


def _new_results(panel: Panel, listed: Set[str]) -> bool:
    """Return whether a panel has results, not only goals and what is listed already."""
    return any(i.is_result and i.iri not in listed for i in panel.rows)
