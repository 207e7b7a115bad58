"""Labels of charts: where they go when the first choice isn't free, and how they are shortened."""

import pytest

from nmc_graph.charts.label_placement import Box, place_labels, shortened

FRAME = Box(0, 0, 320, 200)
LINE = Box(100, 95, 290, 105)
"""A line of the chart, which ends at the mark."""


def test_a_label_of_a_mark_at_the_edge_ends_with_the_mark():
    (label,) = place_labels(
        ["goal 30 by 2015"], [(300, 100)], [9], FRAME, 12.5, [LINE], heights=[2], at_edges=True
    )
    assert (label.anchor, label.x, label.leader) == ("end", 309, None)


def test_without_a_free_place_a_label_covers_as_little_as_possible():
    wall = [LINE, Box(0, 0, 320, 94), Box(0, 106, 200, 200)]
    (label,) = place_labels(["30"], [(296, 100)], [5], FRAME, 12.5, wall)
    assert label.y > 106


@pytest.mark.parametrize(
    ("name", "longest", "short"),
    [
        ("Camden Coalition (organization)", 40, "Camden Coalition (organization)"),
        ("Camden Coalition (organization)", 20, "Camden Coalition"),
        ("Camden Coalition (organization)", 10, "Camden Co…"),
        ("(organization of that name)", 10, "(organiza…"),
    ],
)
def test_a_long_name_loses_its_parenthesis_first(name, longest, short):
    assert shortened(name, longest) == short
