"""The axes of charts and the colors of their specifications."""

import re
from pathlib import Path

import pytest

from nmc_graph.charts.palette import LIGHT
from nmc_graph.charts.scales import Years, benchmarks_on_axis, value_ticks, values_of
from nmc_graph.model.observation import read_item
from nmc_graph.model.panel import Panel
from nmc_graph.model.sentences import Piece
from nmc_graph.rdf.term import Term
from nmc_graph.terms import NMC

ROOT = Path(__file__).parents[2]


def test_the_colors_of_specifications_are_those_of_the_stylesheet():
    tokens = (ROOT / "src/nmc_graph/web/frontend/css/tokens.css").read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", tokens.split("@media")[0]))
    assert {name: light.get(name) for name in LIGHT} == LIGHT


@pytest.mark.parametrize(
    ("measure", "domain", "ticks"),
    [
        ("percent", (-116.0, 30.0), [-100, -50, 0]),
        ("percent", (-29.0, 26.5), [-25, 0, 25]),
        ("points", (-11.6, 4.6), [-10, -5, 0]),
        ("level", (54.7, 82.0), [55, 60, 65, 70, 75, 80]),
        ("level", (0.0, 0.44), [0, 0.1, 0.2, 0.3, 0.4]),
        ("level", (14170.9, 20072.6), [16000, 18000, 20000]),
        ("level", (-3.0, 24_000_000.0), [0, 5_000_000, 10_000_000, 15_000_000, 20_000_000]),
    ],
)
def test_an_axis_has_round_numbers(measure, domain, ticks):
    assert value_ticks(measure, domain) == ticks


def test_years_are_few_enough_to_be_read():
    for first, last in ((2004, 2004), (2004, 2005), (1998, 2023), (1900, 2020)):
        assert 1 <= len(Years(first, last).ticks) <= 6


@pytest.mark.parametrize(("nation", "is_drawn"), [(120.0, True), (2_200_000.0, False)])
def test_a_far_larger_count_of_a_nation_is_not_on_the_axis_of_a_community(nation, is_drawn):
    own, elsewhere = (
        read_item(name, {NMC + "numericValue": [Term("literal", str(value))]}, {}, "arrests")
        for name, value in (("own", 96.0), ("nation", nation))
    )
    panel = Panel(
        Piece("A community"), Piece("arrests"), "", "decrease", "level", "arrests", (own,), (), (),
        (), benchmarks=(elsewhere,),
    )  # fmt: skip
    assert benchmarks_on_axis(panel) == ((elsewhere,) if is_drawn else ())
    assert values_of(panel)[1] < 200
