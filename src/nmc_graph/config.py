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
    """What a server needs to know; every field is an option of `nmc serve`."""

    release: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = field(default_factory=lambda: max(1, min(4, os.cpu_count() or 1)))
    base_url: str = ""
    query_timeout: float = 30.0
    """Seconds that one query may run."""
    max_result_bytes: int = 64 * 1024 * 1024
    max_query_bytes: int = 256 * 1024
    max_memory_bytes: int = 2 * 1024**3
    """Address space of one query worker, on top of the graph."""
    engine: str = ""
    """The address of a SPARQL server that answers in place of the embedded engine."""
    services: tuple[str, ...] = ()
    """Endpoints that SERVICE may name in a visitor's query; by default none."""
    fork_server: Path | None = None
    """The socket of the process that holds the graph in memory, where one does."""
    shared: Path | None = None
    """A folder that all web processes share, for answers that they keep."""
    index: Path | None = None
    """The index of the release, where it could not be made beside it."""
    queue_wait: float = 5.0
    """Seconds that a query waits for a free worker."""
    queue_length: int = 6
    """Queries that may wait in one web process; further ones are told to come back."""
