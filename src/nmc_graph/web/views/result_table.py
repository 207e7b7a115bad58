"""The results and goals of a choice as a spreadsheet, with the sources of each figure."""

from __future__ import annotations

from collections.abc import Iterable

from nmc_graph.charts.captions import figure
from nmc_graph.engine import Engine
from nmc_graph.model.observation import Measurement
from nmc_graph.model.panel import Panel
from nmc_graph.model.result_sources import ResultSource, sources_of
from nmc_graph.model.sentences import Piece
from nmc_graph.model.table_columns import Column
from nmc_graph.web.views.spreadsheets import Sheet, Value

_COLUMNS = (
    Column("concerns_label"), Column("state"), Column("indicator_label"), Column("topic"),
    Column("place"), Column("start_year", kind="integer"), Column("end_year", kind="integer"),
    Column("period"), Column("kind"), Column("measure"), Column("unit"),
    Column("value", kind="decimal"), Column("qualifier"),
    Column("change_percent", kind="decimal"), Column("change_points", kind="decimal"),
    Column("stated_or_computed"), Column("population"), Column("desired_direction"),
    Column("status"), Column("progress"), Column("comparability"), Column("asserted_by"),
    Column("reported_in"), Column("compared_with"), Column("source_title"),
    Column("source_publisher"),
    Column("source_date"), Column("source_address"), Column("reading_extent"),
    Column("statement"), Column("note"), Column("at_odds_with"), Column("concerns"),
    Column("indicator"), Column("item"),
)  # fmt: skip


def table(engine: Engine, panels: Iterable[Panel]) -> Sheet:
    """Return a row for each result, start or end value, and goal."""
    panels = list(panels)
    sources = sources_of(engine, [i for p in panels for i in p.rows])
    rows: dict[tuple[str, str, str], tuple[Value, ...]] = {}
    for panel in panels:  # missing values are in the panels of every measure
        for item in panel.rows:
            key = (item.iri, panel.about.iri, panel.indicator.iri)
            rows.setdefault(key, _row(panel, item, sources.get(item.iri, ())))
    return Sheet("results", _COLUMNS, list(rows.values()))


def _row(panel: Panel, item: Measurement, sources: Iterable[ResultSource]) -> tuple[Value, ...]:
    sources = list(sources)

    def each(name: str) -> list[str]:
        return [getattr(source, name) for source in sources]

    return (
        panel.about.text, _names(panel.states), panel.indicator.text, _names(panel.topics),
        _name(item.place), item.start, item.end, item.when,
        "goal" if item.goal else "observation", item.measure, item.unit, item.value,
        item.qualifier, item.percent, item.points, item.basis, panel.population, panel.wanted,
        _name(item.status), item.progress, item.comparability, _name(item.speaker),
        _name(item.wave), _benchmarks(panel, item), each("title"), each("publisher"),
        each("issued"), each("address"), each("extent"),
        item.evidence, item.note, item.at_odds, panel.about.iri,
        panel.indicator.iri, item.iri,
    )  # fmt: skip


def _benchmarks(panel: Panel, item: Measurement) -> list[str]:
    """Return the figures of states and nations next to a result, with their comparability."""
    return [
        f"{_name(b.place)}, {b.when}: {figure(b, b.measure)} ({words})"
        for b in panel.benchmarks
        if (words := panel.comparisons.get((item.iri, b.iri))) is not None
    ]


def _name(piece: Piece | None) -> str:
    return piece.text if piece else ""


def _names(pieces: Iterable[Piece]) -> list[str]:
    return [piece.text for piece in pieces]
