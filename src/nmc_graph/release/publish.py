"""Dataset -> immutable release folder; readers see the old one until one rename."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.rdf.dataset import Dataset, canonical_hash
from nmc_graph.rdf.sources import Source
from nmc_graph.rdf.write import convert
from nmc_graph.release import manifest
from nmc_graph.release.layout import MANIFEST, STEM, Release, open_release


def publish(
    dataset: Dataset,
    sources: Sequence[Source],
    out: Path,
    *,
    fingerprint: str,
    progress: Callable[[str], None] = lambda _: None,
) -> Release:
    """Write the release of a dataset that was checked, and make it `out/current`.

    A build that is broken off leaves a folder `.building-*` behind at most, which the next one
    removes; `current` still names the release before.
    """
    releases = out / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    for leftover in releases.glob(".building-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=".building-", dir=releases))
    try:
        progress("canonicalise")
        nquads = dataset.canonical_nquads()
        release = canonical_hash(nquads)
        names = []
        for format_ in GRAPH_FORMATS:
            name = f"{STEM}.{format_.suffix}"
            progress(f"write {name}")
            data = nquads if format_.name == "nquads" else convert(nquads, format_)
            _write(work / name, data)
            names.append(name)
        content = manifest.describe(dataset, sources, release, fingerprint)
        content["files"] = manifest.files(work, names)
        _write(work / MANIFEST, json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n")
        work.chmod(0o755)
        _swap_in(work, releases / release)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _point(out / "current", Path("releases") / release)
    return open_release(out)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap_in(work: Path, target: Path) -> None:
    """Rename the finished folder to its place; the same hash from the same program is the same."""
    if target.exists():
        if (target / MANIFEST).exists() and _same(work, target):
            return
        shutil.rmtree(target)
    work.rename(target)


def _same(a: Path, b: Path) -> bool:
    return (a / MANIFEST).read_bytes() == (b / MANIFEST).read_bytes()


def _point(link: Path, target: Path) -> None:
    new = link.with_name(f".{link.name}-{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
