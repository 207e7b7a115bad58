"""Approaches between top-down and bottom-up, and a comparison of two by dimension."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response, request

from nmc_graph.charts.spectrum import SpectrumChart, draw_spectrum, sheets
from nmc_graph.charts.vega_lite import spectrum_specification
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.approach_summary import approach_summary
from nmc_graph.model.compare import by_group, comparable_things, compare
from nmc_graph.model.spectrum import Placing, Spectrum, by_thing, spectrum
from nmc_graph.terms import CONCEPT
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.views.tables import Table, give, wanted

blueprint = Blueprint("approaches", __name__)

WIDE, NARROW = 680, 330
PAIR = (
    CONCEPT + "approach/collective-impact",
    CONCEPT + "approach/results-owned-community-change",
)
"""The approaches to compare by default."""


@blueprint.get("/approaches")
@blueprint.get("/approaches.<suffix>")
def approaches_page(suffix: str = "") -> Response:
    """Show the spectrum and the comparison of two approaches."""
    form, placed = wanted(suffix), spectrum(site().engine)
    if form:
        return give(_table(placed), form)
    pair = [_approach(name, default) for name, default in zip("ab", PAIR, strict=True)]
    engine = site().engine
    compared = compare(engine, list(dict.fromkeys(pair)))
    return responses.page(
        "pictures/approaches.html",
        spectrum=placed,
        of_approaches=_drawings(placed.approaches, "Approaches"),
        of_communities=_drawings(placed.communities, "Communities"),
        groups=by_thing((*placed.approaches, *placed.communities)),
        comparison=compared,
        summaries=[(thing, approach_summary(engine, thing.iri)) for thing in compared.things],
        shared=by_group(compared.shared),
        alone=[(thing, by_group(rows)) for thing, rows in compared.alone],
        approaches=comparable_things(site().engine, "Approach"),
        pair=pair,
    )


@blueprint.get("/approaches/<name>.vl.json")
def specification(name: str) -> Response:
    """Return the Vega-Lite specification of one of the two charts."""
    placed = spectrum(site().engine)
    parts = {"approaches": placed.approaches, "communities": placed.communities}
    if not (placings := parts.get(name)):
        raise NotFoundError("There is no such chart.", hint=f"See {urls.approaches()}.")
    content = spectrum_specification(_chart(placings, name.capitalize()))
    body = json.dumps(content, ensure_ascii=False).encode()
    return responses.data(body, "application/json", request.full_path)


def _drawings(placings: Sequence[Placing], what: str) -> tuple[str, ...]:
    """Return the chart for wide and for narrow screens, or no charts if nothing is placed.

    A tall chart has several parts, each with its own scale, so that it can be printed.
    """
    parts = sheets(placings)
    charts = [
        _chart(part, what, f", part {n} of {len(parts)}" if len(parts) > 1 else "")
        for n, part in enumerate(parts, 1)
    ]
    widths = (WIDE, NARROW) if charts else ()
    return tuple("".join(draw_spectrum(c, width) for c in charts) for width in widths)


def _chart(placings: Sequence[Placing], what: str, part: str = "") -> SpectrumChart:
    return SpectrumChart(
        tuple(placings),
        f"{what} between top-down and bottom-up{part}",
        f"{len(placings)} marks, each with its source; the table below has them all.",
    )


def _approach(name: str, default: str) -> str:
    value = request.args.get(name, "").strip()
    if not value:
        return default
    iri = expand(value) if "/" in value or ":" in value else f"{CONCEPT}approach/{value}"
    if not is_iri(iri):
        raise UsageError(f"{value[:100]!r} is not the name or IRI of an approach.")
    return iri


_COLUMNS = ("thing", "thing_label", "kind", "says", "asserted_by", "reported_in", "certainty",
            "placed_by", "place", "away_from", "assertion")  # fmt: skip


def _table(placed: Spectrum) -> Table:
    parts = (
        ("approach", placed.approaches),
        ("community", placed.communities),
        ("community", placed.unplaced),
    )
    rows = [
        (
            p.thing.iri, p.thing.text, kind, p.words, p.speaker and p.speaker.text,
            p.wave and p.wave.text, _certainty(p),
            "us" if p.is_ours else "source", p.at, p.away_from, p.iri,
        )
        for kind, placings in parts
        for p in placings
    ]  # fmt: skip
    return Table(_COLUMNS, rows)


def _certainty(placing: Placing) -> str:
    """Return the label of the certainty of a claim."""
    return "our reading" if placing.is_ours else placing.hedge or "stated"
