"""Paths and server settings; nothing here reads the environment on import."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


def bundle_root() -> Path:
    """Return the folder with `ontology/`, `data/`, `shapes/` and `queries/`.

    In a wheel they are inside the package; in a checkout, at the top of the repository.
    """
    inside = Path(__file__).parent / "bundle"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def left_out(iri: str) -> bool:
    """Return whether the entity with this IRI was removed on request (`data/left-out.txt`).

    The file has checksums of IRIs, so that it doesn't name the people who asked.
    """
    return hashlib.sha256(iri.encode()).hexdigest() in left_out_checksums()


@functools.cache
def left_out_checksums() -> frozenset[str]:
    """Return the checksums of `data/left-out.txt`, read once."""
    lines = (bundle_root() / "data" / "left-out.txt").read_text("utf-8").splitlines()
    return frozenset(s for line in lines if (s := line.partition("#")[0].strip()))


def cache_home() -> Path:
    """Return the folder for releases built on first use (`NMC_HOME`, or the XDG cache)."""
    home = os.environ.get("NMC_HOME")
    if home:
        return Path(home)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "nmc-graph"


def folder_in_memory(prefix: str) -> tempfile.TemporaryDirectory[str]:
    """Return a new folder, in memory where the system has such a place, and else on disk."""
    memory = "/dev/shm"  # noqa: S108 - the folder in it has a random name and is private
    where = memory if os.access(memory, os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix=prefix, dir=where)


def fits_in_memory(nquads: Path) -> bool:
    """Return whether a graph fits in memory, where it takes about 2.5 times its file size.

    It may take at most a third of the memory, to leave room for queries and other programs.
    """
    return nquads.stat().st_size * 2.5 < total_memory() / 3


def total_memory() -> int:
    """Return the memory that this process may use: the machine's, or less in a container."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([machine, *_limits(Path("/proc/self/cgroup"), Path("/sys/fs/cgroup"))])


def _limits(groups: Path, mount: Path) -> Iterator[int]:
    """Yield the memory limits of control groups, as containers and systemd set them.

    `groups` has a line for each hierarchy, such as `0::/system.slice/nmc-graph.service`; a group
    is limited by those above it too.
    """
    try:
        lines = groups.read_text().splitlines()
    except OSError:  # not Linux
        return
    for line in lines:
        _, _, controllers_and_path = line.partition(":")
        controllers, _, path = controllers_and_path.partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        root, name = (
            (mount / "memory", "memory.limit_in_bytes") if controllers else (mount, "memory.max")
        )
        group = root / path.strip("/")
        for folder in (group, *group.parents):
            with suppress(OSError, ValueError):  # no such file, or "max"
                yield int((folder / name).read_text())
            if folder == root:
                break


@dataclass(frozen=True)
class Settings:
    """What an operator can set; every field is an option of `nmc serve`."""

    release: Path | None = None
    """The release to serve, by default the bundled one."""
    host: str = "127.0.0.1"
    port: int = 8000
    socket: Path | None = None
    """A Unix socket to listen on, in place of host and port."""
    workers: int = field(default_factory=lambda: max(1, min(4, os.cpu_count() or 1)))
    base_url: str = ""
    """Public address, by default the one in each request."""
    contact: str = ""
    """E-mail address or web page for visitors' questions and reports; by default none."""
    issues_url: str = ""
    """Address of the form for a new issue, for visitors' reports; by default none."""
    query_timeout: float = 30.0
    """Seconds that one query may run."""
    max_result_bytes: int = 64 * 1024 * 1024
    max_query_bytes: int = 256 * 1024
    max_memory_bytes: int = 2 * 1024**3
    """Address space of one query worker, not counting the graph."""
    engine: str = ""
    """Address of a SPARQL server to use in place of the embedded engine."""
    services: tuple[str, ...] = ()
    """Endpoints that visitors' queries may use with SERVICE; by default none."""
    rate_limit: int = 0
    """Requests a minute that one address may send; 0 for any number."""
    behind_proxy: bool = False
    """Whether a proxy in front adds the client's address to X-Forwarded-For."""
    metrics: bool = False
    """Whether `/metrics` is served, for Prometheus."""
    access_log: bool = False
    """Whether each request is a line of JSON on standard output."""
    log_details: bool = False
    """Whether these lines have addresses and query strings."""
    drain_seconds: int = 5
    """How long requests may take to finish after SIGTERM."""
    queue_wait: float = 5.0
    """Seconds that a query may wait for a free worker."""
    queue_length: int = 1000
    """Visitors' queries that may wait in one web process; any further ones get status 503."""


@dataclass(frozen=True)
class Runtime:
    """What a running server creates for its web processes; operators don't set it."""

    fork_server: Path | None = None
    """The socket of the process that has the graph in memory, if there is one."""
    folder: Path | None = None
    """A temporary folder that all web processes share."""
    index: Path | None = None
    """The index of the release, if it could not be written to the release's folder."""
