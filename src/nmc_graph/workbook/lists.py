"""What the drop-downs of the workbook offer."""

from __future__ import annotations

from collections.abc import Mapping

from nmc_graph.workbook.description import Column
from nmc_graph.workbook.findings import letters
from nmc_graph.workbook.names import Names, groups_of
from nmc_graph.workbook.sheets import SHEETS

Lists = Mapping[str, list[str]]
"""The columns of the sheet "Lists": the names of the concepts of each scheme."""
_ROWS = 5_003
"""Rows of another sheet whose names are offered."""


def source_of(column: Column, lists: Lists) -> str:
    """Return where a drop-down finds its names, empty for a column without one."""
    key = list_title(column)
    if key in lists:
        x = letters(list(lists).index(key) + 1)
        return f"=Lists!${x}$2:${x}${len(lists[key]) + 1}"
    if not column.listed_on:
        return ""
    sheet = next(s for s in SHEETS if s.title == column.listed_on)
    # Sources and results are named by their IDs.
    title = "Name" if "Name" in sheet.titles else "ID"
    x = letters(sheet.titles.index(title) + 1)
    return f"='{sheet.title}'!${x}$4:${x}${_ROWS}"


def list_title(column: Column) -> str:
    """Return the title of the list of a column's concepts, empty if it has none."""
    if column.kind in {"concept", "unit"}:
        return column.among[0].replace("-", " ").capitalize()
    return "Supports" if column.kind == "property" else ""


def lists_of(names: Names) -> Lists:
    """Return the lists for all columns of concepts."""
    found: dict[str, list[str]] = {}
    for sheet in SHEETS:
        for column in sheet.columns:
            title = list_title(column)
            if title and title not in found:
                found[title] = (
                    names.property_options()
                    if column.kind == "property"
                    else names.options(groups_of(column))
                )
    return found
