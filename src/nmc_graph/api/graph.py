"""A graph that is open for queries from Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, Self

from nmc_graph.api.rows import Rows, of_query, of_table
from nmc_graph.engine import Engine
from nmc_graph.engine.base import Rows as EngineRows
from nmc_graph.errors import UsageError
from nmc_graph.formats import get
from nmc_graph.iris import expand
from nmc_graph.model.cite import cite, cite_thing
from nmc_graph.model.extract import all_ntriples, entity_ntriples, version_date
from nmc_graph.model.labels import labels
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES, table_named
from nmc_graph.network.projections import network
from nmc_graph.quality.report import Report
from nmc_graph.release import Release
from nmc_graph.terms import DATASET, PREFIXES
from nmc_graph.validation import check_release

if TYPE_CHECKING:
    import networkx
    import rdflib

Style = Literal["text", "bibtex", "csl-json", "ris"]
_STYLES: dict[str, str] = {
    "text": "plain", "bibtex": "bibtex", "csl-json": "csl_json", "ris": "ris",
}  # fmt: skip


class Graph:
    """A release, or the data behind a SPARQL endpoint, open for queries.

    Close it, or use it in a `with` statement: its queries run in a separate process.
    IRIs may be short, such as `id/person/robina-asghar`.
    """

    def __init__(self, engine: Engine, name: str, release: Release | None = None) -> None:
        self._engine, self.name, self.release = engine, name, release

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that answers queries."""
        self._engine.close()

    def __repr__(self) -> str:
        return f"<Graph {self.name}>"

    def query(self, text: str, *, timeout: float | None = None) -> Rows:
        """Return the rows of a SELECT or ASK query.

        Prefixes of this project, such as nmc: and skos:, need not be declared. For CONSTRUCT and
        DESCRIBE, use `construct`. Raises QueryError with line and column for a mistake.
        """
        answer = self._engine.query(_with_prefixes(text), results=get("json"), timeout=timeout)
        if answer.kind == "graph":
            answer.close()
            raise UsageError("This query makes a graph.", hint="Use construct() for it.")
        return of_query(EngineRows.from_json(answer.body))

    def construct(self, text: str, *, timeout: float | None = None) -> rdflib.Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query as a graph of rdflib."""
        answer = self._engine.query(_with_prefixes(text), graph=get("ntriples"), timeout=timeout)
        if answer.kind != "graph":
            answer.close()
            raise UsageError("This query makes rows.", hint="Use query() for it.")
        return _rdflib(answer.body)

    def table(self, name: str) -> Rows:
        """Return a tidy table by its name. Raises NotFoundError with the names of all tables."""
        table = table_named(name)
        return of_table(table, rows(self._engine, table))

    def tables(self) -> tuple[str, ...]:
        """Return the names of the tidy tables."""
        return tuple(TABLES)

    def results(self) -> Rows:
        """Return one row for each result: a change, a value, or why a value is missing."""
        return self.table("results")

    def collaboratives(self) -> Rows:
        """Return one row for each collaborative."""
        return self.table("collaboratives")

    def organizations(self) -> Rows:
        """Return one row for each organization that isn't a collaborative."""
        return self.table("organizations")

    def people(self) -> Rows:
        """Return one row for each role of a person."""
        return self.table("people-and-roles")

    def positions(self) -> Rows:
        """Return one row for each account of how someone relates to an approach."""
        return self.table("approach-positions")

    def sources(self) -> Rows:
        """Return one row for each source."""
        return self.table("sources")

    def benchmarks(self) -> Rows:
        """Return one row for each result and what was observed elsewhere over the same time."""
        return self.table("benchmarks")

    def describe(self, iri: str, format: str = "turtle", *, evidence: bool = True) -> str:
        """Return all data about a thing as text in an RDF format, with its evidence.

        Raises NotFoundError with similar IRIs if there is none.
        """
        from nmc_graph.export import dump  # late: it also writes files, which few need

        format_, thing = get(format, kind="graph"), expand(iri)
        return dump.entity(self._engine, self.release, thing, format_, evidence=evidence).decode()

    def cite(self, iri: str = "", style: Style = "text") -> str:
        """Return the citation of a thing, or without an IRI, that of the whole data set."""
        if style not in _STYLES:
            raise UsageError(
                f"There is no citation style {style!r}.", hint=f"There are: {', '.join(_STYLES)}."
            )
        m = self._release().manifest
        if not iri:
            citation = cite(DATASET, "", m["version"], m["release"], version_date(self._engine))
        else:
            thing = expand(iri)
            label = labels(self._engine, [thing])[thing]
            citation = cite_thing(self._engine, thing, label, m["version"], m["release"])
        return str(getattr(citation, _STYLES[style]))

    def to_rdflib(self, iri: str = "") -> rdflib.Graph:
        """Return all triples, or those about one thing, as a graph of rdflib."""
        if iri:
            return _rdflib(entity_ntriples(self._engine, expand(iri)))
        if self.release is not None:
            return _rdflib(self.release.file("nt").read_bytes())
        return _rdflib(all_ntriples(self._engine))

    def to_networkx(self, projection: str = "everything") -> networkx.Graph:
        """Return a projection as a graph of networkx.

        Nodes have `label` and `kind`, edges `relation` and `weight`.
        """
        from nmc_graph.network.measures import graph_of  # late: it imports networkx

        graph: networkx.Graph = graph_of(network(self._engine, projection))
        return graph

    def validate(self) -> Report:
        """Return the report of all shapes on what the release states."""
        return check_release(self._release())

    def _release(self) -> Release:
        if self.release is None:
            raise UsageError(
                f"{self.name} is not a release.",
                hint="Open the folder of a release, or the bundled graph with open().",
            )
        return self.release


def _with_prefixes(text: str) -> str:
    """Return a query with our prefixes that it uses but doesn't declare; its lines stay."""
    declared = {name.lower() for name in re.findall(r"\bPREFIX\s+([\w-]*):", text, re.I)}
    missing = (p for p in PREFIXES if p not in declared and re.search(rf"(?<![\w:]){p}:", text))
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + text


def _rdflib(ntriples: bytes) -> rdflib.Graph:
    import rdflib  # late: it takes a tenth of a second to import

    return rdflib.Graph().parse(data=ntriples, format="nt")
