"""Which releases a SPARQL server has, how much of each, and which one is current.

Entries are only added and never changed, so readers never see an inconsistent state. The current
release is the one with the latest time in the log, and the number of triples in a graph is the
highest count in the catalog.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nmc_graph.engine.base import Rows
from nmc_graph.engine.remote import conversion
from nmc_graph.engine.remote.conversion import NotAResult
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
from nmc_graph.engine.spool import SpooledBody
from nmc_graph.formats import get
from nmc_graph.terms import XSD

READ_SECONDS = 30.0
ABANDONED = timedelta(days=1)
"""After this long, an upload that was never finished is removed."""


class ReleaseRegistry:
    """Reads and writes the log and the catalogs of one server."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def current(self) -> ReleaseGraphs | None:
        """Return the current release with its graphs; None if there is none."""
        releases = self._times(CURRENT_SINCE)
        if not releases:
            return None
        newest = max(releases, key=lambda hash_: releases[hash_])
        return ReleaseGraphs(newest, self.graphs(ReleaseGraphs(newest)))

    def graphs(self, release: ReleaseGraphs) -> tuple[str, ...]:
        """Return the graphs in the catalog of a release, by their own names."""
        pairs = self._pairs(release.catalog, IS_VERSION_OF)
        return tuple(sorted(own for _, own in pairs))

    def is_complete(self, release: ReleaseGraphs) -> bool:
        """Return whether the server has all of a release."""
        return bool(self._pairs(release.catalog, COMPLETE_SINCE))

    def sent(self, release: ReleaseGraphs) -> dict[str, int]:
        """Return how many triples of each graph the server has, by the graph's name there."""
        counts: dict[str, int] = {}
        for name, count in self._pairs(release.catalog, TRIPLES):
            counts[name] = max(int(count), counts.get(name, 0))
        return counts

    def log_start(self, writer: Writer, release: ReleaseGraphs) -> None:
        """Record that the upload of a release has started."""
        writer.append(LOG, [_time(release.union, BEGUN, _now())])

    def log_progress(
        self, writer: Writer, release: ReleaseGraphs, graph: str, own: str, count: int
    ) -> None:
        """Record that the server has the first `count` triples of a graph.

        `own` is the graph's own name, or empty for the union.
        """
        triples = [_count(graph, count)]
        if own:
            triples.append(f"<{graph}> <{IS_VERSION_OF}> <{own}> .\n".encode())
        writer.append(release.catalog, triples)

    def make_current(self, writer: Writer, release: ReleaseGraphs) -> None:
        """Record that the server has all of a release, and then that the release is current."""
        if not self.is_complete(release):
            writer.append(release.catalog, [_time(release.union, COMPLETE_SINCE, _now())])
        times = self._times(CURRENT_SINCE)
        newest = max(times.values(), default="")
        if times.get(release.hash) != newest or not newest:
            # Later than the last entry, even if the clock of this machine is behind.
            after = _parse(newest) + timedelta(seconds=1) if newest else _now()
            writer.append(LOG, [_time(release.union, CURRENT_SINCE, max(_now(), after))])

    def removable(self, keep: int) -> list[ReleaseGraphs]:
        """Return the releases to remove.

        These are all except the last `keep` that were current, and those whose upload started more
        than a day ago and was never finished.
        """
        current, begun = self._times(CURRENT_SINCE), self._times(BEGUN)
        kept = sorted(current, key=lambda hash_: current[hash_], reverse=True)[:keep]
        limit = _now() - ABANDONED
        gone = [ReleaseGraphs(h) for h in current if h not in kept]
        gone += [
            ReleaseGraphs(h) for h, t in begun.items() if h not in current and _parse(t) < limit
        ]
        return [release for release in gone if self._pairs(release.catalog, TRIPLES)]

    def remove(self, writer: Writer, release: ReleaseGraphs) -> None:
        """Remove a release; its catalog goes last, so that an interrupted removal can resume."""
        pairs = self._pairs(release.catalog, IS_VERSION_OF)
        # From now on the release isn't complete, and a new upload starts from the beginning.
        writer.replace(
            release.catalog,
            [
                _count(release.union, 0),
                *(f"<{name}> <{IS_VERSION_OF}> <{own}> .\n".encode() for name, own in pairs),
            ],
        )
        for name in (release.union, *(name for name, _ in pairs)):
            writer.remove(name)
        writer.remove(release.catalog)

    def _times(self, what: str) -> dict[str, str]:
        """Return the latest time of this kind for each release in the log."""
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
        except NotAResult as error:
            raise ServerError(
                f"{self.transport.name} sent {error}.",
                hint="Check that this is the address of a SPARQL query endpoint.",
            ) from error
        rows = Rows.from_json(body if isinstance(body, bytes) else body.read())
        return [(str(row["s"]), str(row["o"])) for row in rows]


def _now() -> datetime:
    return datetime.now(UTC)


def _parse(time: str) -> datetime:
    parsed = datetime.fromisoformat(time)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _count(graph: str, count: int) -> bytes:
    return f'<{graph}> <{TRIPLES}> "{count}"^^<{XSD}integer> .\n'.encode()


def _time(subject: str, predicate: str, when: datetime) -> bytes:
    # As a plain string: some servers change how an xsd:dateTime is written.
    return f'<{subject}> <{predicate}> "{when.isoformat(timespec="microseconds")}" .\n'.encode()
