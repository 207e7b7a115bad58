"""Uploading a release to a SPARQL server: in pieces, resumable, and visible only when complete."""

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
"""Triples sent at once; the progress is recorded after each piece."""
KEEP = 2
"""Releases to keep: the current one and the one before it, which running servers may still read."""

Progress = Callable[[str, int, int], None]
"""Receives what is being sent, how many triples the server has, and how many it will have."""


def silent(what: str, done: int, total: int) -> None:
    """Don't show progress."""


def open_server(endpoint: Endpoint, *, connections: int = 2) -> Transport:
    """Return a transport to a server, with the addresses that follow from its `Server` header.

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
    files: ReleaseFiles, transport: Transport, progress: Progress = silent, *, keep: int = KEEP
) -> int:
    """Upload a release, make it current and remove old ones; return the number of triples sent.

    Triples that the server already has are not sent again. Until the upload is complete, readers
    see the previous release. Raises EngineError; the next call continues where this one stopped.
    """
    registry, graphs = ReleaseRegistry(transport), files.graph_names
    if registry.is_complete(graphs):
        sent, writer = 0, None
    else:
        writer = _writer(registry, graphs)
        sent = _send(files, registry, writer, progress)
    current = registry.current()
    if current is None or current.hash != graphs.hash or writer is not None:
        writer = writer or _writer(registry, graphs)
        registry.make_current(writer, graphs)
        for release in registry.removable(keep):
            progress(f"remove release {release.hash[:12]}", sent, sent)
            registry.remove(writer, release)
    return sent


def ensure(files: ReleaseFiles, transport: Transport, progress: Progress = silent) -> int:
    """Upload a release unless the server has it; return the number of triples sent.

    A release that the server already has does not become current again.
    """
    if ReleaseRegistry(transport).is_complete(files.graph_names):
        return 0
    return load(files, transport, progress)


def _writer(registry: ReleaseRegistry, graphs: ReleaseGraphs) -> Writer:
    """Return the first writer that the server accepts, tested by recording that an upload starts.

    Raises EngineError with the reasons if the server accepts none.
    """
    endpoint, refused = registry.transport.endpoint, []
    writers: list[tuple[str, Writer]] = []
    if endpoint.graphs:
        writers.append((endpoint.graphs, GraphStore(registry.transport)))
    if endpoint.update:
        writers.append((endpoint.update, Updates(registry.transport)))
    for address, writer in writers:
        try:
            registry.log_start(writer, graphs)
        except ServerError as error:
            refused.append(f"{address}: {error}")
            hint = error.hint
        else:
            return writer
    if not refused:
        refused, hint = ["no address for updates is known"], ""
    raise EngineError(
        f"{endpoint.shown} doesn't have release {graphs.hash[:12]}, and we can't upload it: "
        + "; ".join(refused),
        hint=f"{hint} Set the address for graphs or updates with {GRAPHS_URL} or {UPDATE_URL}, "
        "and load with `nmc build --engine`.".strip(),
    )


def _send(
    files: ReleaseFiles, registry: ReleaseRegistry, writer: Writer, progress: Progress
) -> int:
    graphs, sent_before, sent = files.graph_names, registry.sent(files.graph_names), 0
    total = files.triples + sum(files.graphs.values())
    done = sum(sent_before.values())
    with tempfile.TemporaryDirectory(prefix="nmc-load-") as folder:
        for name, own, lines in _parts(files, Path(folder)):
            known = sent_before.get(name, 0)
            lines = _skolemized(islice(lines, known, None), graphs.genid)
            while piece := list(islice(lines, PIECE_TRIPLES)):
                progress(own or "union of all graphs", done, total)
                # The first piece replaces what an interrupted upload may have left.
                (writer.append if known else writer.replace)(name, piece)
                known, sent, done = known + len(piece), sent + len(piece), done + len(piece)
                registry.log_progress(writer, graphs, name, own, known)
    progress("all", total, total)
    return sent


def _parts(files: ReleaseFiles, folder: Path) -> Iterator[tuple[str, str, Iterator[bytes]]]:
    """Yield for each graph its name on the server, its own name, and its N-Triples lines."""
    graphs = files.graph_names
    with files.union.open("rb") as lines:
        yield graphs.union, "", iter(lines)
    ordered = folder / "by-graph.nq"
    write_by_graph(files.nquads, ordered)
    with ordered.open("rb") as quads:
        for graph, group in groupby(quads, key=_graph_of):
            own = graph.decode("utf-8").strip("<>")
            yield graphs.on_server(own), own, (_without_graph(line) for line in group)


def _graph_of(quad: bytes) -> bytes:
    return quad[quad.rindex(b" ", 0, -3) + 1 : -3]


def _without_graph(quad: bytes) -> bytes:
    return quad[: quad.rindex(b" ", 0, -3)] + b" .\n"


def _skolemized(triples: Iterable[bytes], genid: str) -> Iterator[bytes]:
    """Yield triples with IRIs in place of blank nodes (RDF 1.1, 3.5).

    A blank node that was sent in two pieces, or in two graphs, would become two nodes.
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
