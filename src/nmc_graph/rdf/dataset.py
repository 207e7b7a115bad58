"""A dataset that sources and rules are loaded into before it is released.

What this program wrote itself is loaded leniently: its IRIs have been validated.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, QueryTriples, RdfFormat, Store

from nmc_graph.errors import SourceError
from nmc_graph.processes import return_free_memory
from nmc_graph.rdf.inputs import format_of
from nmc_graph.rdf.parse import load
from nmc_graph.rdf.sources import Source

MANY = 500_000
"""Quads from which on the triples of the union are not counted separately."""


def _text(term: Any) -> str:
    """Return an IRI, the name of a blank node or a lexical form; of a triple its serialization."""
    try:
        return cast(str, term.value)
    except AttributeError:
        return str(term)


class Dataset:
    """Named graphs, filled from sources; the default graph stays empty.

    Queries run here are the program's own. Users' queries go to an engine, never here.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Start empty: in memory, or in a folder on disk, slower but in bounded memory."""
        self.store = Store() if folder is None else Store(folder)
        self.is_on_disk = folder is not None

    def __len__(self) -> int:
        return len(self.store)

    def load(self, sources: Iterable[Source]) -> None:
        """Add the quads of all sources. Raises SourceError at the first that does not parse."""
        for source in sources:
            load(self.store, source, on_disk=self.is_on_disk)

    def load_and_dump(self, sources: Sequence[Source], path: Path) -> dict[str, int]:
        """Load as `load`, and write all triples as `dump_ntriples`, each graph when it is complete.

        Returns where the triples of each graph end, by its name in N-Triples.
        """
        ends: dict[str, int] = {}
        last = {source.graph: source for source in sources}
        if any(format_of(source.path).supports_datasets for source in sources):
            last = {}  # such a file may add to any graph
        with path.open("wb") as file, ThreadPoolExecutor(1) as pool:

            def dump(graph: NamedNode | BlankNode) -> None:
                self.store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=graph)
                ends[str(graph)] = file.tell()

            dumped = []
            for source in sources:
                self.load([source])
                if last.get(source.graph) is source:
                    dumped.append(pool.submit(dump, NamedNode(source.graph)))
            for job in dumped:
                job.result()
            for graph in self.store.named_graphs():
                if str(graph) not in ends:
                    dump(graph)
        return ends

    @classmethod
    def read_only(cls, folder: Path) -> Dataset:
        """Return the dataset of a finished store on disk."""
        dataset = cls.__new__(cls)
        dataset.store = Store.read_only(str(folder))
        dataset.is_on_disk = True
        return dataset

    def load_quads(self, nquads: Path) -> None:
        """Add the quads of an N-Quads document that we wrote."""
        self._add(path=nquads, format=RdfFormat.N_QUADS, lenient=True)

    def add(self, ntriples: bytes, graph: str) -> None:
        """Add to a graph the triples of an N-Triples document that we wrote."""
        self._add(ntriples, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph), lenient=True)

    def derive(self, rules: Iterable[Path], graph: str, *, keep_stated: bool = False) -> None:
        """Add to `graph` what the CONSTRUCT queries in `rules` yield and no other graph holds.

        Each rule sees what those before it yielded. With `keep_stated`, triples that another graph
        holds stay; `canonical.write_canonical` leaves them out faster.
        Raises SourceError for a rule that is not a CONSTRUCT query.
        """
        target = NamedNode(graph)
        with tempfile.TemporaryDirectory(prefix="nmc-derive-") as folder:
            triples = Path(folder) / "derived.nt"
            for rule in rules:
                # Through a file, since the store writes and reads one faster than Python counts.
                self._construct(rule).serialize(triples, RdfFormat.N_TRIPLES)
                self._add(path=triples, format=RdfFormat.N_TRIPLES, to_graph=target, lenient=True)
        if not keep_stated:
            self.remove_stated(graph)

    def write_derived(self, rule: Path, path: Path) -> None:
        """Write what a rule yields as N-Triples.

        Raises SourceError for a rule that is not a CONSTRUCT query.
        """
        self._construct(rule).serialize(path, RdfFormat.N_TRIPLES)

    @property
    def _add(self) -> Callable[..., None]:
        return self.store.bulk_load if self.is_on_disk else self.store.load  # see `parse.load`

    def discard(self) -> None:
        """Forget everything, and free its memory."""
        self.store = Store()
        return_free_memory()

    def subjects(self, graph: str) -> set[str]:
        """Return the subjects of a graph, as strings."""
        quads = self.store.quads_for_pattern(None, None, None, NamedNode(graph))
        return {_text(quad.subject) for quad in quads}

    def objects(self, subject: str, predicate: str) -> set[str]:
        """Return the values that any graph gives a property of an IRI, as terms of N-Triples."""
        quads = self.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)
        return {str(q.object) for q in quads}

    def forget(self, *graphs: str) -> None:
        """Remove graphs with all their triples."""
        for graph in graphs:
            self.store.remove_graph(NamedNode(graph))

    def remove_stated(self, graph: str) -> None:
        """Remove from `graph` what another graph states."""
        stated = self.store.query(
            f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
            f"FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{graph}>) }} }}"
        )
        for row in list(cast(QuerySolutions, stated)):
            self.store.remove(Quad(row[0], row[1], row[2], NamedNode(graph)))

    def _construct(self, rule: Path) -> QueryTriples:
        try:
            result = self.store.query(rule.read_text("utf-8"), use_default_graph_as_union=True)
        except SyntaxError as error:
            raise SourceError(rule, str(error)) from error
        if not isinstance(result, QueryTriples):
            raise SourceError(rule, "a rule must be a CONSTRUCT query")
        return result

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the rows of one of the program's own SELECT queries over all graphs, as strings."""
        result = cast(QuerySolutions, self.store.query(query, use_default_graph_as_union=True))
        for row in result:
            yield tuple([None if term is None else _text(term) for term in row])

    def texts(self, query: str) -> Iterator[tuple[str, ...]]:
        """Yield the rows of a SELECT query as `rows` does, with an empty text for no value."""
        for row in self.rows(query):
            yield tuple([cell or "" for cell in row])

    def value(self, query: str) -> str:
        """Return the only cell of a query that yields one row with one column."""
        (row,) = self.rows(query)
        return row[0] or ""

    def dump_ntriples(self, path: Path) -> None:
        """Write the triples of all named graphs as N-Triples; one in two graphs comes twice."""
        with path.open("wb") as file:
            for graph in self.store.named_graphs():
                self.store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=graph)

    def count_triples(self) -> int:
        """Return the number of distinct triples in the union of all graphs.

        For more than MANY quads it is the number of quads: comparing the triples takes seconds.
        """
        if (count := len(self)) > MANY:
            return count
        return int(self.value("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"))


def write_store(nquads: Path, folder: Path, union: Path | None = None) -> None:
    """Make an Oxigraph store of the quads in a file, in a new folder.

    `union` is a file with the triples of all graphs; these are put into the default graph. The
    engine's own union counts a triple once for each graph that holds it.
    """
    store = Store(folder)
    store.bulk_load(path=nquads, format=RdfFormat.N_QUADS, lenient=True)
    if union:
        store.bulk_load(path=union, format=RdfFormat.N_TRIPLES, lenient=True)
    store.flush()
