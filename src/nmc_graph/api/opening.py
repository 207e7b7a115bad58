"""Opening a graph: the bundled one, a release, files of RDF, or a SPARQL endpoint."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nmc_graph.api.graph import Graph
from nmc_graph.engine import EmbeddedEngine, Engine
from nmc_graph.pipeline import bundled_release, write_quads
from nmc_graph.quality.report import Report
from nmc_graph.release import open_release, store
from nmc_graph.release.layout import Release
from nmc_graph.validation import validate_files

_MOST_BYTES = 1024**3


class _TemporaryGraph(Graph):
    """A graph with a folder that is removed when it is closed."""

    def __init__(self, engine: Engine, name: str, folder: tempfile.TemporaryDirectory[str]) -> None:
        super().__init__(engine, name)
        self._folder = folder

    def close(self) -> None:
        super().close()
        self._folder.cleanup()


def open(source: str | Path | None = None, *, timeout: float = 30.0) -> Graph:
    """Return a graph that is open for queries.

    Without a source it is the bundled graph, which is unpacked or built on first use. A source is
    the folder of a release, a file or folder of any RDF, or the URL of a SPARQL endpoint. `timeout`
    is the limit for each query in seconds. Raises ReleaseError or SourceError if it can't be read.
    """
    if source is None:
        return _open_release(bundled_release(), timeout)
    if str(source).startswith(("http://", "https://")):
        # Late: only an endpoint needs an HTTP client.
        from nmc_graph.engine.remote.endpoint import endpoint
        from nmc_graph.engine.remote.engine import RemoteEngine

        address = endpoint(str(source), os.environ)
        engine = RemoteEngine(address, timeout=timeout, max_result_bytes=_MOST_BYTES)
        return Graph(engine, address.shown)
    path = Path(source)
    if path.is_dir() and ((path / "current").exists() or (path / "manifest.json").exists()):
        return _open_release(open_release(path), timeout)
    folder = tempfile.TemporaryDirectory(prefix="nmc-graph-")
    try:
        quads = write_quads([path], Path(folder.name))
    except BaseException:
        folder.cleanup()
        raise
    return _TemporaryGraph(_engine(quads, timeout), str(path), folder)


def validate(*paths: str | Path, shapes: Sequence[str | Path] = ()) -> Report:
    """Return the report on files or folders of RDF: `report.conforms`, `report.findings`.

    With `shapes`, only these count; otherwise the shapes and rules of this project.
    """
    return validate_files([Path(p) for p in paths], [Path(p) for p in shapes])


def _engine(path: Path, timeout: float) -> EmbeddedEngine:
    return EmbeddedEngine(path, timeout=timeout, max_result_bytes=_MOST_BYTES)


def _open_release(release: Release, timeout: float) -> Graph:
    name = f"{release.manifest['version']}, release {release.hash[:12]}"
    return Graph(_engine(store.ensure(release), timeout), name, release)
