"""Panels of results with their charts, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from nmc_graph.charts import png
from nmc_graph.charts.captions import places_of
from nmc_graph.charts.marks import PanelChart, chart_of
from nmc_graph.charts.results import draw_panel
from nmc_graph.charts.scales import benchmarks_on_axis, is_drawn, starts_above_zero
from nmc_graph.charts.titles import finding, subtitle
from nmc_graph.model.differences import BADGES, FIGURE, difference
from nmc_graph.model.observation import Measurement
from nmc_graph.model.panel import Panel
from nmc_graph.model.result_sources import ResultSource, Sources
from nmc_graph.web import urls
from nmc_graph.web.context import root
from nmc_graph.web.words import comparability_words

BETTER = {"decrease": "Lower is better", "increase": "Higher is better", "keep": "Steady is best"}
CHART = "chart"
"""The name of the page of one chart, and of its image and data with a suffix."""


@dataclass(frozen=True, eq=False)
class PanelView:
    """A panel with its chart, its sources and its addresses. It equals only itself."""

    panel: Panel
    sources: tuple[ResultSource, ...]
    chart: PanelChart | None
    """None if no figure has both a number and a year."""

    @cached_property
    def svg(self) -> str:
        """The drawing, or an empty text."""
        return draw_panel(self.chart) if self.chart else ""

    @property
    def title(self) -> str:
        """What the figures show."""
        return finding(self.panel)

    @property
    def subtitle(self) -> str:
        """Measure, unit and place."""
        return subtitle(self.panel)

    @property
    def better(self) -> str:
        """Which direction is better, in words."""
        return BETTER.get(self.panel.wanted, "")

    @property
    def places(self) -> list[str]:
        """The places of the figures, in the order of their colors."""
        return places_of(self.panel)

    @property
    def is_off_zero(self) -> bool:
        """Whether its axis of values starts above zero."""
        return starts_above_zero(self.panel)

    @property
    def single(self) -> Measurement | None:
        """The only value with a year, if there is no chart because of that."""
        dated = [i for i in self.panel.rows if is_drawn(self.panel, i) and i.value is not None]
        return dated[0] if dated and self.chart is None else None

    @property
    def undated(self) -> list[Measurement]:
        """The figures that are only in the table."""
        return [i for i in self.panel.items if not is_drawn(self.panel, i)]

    @property
    def parameters(self) -> dict[str, str]:
        """What identifies the chart in URLs."""
        return parameters_of(self.panel)

    def path(self, suffix: str = "") -> str:
        """Return the address of the chart's page, or of one of its files."""
        return urls.results(CHART, suffix, **self.parameters)

    @property
    def image(self) -> str:
        """The whole URL of its image, or an empty text if this server has none."""
        return root() + self.path("png") if self.chart and png.is_available() else ""

    @property
    def comparability(self) -> str:
        """One line on whether the figures can be compared; empty if no source says so."""
        labels = dict.fromkeys(i.comparability for i in self.panel.rows if i.comparability)
        return " ".join(map(comparability_words, labels))

    @property
    def compared(self) -> list[tuple[Measurement, str]]:
        """A figure of each state or nation, and how well its figures can be compared."""
        words = {b: its for (_, b), its in self.panel.comparisons.items()}
        found: dict[tuple[str, str], Measurement] = {}
        for b in benchmarks_on_axis(self.panel):
            if b.iri in words:
                found.setdefault((b.place_name, words[b.iri]), b)
        return [(b, its) for (_, its), b in found.items()]

    @property
    def has_notes(self) -> bool:
        """Whether its table needs a column for notes."""
        return any(self.mark(i) or i.comparability or i.note for i in self.panel.rows)

    def mark(self, item: Measurement) -> str:
        """Return in what a figure differs from others, in words; empty if it doesn't."""
        if item.iri in self.panel.disagree:
            return BADGES[FIGURE]
        others = [o for o in self.panel.rows if o.iri in item.at_odds or item.iri in o.at_odds]
        return next((BADGES[d] for o in others if (d := difference(item, o))), "")


def parameters_of(panel: Panel) -> dict[str, str]:
    """Return what identifies the chart of a panel in URLs."""
    return {
        "concerns": panel.about.iri,
        "indicator": panel.indicator.iri,
        "measure": panel.measure,
        "unit": panel.unit,
    }


def panel_views(
    panels: Iterable[Panel], sources: Sources, *, same_axes: bool = False
) -> Sequence[PanelView]:
    """Return panels with their charts; with `same_axes`, panels of one measure share theirs."""
    if not same_axes:
        return [_alone(p, _sources(p, sources)) for p in panels]
    panels = list(panels)

    def beside(panel: Panel) -> Sequence[Panel]:
        same = (panel.measure, panel.unit)
        return [p for p in panels if (p.measure, p.unit) == same]

    return [PanelView(p, _sources(p, sources), chart_of(p, beside(p))) for p in panels]


def has_chart(panel: Panel) -> bool:
    """Return whether there is something to see in a chart of a panel."""
    return _chart(panel) is not None


_chart = lru_cache(maxsize=2048)(chart_of)


@lru_cache(maxsize=512)
def _alone(panel: Panel, sources: tuple[ResultSource, ...]) -> PanelView:
    """Return a panel with separate axes; drawings are remembered, since pages share them."""
    return PanelView(panel, sources, _chart(panel))


def _sources(
    panel: Panel, sources: Mapping[str, Sequence[ResultSource]]
) -> tuple[ResultSource, ...]:
    return tuple(sorted({s for i in panel.rows for s in sources.get(i.iri, ())}))


def first_image(views: Iterable[PanelView]) -> str:
    """Return the URL of the first image among charts, for previews of a page; empty without."""
    return next((view.image for view in views if view.image), "")
