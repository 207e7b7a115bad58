"""Write docs/reference/clients.md from what the tests recorded with other programs.

Usage: python -m tools.clients [--check]. `make test-clients` runs those tests, which write
build/clients. With `--check` nothing is written; rows that differ from the page fail. Versions
depend on the machine and numbers on the data, so these may differ.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tools import table

ROOT = Path(__file__).parents[1]
RECORDED = ROOT / "build" / "clients"
PAGE = ROOT / "docs" / "reference" / "clients.md"
HEAD = """<!-- Written by `python -m tools.clients`; run `make test-clients` first. -->

# Tested programs

What our tests did with other programs, and the results. `make test-clients` runs them.
The guides under [Use the data](../README.md#use-the-data) show how to do the same.

| program | version | what we did | result |
|---|---|---|---|
"""
TAIL = """
## Programs that our tests can't run

These run only on desktops or as websites, so our tests read the same files in another way.

| program | what we test in its place |
|---|---|
| Excel | LibreOffice opens the same workbooks; pandas and R read the same tables |
| Gephi | networkx and an XML parser read GEXF, and igraph reads GraphML |
| Jupyter | a test runs the cells of all notebooks in Python and compares their output |
| Kumu | the file has the elements and connections that its documentation describes |
| Protégé | owlready2 loads the ontology and runs HermiT, the reasoner of Protégé |
| search engines | extruct reads the pages, and SHACL checks the required fields of a dataset |
| language models | the client of the official MCP package calls the tools |
"""


@dataclass(frozen=True, order=True)
class Row:
    """A row of the table."""

    tool: str
    did: str
    got: str
    version: str

    def written(self) -> str:
        """Return the row in Markdown."""
        return table.row((self.tool, self.version, self.did, self.got))


def recorded(folder: Path = RECORDED) -> list[Row]:
    """Return the rows that tests recorded, by program."""
    found = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
    rows = [Row(r["tool"], r["did"], r["got"], r["version"]) for r in found]
    return sorted(rows, key=lambda row: (row.tool.casefold(), row.did))


def page(rows: list[Row]) -> str:
    """Return the page."""
    return HEAD + "".join(row.written() for row in rows) + TAIL


def differences(text: str, rows: list[Row]) -> list[str]:
    """Return what differs between a page and recorded rows, apart from versions and numbers."""
    there = {_lasting(line) for line in text.removeprefix(HEAD).removesuffix(TAIL).splitlines()}
    here = {_lasting(row.written().strip()) for row in rows}
    missing = [f"not in the table: {' | '.join(row)}" for row in sorted(here - there)]
    return missing + [f"not recorded: {' | '.join(row)}" for row in sorted(there - here)]


def _lasting(line: str) -> tuple[str, ...]:
    """Return the cells of a row without the version, and with numbers as `#`."""
    tool, _, *rest = line.strip("| ").split(" | ")
    return tool, *(re.sub(r"\d[\d,.]*", "#", cell) for cell in rest)


def main() -> None:
    """Write the page, or with `--check` exit 1 and say what differs."""
    rows = recorded()
    if not rows:
        sys.exit("Nothing is recorded in build/clients. Run make test-clients first.")
    if "--check" not in sys.argv:
        PAGE.write_text(page(rows), "utf-8")
    elif found := differences(PAGE.read_text("utf-8"), rows):
        sys.exit("\n".join([*found, "Run python -m tools.clients."]))


if __name__ == "__main__":
    main()
