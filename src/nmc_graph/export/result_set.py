"""The rows of a query as an Excel sheet, and as RDF in the vocabulary of the SPARQL tests."""

from __future__ import annotations

from collections.abc import Iterable

from nmc_graph.engine import Rows
from nmc_graph.export.workbook import workbook
from nmc_graph.formats import Format, get
from nmc_graph.model.table_columns import Column, Kind, Table
from nmc_graph.rdf.ntriples import STRING, term
from nmc_graph.rdf.term import Term
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import RDF_TYPE, XSD

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX = Format("xlsx", _EXCEL, "xlsx", "results", "Excel")
_INTEGERS = frozenset(XSD + name for name in ("integer", "int", "nonNegativeInteger", "gYear"))
_NUMBERS = _INTEGERS | {XSD + "decimal", XSD + "double", XSD + "float"}


def excel(name: str, rows: Rows) -> bytes:
    """Return rows as a workbook of one sheet, with numbers and dates as such."""
    columns = tuple(
        Column(v, kind=_kind(row[v] for row in rows if v in row)) for v in rows.variables
    )
    table = Table(name, "", "", columns, ())
    cells = [[row[v].value if v in row else "" for v in rows.variables] for row in rows]
    return workbook({table: cells})


def turtle(rows: Rows) -> bytes:
    """Return rows as RDF: one rs:solution for each, in order (rs:index)."""
    lines = [f"_:r <{RDF_TYPE}> <{RS}ResultSet> ."]
    lines += [f"_:r <{RS}resultVariable> {term(v, STRING)} ." for v in rows.variables]
    for n, row in enumerate(rows, 1):
        lines.append(f"_:r <{RS}solution> _:s{n} .")
        lines.append(f'_:s{n} <{RS}index> "{n}"^^<{XSD}integer> .')
        for m, (variable, value) in enumerate(row.items()):
            binding = f"_:s{n}b{m}"
            lines.append(f"_:s{n} <{RS}binding> {binding} .")
            lines.append(f"{binding} <{RS}variable> {term(variable, STRING)} .")
            lines.append(f"{binding} <{RS}value> {_ntriples(value)} .")
    return convert_triples("\n".join(lines).encode() + b"\n", get("turtle"))


def _kind(terms: Iterable[Term]) -> Kind:
    """Return the kind of a column by the datatypes of its values."""
    datatypes = {t.datatype if t.kind == "literal" else t.kind for t in terms}
    if datatypes and datatypes <= _INTEGERS:
        return "integer"
    if datatypes and datatypes <= _NUMBERS:
        return "decimal"
    return "date" if datatypes == {XSD + "date"} else "text"


def _ntriples(value: Term) -> str:
    if value.kind == "bnode":
        return f"_:x{value.value}"
    kind = f"@{value.lang}" if value.lang else f"^^<{value.datatype}>" if value.datatype else STRING
    return term(value.value, "" if value.is_iri else kind)
