"""Checking an import by the shapes, with findings that name cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nmc_graph.config import bundle_root
from nmc_graph.iris import expand
from nmc_graph.quality.check import check
from nmc_graph.quality.report import Finding
from nmc_graph.rdf import stated
from nmc_graph.rdf.turtle import Graph
from nmc_graph.terms import GRAPH
from nmc_graph.workbook.description import Place, Sheet
from nmc_graph.workbook.filling import triples_of
from nmc_graph.workbook.findings import CellFinding
from nmc_graph.workbook.importing import Imported
from nmc_graph.workbook.names import property_names

_PREFIXED = re.compile(r"\b[a-z]+:[a-zA-Z]+\b")


def check_imported(imported: Imported, known: Graph) -> list[CellFinding]:
    """Return what the shapes say about the rows of an import.

    What the rows refer to in the graph is described as it is there, and isn't checked itself.
    """
    dataset = stated.bundled("ontology")
    dataset.add(_ntriples(imported.graph), GRAPH + "workbook")
    dataset.add(_ntriples(_referred(imported.graph, known)), GRAPH + "known")
    report = check(dataset, [], [bundle_root() / "shapes" / "data"])
    return list(dict.fromkeys(_in_cell(f, imported) for f in _own(report.findings, imported)))


def _own(findings: Iterable[Finding], imported: Imported) -> Iterator[Finding]:
    """Yield the findings on rows whose cells could all be used.

    The others would repeat what is known of a cell, or follow from it.
    """
    any_broken = any(row.broken for row in imported.rows.values())
    for finding in findings:
        row = imported.rows.get(finding.entity)
        follows = any_broken and finding.property.startswith("^")
        if row is not None and not row.broken and not follows:
            yield finding


def _ntriples(graph: Graph) -> bytes:
    return "".join(f"{' '.join(triple)} .\n" for triple in triples_of(graph)).encode()


def _referred(graph: Graph, known: Graph) -> Graph:
    """Return what is known of the things that a graph mentions, and what those mention in turn.

    Things that mention those of the graph are included, since its statements may support them.
    """
    found: dict[str, dict[str, Sequence[str]]] = {}
    wanted = {o for _, _, o in triples_of(graph)}
    wanted |= {s for s, _, o in triples_of(known) if o in graph and s.startswith("<")}
    while wanted := {o for o in wanted if o in known and o not in found and o not in graph}:
        for subject in wanted:
            found[subject] = dict(known[subject])
        wanted = {o for subject in wanted for terms in known[subject].values() for o in terms}
    return found


def _in_cell(finding: Finding, imported: Imported) -> CellFinding:
    """Return a finding of the shapes as one about a cell."""
    row = imported.rows[finding.entity]
    place = _place(finding, imported, row.sheet, row.columns)
    title = next((t for t, x in row.columns.items() if x == place.column), "")
    return CellFinding(
        row.title, row.number, place.column, title, row.text(title) if title else "",
        finding.message, _in_titles(finding.fix, row.sheet), finding.severity,
    )  # fmt: skip


def _in_titles(text: str, sheet: Sheet) -> str:
    """Return a text with the titles of columns in place of properties."""
    titles = property_names() | {c.iri: c.title for c in sheet.columns}

    def title(match: re.Match[str]) -> str:
        found = titles.get(expand(match[0]))
        return f"“{found}”" if found else match[0]

    return _PREFIXED.sub(title, text)


def _place(f: Finding, imported: Imported, sheet: Sheet, columns: dict[str, int]) -> Place:
    """Return the cell of a finding: of the value, else of the property, else of the row."""
    for term in imported.graph.get(f"<{f.entity}>", {}).get(f"<{f.property}>", ()):
        place = imported.cells.get((f.entity, f.property, term))
        if place and f.value and f.value in term:
            return place
    if cell := imported.cells.get((f.entity, f.property, "")):
        return cell
    start = imported.cells[f.entity, "", ""]
    if title := next((c.title for c in sheet.columns if c.iri == f.property), ""):
        return Place(start.sheet, start.row, columns.get(title, start.column))
    return start
