"""A dataset in memory: what sources and rules are gathered into before it is released."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    NamedNode,
    Quad,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)
from pyoxigraph import (
    Dataset as OxDataset,
)

from nmc_graph.errors import SourceError
from nmc_graph.rdf.parse import read
from nmc_graph.rdf.sources import Source


class Dataset:
    """Named graphs in memory, filled from sources; the default graph stays empty.

    Queries asked here are the program's own: what users ask goes to an engine, never here.
    """

    def __init__(self) -> None:
        self.store = Store()

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
            self.store.bulk_extend(read(source))

    def derive(self, rule: Path, graph: str) -> int:
        """Add to `graph` what the CONSTRUCT query in `rule` yields and no graph holds yet.

        Returns the number of new triples. Raises SourceError if the rule is no CONSTRUCT query.
        """
        target = NamedNode(graph)
        try:
            result = self.store.query(rule.read_text("utf-8"), use_default_graph_as_union=True)
        except SyntaxError as error:
            raise SourceError(rule, str(error)) from error
        if not isinstance(result, QueryTriples):
            raise SourceError(rule, "a rule must be a CONSTRUCT query")
        new = {
            Quad(t.subject, t.predicate, t.object, target)
            for t in result
            if next(self.store.quads_for_pattern(t.subject, t.predicate, t.object), None) is None
        }
        self.store.bulk_extend(new)
        return len(new)

    def rows(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Yield the rows of one of the program's own SELECT queries over all graphs, as strings."""
        result = cast(QuerySolutions, self.store.query(query, use_default_graph_as_union=True))
        for row in result:
            terms = (row[variable] for variable in result.variables)
            yield tuple(None if t is None else getattr(t, "value", str(t)) for t in terms)

    def value(self, query: str) -> str:
        """Return the only cell of a query that yields one row with one column."""
        (row,) = self.rows(query)
        return row[0] or ""

    def graphs(self) -> dict[str, int]:
        """Return the number of quads of each named graph, by graph name."""
        return {
            graph.value: sum(1 for _ in self.store.quads_for_pattern(None, None, None, graph))
            for graph in sorted(self.store.named_graphs(), key=lambda g: g.value)
            if isinstance(graph, NamedNode)
        }

    def ntriples(self, without: Iterable[str] = ()) -> bytes:
        """Return the union of all graphs but those in `without` as N-Triples."""
        return serialize(self.triples(without), format=RdfFormat.N_TRIPLES) or b""

    def triples(self, without: Iterable[str] = ()) -> Iterator[Triple]:
        """Yield each triple of the union of all graphs but those in `without` once."""
        left_out = {NamedNode(g) for g in without}
        seen: set[Triple] = set()
        for quad in self.store:
            if quad.graph_name not in left_out and quad.triple not in seen:
                seen.add(quad.triple)
                yield quad.triple

    def canonical_nquads(self) -> bytes:
        """Return the canonical N-Quads document (RDFC-1.0), sorted by code point.

        Without blank nodes the canonical form is the sorted document itself (RDFC-1.0, 4.4.3
        relabels blank nodes only), so the algorithm runs only where there are some.
        """
        quads: Iterable[Quad] = self.store
        if any(isinstance(t, BlankNode) for q in self.store for t in (q.subject, q.object)):
            dataset = OxDataset(self.store)
            dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
            quads = dataset
        text = serialize(quads, format=RdfFormat.N_QUADS) or b""
        return b"".join(sorted(text.splitlines(keepends=True)))


def canonical_hash(nquads: bytes) -> str:
    """Return the release hash: hexadecimal SHA-256 of the canonical N-Quads document."""
    return hashlib.sha256(nquads).hexdigest()
