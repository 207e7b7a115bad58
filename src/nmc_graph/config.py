"""Where things are, and the settings of a server; nothing here reads the environment on import."""

from __future__ import annotations

import functools
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path


def bundle_root() -> Path:
    """Return the folder that holds `ontology/`, `data/`, `shapes/` and `queries/`.

    In a wheel they lie inside the package; in a checkout at the top of the repository.
    """
    inside = Path(__file__).parent / "bundle"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def left_out(iri: str) -> bool:
    """Tell whether somebody asked that what has this IRI be left out (`data/left-out.txt`).

    The file holds checksums of IRIs, so that it does not name those whom it is for.
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


def fits_in_memory(nquads: Path) -> bool:
    """Tell whether a graph may be held in memory: it takes about 2.5 times its document.

    A third of the machine at most, so that queries and other programs have room.
    """
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return nquads.stat().st_size * 2.5 < whole / 3


@dataclass(frozen=True)
class Settings:
    """What an operator decides about a server; every field is an option of `nmc serve`."""

    release: Path | None = None
    """The release to serve, by default the bundled one."""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = field(default_factory=lambda: max(1, min(4, os.cpu_count() or 1)))
    base_url: str = ""
    """Public address, by default whatever a client calls the server."""
    query_timeout: float = 30.0
    """Seconds that one query may run."""
    max_result_bytes: int = 64 * 1024 * 1024
    max_query_bytes: int = 256 * 1024
    max_memory_bytes: int = 2 * 1024**3
    """Address space of one query worker, on top of the graph."""
    engine: str = ""
    """Address of a SPARQL server that answers in place of the embedded engine."""
    services: tuple[str, ...] = ()
    """Endpoints that SERVICE may name in a visitor's query; by default none."""
    queue_wait: float = 5.0
    """Seconds that a query waits for its turn."""
    queue_length: int = 1000
    """Visitors' queries that may wait in one web process; others are told to come back."""


@dataclass(frozen=True)
class Runtime:
    """What a running server has made for its web processes; operators don't set it."""

    fork_server: Path | None = None
    """The socket of the process that holds the graph in memory, if there is one."""
    folder: Path | None = None
    """A folder that all web processes share and that goes away with them."""
    index: Path | None = None
    """The index of the release, if it could not be made beside it."""
