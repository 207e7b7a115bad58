"""Loading a release into a SPARQL server: in pieces, resumable, and seen by none till whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from nmc_graph.engine.remote.endpoint import GRAPHS_URL, UPDATE_URL, Endpoint
from nmc_graph.engine.remote.graph_store import GraphStore, Updates, Writer
from nmc_graph.engine.remote.http import Transport, blocking
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.release_graphs import ReleaseFiles, ReleaseGraphs
from nmc_graph.errors import EngineError
from nmc_graph.rdf.write import write_by_graph

PIECE_TRIPLES = 20_000
"""Triples sent at once; what is sent is written down after each piece."""
KEEP = 2
"""Releases that stay: the current one, and the one before, which running servers may still read."""

Progress = Callable[[str, int, int], None]
"""Told what is being sent, how many triples are there, and how many there will be."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def open_server(endpoint: Endpoint, *, connections: int = 2) -> Transport:
    """Return the way to a server, whose further addresses follow from what it calls itself.

    Raises EngineError if it does not answer a query.
    """
    transport = Transport(endpoint, connections=connections, wait=30.0, name=endpoint.shown)
    software = blocking(transport.identify())
    known = endpoint.known_as(software)
    if known != endpoint:
        transport.close()
        transport = Transport(known, connections=connections, wait=30.0, name=endpoint.shown)
    transport.software = software
    return transport


def load(
    parcel: ReleaseFiles, transport: Transport, progress: Progress = silent, *, keep: int = KEEP
) -> int:
    """Have a server hold a release, make it current, remove old ones; return the triples sent.

    What is there already is not sent again. Until the last triple is there, readers see the
    release before. Raises EngineError; then a further call goes on where this one stopped.
    """
    holdings, served = ReleaseRegistry(transport), parcel.served
    if holdings.is_complete(served):
        sent, writer = 0, None
    else:
        writer = _writer(holdings, served)
        sent = _send(parcel, holdings, writer, progress)
    current = holdings.current()
    if current is None or current.hash != served.hash or writer is not None:
        writer = writer or _writer(holdings, served)
        holdings.complete(writer, served)
        for release in holdings.old(keep):
            progress(f"remove release {release.hash[:12]}", sent, sent)
            holdings.remove(writer, release)
    return sent


def ensure(parcel: ReleaseFiles, transport: Transport, progress: Progress = silent) -> int:
    """Have a server hold a release, whether current or not; return the triples sent.

    A release that is older than the current one is served as it is, and makes no claim.
    """
    if ReleaseRegistry(transport).is_complete(parcel.served):
        return 0
    return load(parcel, transport, progress)


def _writer(holdings: ReleaseRegistry, served: ReleaseGraphs) -> Writer:
    """Return the first way to write that the server takes, tried by noting that a load begins.

    Raises EngineError that says why there is none.
    """
    endpoint, refused = holdings.transport.endpoint, []
    ways: list[tuple[str, Writer]] = []
    if endpoint.graphs:
        ways.append((endpoint.graphs, GraphStore(holdings.transport)))
    if endpoint.update:
        ways.append((endpoint.update, Updates(holdings.transport)))
    for address, writer in ways:
        try:
            holdings.begin(writer, served)
        except ServerError as error:
            refused.append(f"{address}: {error}")
            hint = error.hint
        else:
            return writer
    if not refused:
        refused, hint = ["no address for updates is known"], ""
    raise EngineError(
        f"{endpoint.shown} holds no release {served.hash[:12]} and takes none: "
        + "; ".join(refused),
        hint=f"{hint} Name where it takes graphs or updates with {GRAPHS_URL} or {UPDATE_URL}, "
        "and load with `nmc build --engine`.".strip(),
    )


def _send(
    parcel: ReleaseFiles, holdings: ReleaseRegistry, writer: Writer, progress: Progress
) -> int:
    served, there, sent = parcel.served, holdings.sent(parcel.served), 0
    total = parcel.triples + sum(parcel.graphs.values())
    done = sum(there.values())
    with tempfile.TemporaryDirectory(prefix="nmc-load-") as folder:
        for name, own, lines in _parts(parcel, Path(folder)):
            known = there.get(name, 0)
            lines = _skolemized(islice(lines, known, None), served.genid)
            while piece := list(islice(lines, PIECE_TRIPLES)):
                progress(own or "union of all graphs", done, total)
                # The first piece clears away what a load that was broken off may have left.
                (writer.append if known else writer.replace)(name, piece)
                known, sent, done = known + len(piece), sent + len(piece), done + len(piece)
                holdings.note(writer, served, name, own, known)
    progress("all", total, total)
    return sent


def _parts(parcel: ReleaseFiles, folder: Path) -> Iterator[tuple[str, str, Iterator[bytes]]]:
    """Yield for each graph its name on the server, its own name, and its N-Triples lines."""
    served = parcel.served
    with parcel.union.open("rb") as lines:
        yield served.union, "", iter(lines)
    ordered = folder / "by-graph.nq"
    write_by_graph(parcel.nquads, ordered)
    with ordered.open("rb") as quads:
        for graph, group in groupby(quads, key=_graph_of):
            own = graph.decode("utf-8").strip("<>")
            yield served.on_server(own), own, (_without_graph(line) for line in group)


def _graph_of(quad: bytes) -> bytes:
    return quad[quad.rindex(b" ", 0, -3) + 1 : -3]


def _without_graph(quad: bytes) -> bytes:
    return quad[: quad.rindex(b" ", 0, -3)] + b" .\n"


def _skolemized(triples: Iterable[bytes], genid: str) -> Iterator[bytes]:
    """Yield triples with IRIs in place of blank nodes (RDF 1.1, 3.5).

    A blank node that is sent in two pieces, or in two graphs, would become two.
    """
    start = f"<{genid}".encode()
    for triple in triples:
        subject, predicate, rest = triple.split(b" ", 2)
        if subject.startswith(b"_:"):
            subject = start + subject[2:] + b">"
        if rest.startswith(b"_:"):
            name, rest = rest[2:].split(b" ", 1)
            rest = start + name + b"> " + rest
        yield b" ".join((subject, predicate, rest))
