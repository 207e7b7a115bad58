"""Results over time, with one panel for each indicator and measure of a community."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from nmc_graph.charts.marks import PanelChart
from nmc_graph.charts.results import draw_panel
from nmc_graph.charts.scales import is_drawn, years_of
from nmc_graph.charts.vega_lite import panel_specification
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.iris import expand
from nmc_graph.model.observation import LEVEL, PERCENT, POINTS, UNCLEAR, Measurement
from nmc_graph.model.results import LIMIT, Choice, Panel, choices, extent, results
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.tables import Table, give, wanted

blueprint = Blueprint("results", __name__)

ON_A_PAGE = 18
MEASURES = {
    PERCENT: "change in percent",
    POINTS: "change in percentage points",
    LEVEL: "level",
    UNCLEAR: "change, percent or points not clear",
    "missing": "no number",
}
BETTER = {"decrease": "↓ less is better", "increase": "↑ more is better", "keep": "steady is best"}


@dataclass(frozen=True)
class PanelView:
    """A panel with its chart, as the page shows it."""

    panel: Panel
    svg: str
    """Empty if no item has both a number and a year."""
    places: tuple[str, ...]
    off_zero: bool
    """Whether its axis of levels starts above zero."""
    specification: str
    undated: tuple[Measurement, ...]
    """The items that are only in the table."""

    @property
    def measure(self) -> str:
        """The measure in words, with the unit of levels."""
        words = MEASURES[self.panel.measure]
        return f"{words} in {self.panel.unit}" if self.panel.unit else words

    @property
    def better(self) -> str:
        """Which direction is better, in words."""
        return BETTER.get(self.panel.wanted, "")


@blueprint.get("/results")
@blueprint.get("/results.<suffix>")
def results_page(suffix: str = "") -> Response:
    """Show results over time."""
    form, choice = wanted(suffix), _choice()
    selected = results(site().engine, choice)
    if form:
        return give(_table(selected.panels), form)
    page = _page_number()
    pages = max(1, -(-len(selected.panels) // ON_A_PAGE))
    some = selected.panels[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    areas, approaches = choices(site().engine)
    views = _views(some, selected.panels)
    return responses.page(
        "pictures/results.html",
        groups=[
            (about, list(group))
            for about, group in itertools.groupby(views, key=lambda v: v.panel.about)
        ],
        total=len(selected.panels),
        communities=len({p.about.iri for p in selected.panels}),
        cut=selected.cut,
        limit=LIMIT,
        page=page,
        pages=pages,
        areas=areas,
        approaches=approaches,
        choice=choice,
        chosen=_named(choice, (*areas, *approaches)),
        search=_search(choice),
    )


@blueprint.get("/results/chart.vl.json")
def specification() -> Response:
    """Return the Vega-Lite specification of one panel."""
    choice = _choice()
    measure, unit = request.args.get("measure", ""), request.args.get("unit", "")
    panels = results(site().engine, Choice(about=choice.about)).panels
    for panel in panels:
        if (panel.indicator.iri, panel.measure, panel.unit) == (choice.indicator, measure, unit):
            (chart,) = _charts([panel], panels)
            if chart:
                body = json.dumps(panel_specification(chart), ensure_ascii=False).encode()
                return responses.data(body, "application/json", request.full_path)
    raise NotFoundError("There is no such chart.", hint="The results page links to all charts.")


def _views(panels: Sequence[Panel], siblings: Sequence[Panel]) -> list[PanelView]:
    """Return panels with their charts; the charts of one community share an axis of years."""
    return [
        PanelView(
            panel,
            draw_panel(chart) if chart else "",
            tuple(dict.fromkeys(i.place.text if i.place else "" for i in panel.items)),
            panel.measure == LEVEL
            and min([i.value for i in (*panel.items, *panel.goals) if i.value is not None] or [0])
            >= 0.6 * max([i.value for i in (*panel.items, *panel.goals) if i.value] or [0])
            > 0,
            urls.results(
                "chart.vl.json", concerns=panel.about.iri, indicator=panel.indicator.iri,
                measure=panel.measure, unit=panel.unit,
            ),
            tuple(i for i in panel.items if not is_drawn(panel, i)),
        )
        for panel, chart in zip(panels, _charts(panels, siblings), strict=True)
    ]  # fmt: skip


def _charts(panels: Sequence[Panel], siblings: Sequence[Panel]) -> list[PanelChart | None]:
    """Return the chart of each panel, or None if no item has both a number and a year."""
    shared = {m: extent(site().engine, m) for m in {p.measure for p in panels} & {PERCENT, POINTS}}
    years = {
        about.iri: years_of([p for p in siblings if p.about == about])
        for about in {p.about for p in panels}
    }
    return [
        PanelChart(
            panel,
            its,
            shared.get(panel.measure, (0.0, 0.0)),
            f"{panel.indicator.text}, {panel.about.text}: {MEASURES[panel.measure]}",
            _summary(panel),
        )
        if (its := years[panel.about.iri]) and any(is_drawn(panel, i) for i in panel.rows)
        else None
        for panel in panels
    ]


def _summary(panel: Panel) -> str:
    """Return a sentence on what a chart shows."""
    parts = [f"{len(panel.items)} figures"] if len(panel.items) != 1 else ["One figure"]
    if panel.missing:
        parts.append(f"{len(panel.missing)} reported as missing")
    if panel.goals:
        parts.append(f"{len(panel.goals)} goals")
    return ", ".join(parts) + "; the table below has them all."


def _choice() -> Choice:
    """Return the choice in the URL. Raises UsageError if a value is not an IRI."""

    def iri(name: str, folder: str = "") -> str:
        value = request.args.get(name, "").strip()
        if value and folder and "/" not in value and ":" not in value:
            return f"{CONCEPT}{folder}/{value}"
        return expand(value) if value else ""

    choice = Choice(
        iri("focus", "focus-area"), iri("approach", "approach"), iri("concerns"), iri("indicator")
    )
    if not choice.sound:
        raise UsageError("A filter must be the name of a concept or an IRI.")
    return choice


def _page_number() -> int:
    value = request.args.get("page", "1")
    if not value.isdigit() or not 0 < int(value) < 100_000:
        raise UsageError("The page must be a number from 1.")
    return int(value)


def _search(choice: Choice) -> str:
    """Return the choice as the query part of a URL, including the question mark."""
    names = {"focus": choice.focus_area, "approach": choice.approach,
             "concerns": choice.about, "indicator": choice.indicator}  # fmt: skip
    pairs = {n: v.removeprefix(f"{CONCEPT}focus-area/").removeprefix(f"{CONCEPT}approach/")
             for n, v in names.items() if v}  # fmt: skip
    return "?" + urlencode(pairs) if pairs else ""


def _named(choice: Choice, pieces: Sequence[Piece]) -> list[str]:
    chosen = [choice.focus_area, choice.approach, choice.about, choice.indicator]
    names = {p.iri: p.text for p in pieces}
    return [names.get(iri, iri) for iri in chosen if iri]


_COLUMNS = ("item", "kind", "concerns", "concerns_label", "indicator", "indicator_label",
            "population", "desired_direction", "measure", "unit", "value", "qualifier",
            "start_year", "end_year", "period", "place", "status", "progress", "comparability",
            "asserted_by", "reported_in", "at_odds_with", "note")  # fmt: skip


def _table(panels: Sequence[Panel]) -> Table:
    rows, seen = [], set()
    for panel in panels:
        for i in panel.rows:
            if (i.iri, panel.about.iri, panel.indicator.iri) in seen:
                continue  # missing values are in the panels of every measure
            seen.add((i.iri, panel.about.iri, panel.indicator.iri))
            values = (
                i.iri, "goal" if i.goal else "observation", panel.about.iri, panel.about.text,
                panel.indicator.iri, panel.indicator.text, panel.population, panel.wanted,
                i.measure, i.unit, i.value, i.qualifier, i.start, i.end, i.when,
                i.place and i.place.text, i.status and i.status.text, i.progress,
                i.comparability, i.speaker and i.speaker.text, i.wave and i.wave.text,
                i.at_odds, i.note,
            )  # fmt: skip
            rows.append(values)
    return Table(_COLUMNS, rows)
