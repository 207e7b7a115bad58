"""The texts in the workbook for those who fill it in: titles, help rows, examples, first sheet."""

from __future__ import annotations

from collections.abc import Mapping

from nmc_graph.workbook.description import EXAMPLE_MARK, HELP_MARK, KIND, Column, Sheet
from nmc_graph.workbook.sheets import SHEETS

_IDS = {
    "statement": "leave empty; it follows from source and number.",
    "source": "a short name for the source, such as fernwick-page.",
    "assertion": "leave empty, unless another row refers to this one.",
}


def head(sheet: Sheet, definitions: Mapping[str, str]) -> list[list[str]]:
    """Return the rows above the data of a sheet: titles, help and an invented example."""
    given = _IDS.get(sheet.kind, "leave empty for something new.")
    help_ = [f"{HELP_MARK} {given}"]
    example = [f"{EXAMPLE_MARK} {sheet.example_id}".strip()]
    if sheet.has_kinds:
        help_.append(f"What the row is: {', '.join(sheet.classes)}.")
        example.append(sheet.example_kind)
    for column in sheet.columns:
        help_.append(_help(column, definitions))
        example.append(column.example)
    return [list(sheet.titles), help_, example]


def _help(column: Column, definitions: Mapping[str, str]) -> str:
    text = column.help or definitions.get(column.iri, "")
    if column.several:
        text += " Several: put each on its own line (Alt+Enter) or separate names by semicolons."
    return ("Required. " if column.required else "") + text.strip()


def read_me() -> list[str]:
    """Return the lines of the first sheet."""
    return [
        "Workbook for the graph of community collaboratives",
        "Fill in the sheets, then run: nmc import FILE.xlsx --out FILE.ttl",
        "",
        "Each row describes one thing or one claim. Start with Sources and Speakers, then "
        "Statements, then the claims.",
        "Use names, not identifiers: the drop-down lists offer them. A name that isn't in this "
        "workbook can be one from the graph.",
        f"Columns with a darker title are required. The rows that begin with “{HELP_MARK}” and "
        f"“{EXAMPLE_MARK}” are for reading; you may delete them.",
        "Evidence names the statements that support a row: the ID of the source, a space and the "
        "number, as in fernwick-page S01.",
        "Leave out what the source doesn't state. If it calls a value missing, add a result of "
        f"the {KIND.lower()} “missing or trend” with a data status and no number.",
        "The examples are invented.",
        "",
        *(f"{sheet.title}: {sheet.about}" for sheet in SHEETS),
    ]
