"""How a release is named on a SPARQL server (docs/adr/0010).

<BASE>release                         the log: when uploads started and releases became current
<BASE>release/<hash>                  the union of all graphs of a release
<BASE>release/<hash>/graph/<IRI>      the graph <IRI> of a release
`<BASE>release/<hash>/catalogue`      the catalog: the original name and the size of each graph
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from nmc_graph.terms import BASE, DCTERMS, PROV, VOID

LOG = BASE + "release"
BEGUN = PROV + "startedAtTime"
CURRENT_SINCE = DCTERMS + "issued"
IS_VERSION_OF = DCTERMS + "isVersionOf"
TRIPLES = VOID + "triples"
COMPLETE_SINCE = DCTERMS + "available"


class ReleaseGraphs(NamedTuple):
    """The names of a release's graphs on a server."""

    hash: str
    graphs: tuple[str, ...] = ()
    """The release's own graphs, by their own names."""

    @property
    def union(self) -> str:
        """The graph with every triple once: the default graph of queries."""
        return f"{LOG}/{self.hash}"

    @property
    def catalog(self) -> str:
        """The graph that maps the names on the server to those of the release."""
        return f"{self.union}/catalogue"

    @property
    def nothing(self) -> str:
        """A graph that is always empty, since an empty dataset also needs a name."""
        return f"{self.union}/nothing"

    @property
    def genid(self) -> str:
        """The beginning of the IRIs that replace blank nodes (RDF 1.1, 3.5)."""
        return f"{self.union}/.well-known/genid/"

    def on_server(self, graph: str) -> str:
        """Return the name on the server for a graph, whether or not the release has it."""
        return f"{self.union}/graph/{graph}"

    def all_on_server(self, graphs: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the names on the server for these graphs, by default for all."""
        return tuple(map(self.on_server, self.graphs if graphs is None else graphs))


class ReleaseFiles(NamedTuple):
    """The files of a release to upload, and how many triples each graph has."""

    hash: str
    union: Path
    """The union of all graphs as N-Triples, each triple once."""
    triples: int
    nquads: Path
    graphs: Mapping[str, int]

    @property
    def graph_names(self) -> ReleaseGraphs:
        """The names of this release's graphs on a server."""
        return ReleaseGraphs(self.hash, tuple(sorted(self.graphs)))
