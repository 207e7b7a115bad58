"""A dataset in memory: what sources and rules are gathered into before it is released."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Quad, QuerySolutions, QueryTriples, RdfFormat, Store

from nmc_graph.errors import SourceError
from nmc_graph.rdf.parse import load
from nmc_graph.rdf.sources import Source

Progress = Callable[[str], None]
FEEDS_NOTHING = "#+ feeds: nothing"
MANY = 500_000


def _silent(_: str) -> None:
    """Take a message and do nothing with it."""


class Dataset:
    """Named graphs in memory, filled from sources; the default graph stays empty.

    Queries asked here are the program's own: what users ask goes to an engine, never here.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Start empty: in memory, or in a folder on disk, slower but in bounded memory."""
        self.store = Store() if folder is None else Store(folder)

    def __len__(self) -> int:
        return len(self.store)

    def load(
        self,
        sources: Iterable[Source],
        progress: Callable[[Source], None] | None = None,
    ) -> None:
        """Add the quads of all sources. Raises SourceError at the first that does not parse."""
        for source in sources:
            if progress:
                progress(source)
            load(self.store, source)

    @classmethod
    def read_only(cls, folder: Path) -> Dataset:
        """Return the dataset of a store on disk that nobody writes to any more."""
        dataset = cls.__new__(cls)
        dataset.store = Store.read_only(str(folder))
        return dataset

    def load_quads(self, nquads: Path) -> None:
        """Add the quads of an N-Quads document of our own."""
        self.store.bulk_load(path=nquads, format=RdfFormat.N_QUADS)

    def derive(
        self,
        rules: Iterable[Path],
        graph: str,
        progress: Progress = _silent,
        *,
        beside: Path | None = None,
    ) -> None:
        """Add to `graph` what the CONSTRUCT queries in `rules` yield and no other graph holds.

        Each rule sees what those before it yielded. With `beside`, what a rule yields that feeds no
        other rule, nor the index (`#+ feeds: nothing` in its header), is appended to that file as
        N-Triples in place of being loaded, and what is repeated stays:
        `canonical.write_canonical` puts all together.
        Raises SourceError for a rule that is no CONSTRUCT query.
        """
        target = NamedNode(graph)
        with tempfile.TemporaryDirectory(prefix="nmc-derive-") as folder:
            triples = Path(folder) / "derived.nt"
            for rule in rules:
                progress(f"derive {rule.stem}")
                # Through a file, since the store writes and reads one faster than Python counts.
                if beside is not None and FEEDS_NOTHING in rule.read_text("utf-8"):
                    with beside.open("ab") as out:
                        self._construct(rule).serialize(out, RdfFormat.N_TRIPLES)
                    continue
                self._construct(rule).serialize(triples, RdfFormat.N_TRIPLES)
                self.store.bulk_load(path=triples, format=RdfFormat.N_TRIPLES, to_graph=target)
        if beside is not None:
            return
        stated = self.store.query(
            f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
            f"FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{graph}>) }} }}"
        )
        for row in list(cast(QuerySolutions, stated)):
            self.store.remove(Quad(row[0], row[1], row[2], target))

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
            terms = (row[variable] for variable in result.variables)
            yield tuple(None if t is None else getattr(t, "value", str(t)) for t in terms)

    def named_rows(self, query: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a SELECT query over all graphs as dicts; unbound variables absent."""
        result = cast(QuerySolutions, self.store.query(query, use_default_graph_as_union=True))
        names = [v.value for v in result.variables]
        for row in result:
            yield {n: getattr(row[n], "value", str(row[n])) for n in names if row[n] is not None}

    def truth(self, query: str) -> bool:
        """Return the answer to one of the program's own ASK queries over all graphs."""
        return bool(self.store.query(query, use_default_graph_as_union=True))

    def value(self, query: str) -> str:
        """Return the only cell of a query that yields one row with one column."""
        (row,) = self.rows(query)
        return row[0] or ""

    def dump_ntriples(self, path: Path) -> None:
        """Write the triples of all named graphs as N-Triples; one in two graphs stands twice."""
        with path.open("wb") as file:
            for graph in self.store.named_graphs():
                self.store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=graph)

    def count_triples(self) -> int:
        """Return the number of different triples in the union of all graphs.

        Of more than MANY quads it is their number: telling triples apart takes seconds there.
        """
        if len(self) > MANY:
            return len(self)
        return int(self.value("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"))


def bulk_store(nquads: Path, folder: Path) -> None:
    """Fill an empty folder with an Oxigraph store of the quads in a file."""
    store = Store(folder)
    store.bulk_load(path=nquads, format=RdfFormat.N_QUADS)
    store.flush()
