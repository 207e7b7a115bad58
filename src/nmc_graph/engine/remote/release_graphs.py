"""How a release is named on a SPARQL server (docs/adr/0010).

<BASE>release                         the log: when a load began, and when a release became current
<BASE>release/<hash>                  the union of all graphs of a release
<BASE>release/<hash>/graph/<IRI>      the graph <IRI> of a release
<BASE>release/<hash>/catalogue        which of these is which, and how much of each is there
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nmc_graph.terms import BASE, DCTERMS, PROV, VOID

LOG = BASE + "release"
BEGUN = PROV + "startedAtTime"
CURRENT_SINCE = DCTERMS + "issued"
IS_VERSION_OF = DCTERMS + "isVersionOf"
TRIPLES = VOID + "triples"
COMPLETE_SINCE = DCTERMS + "available"


@dataclass(frozen=True)
class ReleaseGraphs:
    """The names of one release on a server."""

    hash: str
    graphs: tuple[str, ...] = ()
    """The release's own graphs, by their own names."""

    @property
    def union(self) -> str:
        """The graph that holds every triple once: the default graph of queries."""
        return f"{LOG}/{self.hash}"

    @property
    def catalogue(self) -> str:
        """The graph that says which graph on the server is which of the release."""
        return f"{self.union}/catalogue"

    @property
    def nothing(self) -> str:
        """A graph that never holds anything: an empty data set must be named too."""
        return f"{self.union}/nothing"

    @property
    def genid(self) -> str:
        """The beginning of IRIs that stand for blank nodes (RDF 1.1, 3.5)."""
        return f"{self.union}/.well-known/genid/"

    def on_server(self, graph: str) -> str:
        """Return the name on the server of a graph of the release, whether it has one or not."""
        return f"{self.union}/graph/{graph}"

    def all_on_server(self, graphs: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the names on the server of these graphs, by default of all."""
        return tuple(map(self.on_server, self.graphs if graphs is None else graphs))


@dataclass(frozen=True)
class ReleaseFiles:
    """The files of a release that are loaded, and how many triples are in each graph."""

    hash: str
    union: Path
    """The union of all graphs as N-Triples, each triple once."""
    triples: int
    nquads: Path
    graphs: Mapping[str, int]

    @property
    def served(self) -> ReleaseGraphs:
        """The names of this release on a server."""
        return ReleaseGraphs(self.hash, tuple(sorted(self.graphs)))
