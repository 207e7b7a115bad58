"""Approaches between top-down and bottom-up, and two of them compared by dimension."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response, request

from nmc_graph.charts.spectrum import SpectrumChart, draw_spectrum
from nmc_graph.charts.vega_lite import spectrum_specification
from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.iris import expand, is_iri
from nmc_graph.model.compare import comparable_things, compare
from nmc_graph.model.sentences import Piece
from nmc_graph.model.spectrum import Placing, Spectrum, by_thing, spectrum, zones
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
"""Compared unless others are chosen."""


@blueprint.get("/approaches")
@blueprint.get("/approaches.<suffix>")
def approaches_page(suffix: str = "") -> Response:
    """Show the spectrum and the comparison of two approaches."""
    form, found = wanted(suffix), spectrum(site().engine)
    if form:
        return give(_table(found), form)
    pair = [_approach(name, default) for name, default in zip("ab", PAIR, strict=True)]
    compared = compare(site().engine, list(dict.fromkeys(pair)))
    return responses.page(
        "pictures/approaches.html",
        spectrum=found,
        of_approaches=_drawings(found.approaches, "Approaches"),
        of_communities=_drawings(found.communities, "Communities"),
        groups=by_thing((*found.approaches, *found.communities)),
        comparison=compared,
        approaches=comparable_things(site().engine, "Approach"),
        pair=pair,
    )


@blueprint.get("/approaches/<name>.vl.json")
def specification(name: str) -> Response:
    """Give the Vega-Lite specification of one of the two charts."""
    found = spectrum(site().engine)
    parts = {"approaches": found.approaches, "communities": found.communities}
    if not (placings := parts.get(name)):
        raise NotFoundError("There is no such chart.", hint=f"See {urls.approaches()}.")
    content = spectrum_specification(_chart(placings, name.capitalize()))
    body = json.dumps(content, ensure_ascii=False).encode()
    return responses.data(body, "application/json", request.full_path)


def _drawings(placings: Sequence[Placing], what: str) -> tuple[str, ...]:
    """Return the chart for wide and for narrow screens; nothing where nothing is placed."""
    chart = _chart(placings, what)
    return tuple(draw_spectrum(chart, width) for width in (WIDE, NARROW)) if placings else ()


def _chart(placings: Sequence[Placing], what: str) -> SpectrumChart:
    return SpectrumChart(
        tuple(placings),
        f"{what} between top-down and bottom-up",
        f"{len(placings)} marks, each by somebody; the table below has them all.",
    )


def home_zones() -> list[tuple[str, list[tuple[Piece, list[str]]]]]:
    """Return the zones of the spectrum, the things in them, and who places them there."""
    found = spectrum(site().engine)
    return zones((*found.approaches, *found.communities))


def _approach(name: str, default: str) -> str:
    value = request.args.get(name, "").strip()
    if not value:
        return default
    iri = expand(value) if "/" in value or ":" in value else f"{CONCEPT}approach/{value}"
    if not is_iri(iri):
        raise UsageError("An approach is chosen by the name or IRI of its concept.")
    return iri


_COLUMNS = ("thing", "thing_label", "kind", "says", "asserted_by", "reported_in", "certainty",
            "place", "away_from", "assertion")  # fmt: skip


def _table(found: Spectrum) -> Table:
    parts = (
        ("approach", found.approaches),
        ("community", found.communities),
        ("community", found.unplaced),
    )
    rows = [
        (
            p.thing.iri, p.thing.text, kind, p.words, p.speaker and p.speaker.text,
            p.wave and p.wave.text, p.hedge or "stated", p.at, p.away_from, p.iri,
        )
        for kind, placings in parts
        for p in placings
    ]  # fmt: skip
    return Table(_COLUMNS, rows)
