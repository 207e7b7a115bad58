"""Checking an import by the shapes, with findings that name cells."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from nmc_graph.config import bundle_root
from nmc_graph.iris import shorten
from nmc_graph.quality.check import check
from nmc_graph.quality.report import Finding
from nmc_graph.rdf import sources
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.rdf.turtle import Graph
from nmc_graph.terms import GRAPH
from nmc_graph.workbook.description import Place, Sheet
from nmc_graph.workbook.filling import triples_of
from nmc_graph.workbook.findings import CellFinding
from nmc_graph.workbook.importing import Imported

_REFERRED = """SELECT ?s ?p ?o {{ VALUES ?s {{ {things} }} ?s ?p ?o }}"""


def check_imported(imported: Imported, known: Graph) -> list[CellFinding]:
    """Return what the shapes say about the rows of an import.

    What the rows refer to in the graph is described as it is there, and isn't checked itself.
    """
    with tempfile.TemporaryDirectory(prefix="nmc-import-") as folder:
        files = [Path(folder) / "workbook.nt", Path(folder) / "known.nt"]
        files[0].write_text("".join(_ntriples(imported.graph)), "utf-8")
        files[1].write_text("".join(_ntriples(_referred(imported.graph, known))), "utf-8")
        dataset = Dataset()
        dataset.load(sources.bundled(bundle_root(), ["ontology"]))
        dataset.load([Source(p.name, p, GRAPH + p.stem, "data") for p in files])
        report = check(dataset, [], [bundle_root() / "shapes" / "data"])
    reported = {(iri, title) for iri, row in imported.rows.items() for title in row.broken}
    found = [_in_cell(f, imported) for f in report.findings if f.entity in imported.rows]
    return _once(f for f, iri in found if (iri, f.title) not in reported)


def _ntriples(graph: Graph) -> Iterator[str]:
    for triple in triples_of(graph):
        yield f"{' '.join(triple)} .\n"


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


def _in_cell(finding: Finding, imported: Imported) -> tuple[CellFinding, str]:
    """Return a finding of the shapes as one about a cell, and the IRI that it is about."""
    row = imported.rows[finding.entity]
    place = _place(finding, imported, row.sheet, row.columns)
    title = next((t for t, x in row.columns.items() if x == place.column), "")
    about = f" ({shorten(finding.property)})" if not title and finding.property else ""
    return (
        CellFinding(
            row.title, row.number, place.column, title, row.text(title) if title else "",
            finding.message + about, finding.fix, finding.severity,
        ),
        finding.entity,
    )  # fmt: skip


def _place(f: Finding, imported: Imported, sheet: Sheet, columns: dict[str, int]) -> Place:
    """Return the cell of a finding: of the value, else of the property, else of the row."""
    for term, place in _candidates(f, imported):
        if f.value and f.value in term:
            return place
    if cell := imported.cells.get((f.entity, f.property, "")):
        return cell
    start = imported.cells[f.entity, "", ""]
    if title := _column(sheet, f.property):
        return Place(start.sheet, start.row, columns.get(title, start.column))
    return start


def _candidates(f: Finding, imported: Imported) -> Iterator[tuple[str, Place]]:
    for term in imported.graph.get(f"<{f.entity}>", {}).get(f"<{f.property}>", ()):
        if place := imported.cells.get((f.entity, f.property, term)):
            yield term, place


def _column(sheet: Sheet, iri: str) -> str:
    """Return the title of the column for a property, empty if there is none."""
    return next((c.title for c in sheet.columns if c.iri == iri), "")


def _once(findings: Iterator[CellFinding]) -> list[CellFinding]:
    return list(dict.fromkeys(findings))
