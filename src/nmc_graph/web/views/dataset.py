"""The page about the data: coverage, gaps, sources, files, releases, citation."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmc_graph.engine.base import Row, select
from nmc_graph.errors import ReleaseError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.cite import Citation, cite
from nmc_graph.model.coverage import Coverage, by_collaborative
from nmc_graph.model.labels import labels
from nmc_graph.model.offered_queries import SOURCES
from nmc_graph.model.sentences import Piece
from nmc_graph.release import Release, open_release
from nmc_graph.web import urls
from nmc_graph.web.context import DATASET, site
from nmc_graph.web.views import jsonld
from nmc_graph.web.views.entity import Link, citations

SHOWN = 200
"""Maximum number of rows in a table of the page; a longer table links to all rows."""
DESCRIPTION = (
    "Community collaboratives, their approaches, focus areas and results, "
    "each statement with who says it and where."
)

_CREATIVE = re.compile(
    r"https?://creativecommons\.org/licenses/(?P<kind>[a-z-]+)/(?P<version>[0-9.]+)/?\Z"
)


@dataclass(frozen=True)
class SourceRow:
    """A source in the table of sources; texts are empty if not recorded."""

    source: Piece
    publisher: Piece | None
    issued: str
    license: str
    """The IRI of a license."""
    rights: str
    url: str
    read: str
    statements: int

    @property
    def license_name(self) -> str:
        """The name of the license: for Creative Commons its short name."""
        match = _CREATIVE.match(self.license)
        return f"CC {match['kind'].upper()} {match['version']}" if match else self.license


@dataclass(frozen=True)
class File:
    """A file of the release."""

    name: str
    label: str
    """Name of the format."""
    media_type: str
    size: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class StoredRelease:
    """A release that this server has on disk."""

    hash: str
    version: str
    triples: int
    statements: int
    current: bool


@dataclass(frozen=True)
class DatasetPage:
    """The context of dataset.html."""

    m: dict[str, Any]
    """The manifest of the release."""
    coverage: tuple[Coverage, ...]
    coverage_total: int
    gaps: tuple[Row, ...]
    gap_variables: tuple[str, ...]
    gaps_total: int
    names: dict[str, str]
    """Labels of the IRIs in the gaps."""
    sources: tuple[SourceRow, ...]
    sources_total: int
    sources_query: str
    files: tuple[File, ...]
    releases: tuple[StoredRelease, ...]
    citation: Citation
    cite_as: tuple[Link, ...]
    descriptions: tuple[Link, ...]
    """Links to this description in each RDF format."""
    jsonld: dict[str, Any]


def dataset_page(base: str) -> DatasetPage:
    """Return the context of the page about the data; `base` is this server's root."""
    release, engine, library = site().release, site().engine, site().library
    m = release.manifest
    coverage = by_collaborative(engine, library)
    gaps = select(engine, library["missing-data"].filled())
    sources = select(engine, SOURCES)
    shown = sources.rows[:SHOWN]
    named = {t.value for r in gaps.rows[:SHOWN] for t in r.values() if t.is_iri}
    named |= {r["publisher"].value for r in shown if "publisher" in r}
    names = labels(engine, named)
    return DatasetPage(
        m,
        tuple(coverage[:SHOWN]),
        len(coverage),
        gaps.rows[:SHOWN],
        gaps.variables,
        len(gaps),
        names,
        tuple(_source(r, names) for r in shown),
        len(sources),
        urls.query_path(SOURCES),
        tuple(_file(f) for f in m["files"]),
        _stored_releases(release.path),
        cite(DATASET, "", m["version"], m["release"]),
        citations(""),
        tuple(Link(f.label, urls.dataset(format=f.name)) for f in GRAPH_FORMATS),
        jsonld.of_dataset(release, base, DESCRIPTION),
    )


def _source(row: Row, names: dict[str, str]) -> SourceRow:
    def text(name: str) -> str:
        return row[name].value if name in row else ""

    publisher = text("publisher")
    return SourceRow(
        Piece(text("title"), text("source")),
        Piece(names.get(publisher, publisher), publisher if publisher in names else "")
        if publisher
        else None,
        text("issued"),
        text("license"),
        text("rights"),
        text("url"),
        text("read"),
        int(text("statements")),
    )


def _file(entry: dict[str, Any]) -> File:
    formats = {f.suffix: f.label for f in GRAPH_FORMATS}
    return File(
        entry["name"],
        formats.get(entry["name"].rpartition(".")[2], ""),
        entry["media_type"],
        size(entry["bytes"]),
        entry["bytes"],
        entry["sha256"],
    )


def size(number: int) -> str:
    """Return a number of bytes in readable units (powers of ten, SI)."""
    value = float(number)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit in {"bytes", "kB"} else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError  # the loop always returns


@functools.lru_cache(maxsize=8)
def _stored_releases(path: Path) -> tuple[StoredRelease, ...]:
    """Return the served release and the others in its folder."""
    folders = [path]
    if path.parent.name == "releases":
        folders += sorted(p for p in path.parent.iterdir() if p.is_dir() and p != path)
    releases = []
    for folder in folders[:50]:
        try:
            release: Release = open_release(folder)
        except (ReleaseError, OSError, json.JSONDecodeError):
            continue
        m = release.manifest
        releases.append(
            StoredRelease(release.hash, m["version"], m["triples"], m["statements"], folder == path)
        )
    return tuple(releases)
