"""Which releases a SPARQL server holds, how much of each, and which one is current.

All of it is written by adding triples and never by changing one, so that a reader at any moment
sees what was true a moment ago: the log names the release that became current last, and of the
counts in a catalogue the greatest is what is there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nmc_graph.engine.base import Rows
from nmc_graph.engine.remote import conversion
from nmc_graph.engine.remote.conversion import NoAnswer, SpooledBody
from nmc_graph.engine.remote.graph_store import Writer
from nmc_graph.engine.remote.http import Transport
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.engine.remote.release_graphs import (
    BEGUN,
    COMPLETE_SINCE,
    CURRENT_SINCE,
    IS_VERSION_OF,
    LOG,
    TRIPLES,
    ReleaseGraphs,
)
from nmc_graph.formats import get
from nmc_graph.terms import XSD

READ_SECONDS = 30.0
ABANDONED = timedelta(days=1)
"""A load that began longer ago than this and was never finished is cleared away."""


class ReleaseRegistry:
    """What one server holds, as its log and catalogues tell."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def current(self) -> ReleaseGraphs | None:
        """Return the release that became current last, with its graphs; None if there is none."""
        releases = self._times(CURRENT_SINCE)
        if not releases:
            return None
        newest = max(releases, key=lambda hash_: releases[hash_])
        return ReleaseGraphs(newest, self.graphs(ReleaseGraphs(newest)))

    def graphs(self, served: ReleaseGraphs) -> tuple[str, ...]:
        """Return the graphs that a release has, by their own names, as its catalogue tells."""
        pairs = self._pairs(served.catalogue, IS_VERSION_OF)
        return tuple(sorted(own for _, own in pairs))

    def is_complete(self, served: ReleaseGraphs) -> bool:
        """Tell whether all of a release is there."""
        return bool(self._pairs(served.catalogue, COMPLETE_SINCE))

    def sent(self, served: ReleaseGraphs) -> dict[str, int]:
        """Return how many triples of each graph of a release are there, by its name there."""
        counts: dict[str, int] = {}
        for name, count in self._pairs(served.catalogue, TRIPLES):
            counts[name] = max(int(count), counts.get(name, 0))
        return counts

    def begin(self, writer: Writer, served: ReleaseGraphs) -> None:
        """Write down that a release is being loaded."""
        writer.append(LOG, [_time(served.union, BEGUN, _now())])

    def note(self, writer: Writer, served: ReleaseGraphs, graph: str, own: str, count: int) -> None:
        """Write down that the first `count` triples of a graph are there.

        `own` is the graph's own name, empty for the union.
        """
        triples = [_count(graph, count)]
        if own:
            triples.append(f"<{graph}> <{IS_VERSION_OF}> <{own}> .\n".encode())
        writer.append(served.catalogue, triples)

    def complete(self, writer: Writer, served: ReleaseGraphs) -> None:
        """Write down that all is there, and then, last of all, that it is current."""
        if not self.is_complete(served):
            writer.append(served.catalogue, [_time(served.union, COMPLETE_SINCE, _now())])
        times = self._times(CURRENT_SINCE)
        newest = max(times.values(), default="")
        if times.get(served.hash) != newest or not newest:
            # Later than the last one, whatever the clock of this machine says.
            after = _parse(newest) + timedelta(seconds=1) if newest else _now()
            writer.append(LOG, [_time(served.union, CURRENT_SINCE, max(_now(), after))])

    def old(self, keep: int) -> list[ReleaseGraphs]:
        """Return the releases that may go.

        All but the last `keep` that were current, and what was begun over a day ago and never
        finished.
        """
        current, begun = self._times(CURRENT_SINCE), self._times(BEGUN)
        kept = sorted(current, key=lambda hash_: current[hash_], reverse=True)[:keep]
        limit = _now() - ABANDONED
        gone = [ReleaseGraphs(h) for h in current if h not in kept]
        gone += [
            ReleaseGraphs(h) for h, t in begun.items() if h not in current and _parse(t) < limit
        ]
        return [served for served in gone if self._pairs(served.catalogue, TRIPLES)]

    def remove(self, writer: Writer, served: ReleaseGraphs) -> None:
        """Remove a release; its catalogue goes last, so that what is broken off can be resumed."""
        pairs = self._pairs(served.catalogue, IS_VERSION_OF)
        # From now on it is not complete, and whoever loads it again begins anew.
        writer.replace(
            served.catalogue,
            [
                _count(served.union, 0),
                *(f"<{name}> <{IS_VERSION_OF}> <{own}> .\n".encode() for name, own in pairs),
            ],
        )
        for name in (served.union, *(name for name, _ in pairs)):
            writer.remove(name)
        writer.remove(served.catalogue)

    def _times(self, what: str) -> dict[str, str]:
        """Return for each release in the log the last time of this kind."""
        times: dict[str, str] = {}
        for release, time in self._pairs(LOG, what):
            hash_ = release.removeprefix(LOG + "/")
            times[hash_] = max(time, times.get(hash_, ""))
        return times

    def _pairs(self, graph: str, predicate: str) -> list[tuple[str, str]]:
        """Return the subjects and objects of a predicate in one of our own graphs."""
        query = f"SELECT ?s ?o {{ GRAPH <{graph}> {{ ?s <{predicate}> ?o }} }}"
        answer = self.transport.send(
            READ_SECONDS,
            SpooledBody(64 * 1024**2),
            "POST",
            self.transport.endpoint.query,
            data={"query": query, "named-graph-uri": graph},
            headers={"Accept": conversion.RESULTS},
        )
        try:
            body = conversion.results(
                answer.body, get("json"), is_ask=False, hidden=(), limit=64 * 1024**2
            )
        except NoAnswer as error:
            raise ServerError(
                f"{self.transport.name} answers with {error}.",
                hint="Check that the address is that of a SPARQL query endpoint.",
            ) from error
        rows = Rows.from_json(body if isinstance(body, bytes) else body.read())
        return [(str(row["s"]), str(row["o"])) for row in rows]


def _now() -> datetime:
    return datetime.now(UTC)


def _parse(time: str) -> datetime:
    found = datetime.fromisoformat(time)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _count(graph: str, count: int) -> bytes:
    return f'<{graph}> <{TRIPLES}> "{count}"^^<{XSD}integer> .\n'.encode()


def _time(subject: str, predicate: str, when: datetime) -> bytes:
    # As text: some servers write a date and time in another way than they read it.
    return f'<{subject}> <{predicate}> "{when.isoformat(timespec="microseconds")}" .\n'.encode()
