"""The page about the data: coverage, gaps, sources, files, releases, citation."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nmc_graph.engine.base import Row, select
from nmc_graph.errors import ReleaseError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.about import ABSTRACT
from nmc_graph.model.cite import Citation, cite
from nmc_graph.model.coverage import Coverage, by_collaborative
from nmc_graph.model.extract import version_date
from nmc_graph.model.labels import labels
from nmc_graph.model.offered_queries import SOURCES
from nmc_graph.release import Release, read_release
from nmc_graph.web import urls
from nmc_graph.web.context import DATASET, site
from nmc_graph.web.descriptions import dataset_contents
from nmc_graph.web.views import jsonld
from nmc_graph.web.views.dataset_sources import MAX_TEXT, Bar, SourceTable, source_table
from nmc_graph.web.views.entity import Link, citations

SHOWN = 200
"""Maximum number of communities in a table; the query has all."""
BARS = 6
"""Communities in the chart of results: those with the most."""


class File(NamedTuple):
    """A file of the release."""

    name: str
    label: str
    """Name of the format."""
    media_type: str
    size: str
    bytes: int
    sha256: str


class StoredRelease(NamedTuple):
    """A release that this server has on disk."""

    hash: str
    version: str
    triples: int
    statements: int
    current: bool


class DatasetPage(NamedTuple):
    """The context of dataset.html."""

    m: dict[str, Any]
    """The manifest of the release."""
    coverage: tuple[Coverage, ...]
    coverage_total: int
    results: tuple[Bar, ...]
    """The communities with the most results, and how many of these have no value."""
    evidence: tuple[Bar, ...]
    """How many claims link to a passage, to a source on the web, or to neither."""
    missing: tuple[Row, ...]
    """Results without a value."""
    names: dict[str, str]
    """Labels of the IRIs in these rows."""
    sources: SourceTable
    sources_query: str
    files: tuple[File, ...]
    releases: tuple[StoredRelease, ...]
    citation: Citation
    cite_as: tuple[Link, ...]
    descriptions: tuple[Link, ...]
    """Links to this description in each RDF format."""
    jsonld: dict[str, Any]


def dataset_page(base: str, text: str, sort: str) -> DatasetPage:
    """Return the context of the page about the data; `base` is this server's root.

    `text` and `sort` are the search and the order of the table of sources.
    """
    release, engine, library = site().release, site().engine, site().library
    m, modified = release.manifest, version_date(engine)
    coverage = by_collaborative(engine, library)
    missing = select(engine, library["results-without-value"].filled()).rows[:SHOWN]
    return DatasetPage(
        m,
        tuple(coverage[:SHOWN]),
        len(coverage),
        _results(coverage),
        _evidence(m),
        missing,
        labels(engine, {t.value for r in missing for t in r.values() if t.is_iri}),
        source_table(engine, text[:MAX_TEXT], sort),
        urls.query_path(SOURCES),
        listed_files(m),
        stored_releases(release.path),
        cite(DATASET, "", m["version"], m["release"], modified),
        citations(""),
        tuple(Link(f.label, urls.dataset(format=f.name)) for f in GRAPH_FORMATS),
        jsonld.of_dataset(release, base, ABSTRACT, dataset_contents(site()), modified),
    )


def _results(coverage: Sequence[Coverage]) -> tuple[Bar, ...]:
    bars = [Bar(c.name, c.results, c.missing, urls.href(c.collaborative)) for c in coverage]
    return tuple(sorted(bars, key=lambda bar: (-bar.number, bar.label))[:BARS])


def _evidence(m: dict[str, Any]) -> tuple[Bar, ...]:
    # Releases of older versions lack some counts.
    placed, cited = m.get("assertions_placed", 0), m.get("assertions_cited", 0)
    return (
        Bar("Exact passage", placed),
        Bar("Source on the web", cited),
        Bar("Source without a web address", m["assertions"] - placed - cited),
    )


def listed_files(m: dict[str, Any]) -> tuple[File, ...]:
    """Return the files in a manifest."""
    return tuple(map(_file, m["files"]))


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
def stored_releases(path: Path) -> tuple[StoredRelease, ...]:
    """Return the served release and the others in its folder."""
    folders = [path]
    if path.parent.name == "releases":
        folders += sorted(p for p in path.parent.iterdir() if p.is_dir() and p != path)
    releases = []
    for folder in folders[:50]:
        try:
            release: Release = read_release(folder)
        except (ReleaseError, OSError, json.JSONDecodeError):
            continue
        m = release.manifest
        releases.append(
            StoredRelease(release.hash, m["version"], m["triples"], m["statements"], folder == path)
        )
    return tuple(releases)
