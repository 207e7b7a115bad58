"""Dataset -> immutable release folder; readers see the old one until one rename."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.rdf.canonical import Derived, write_canonical
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import index, manifest
from nmc_graph.release.dumps import write_all
from nmc_graph.release.layout import MANIFEST, STEM, STORES, Release, open_release


def publish(
    dataset: Dataset,
    sources: Sequence[Source],
    out: Path,
    *,
    fingerprint: str,
    derived: Derived | None = None,
    progress: Callable[[str], None] = lambda _: None,
    approve: Callable[[], object] = lambda: None,
) -> Release:
    """Write the release of a dataset, and make it `out/current` unless `approve` raises.

    `derived` tells what rules added that is not in the dataset.

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
        release = write_canonical(dataset, work / f"{STEM}.nq", derived=derived)
        counts = write_all(
            work, STEM, out / STORES / release, index.place(out, release), dataset, progress
        )
        progress("count")
        content = manifest.describe(dataset, sources, release, fingerprint, counts)
        content["files"] = manifest.files(work, _written(work), {f"{STEM}.nq": release})
        (work / MANIFEST).write_text(
            json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8"
        )
        _sync(work)
        work.chmod(0o755)
        progress("check")
        approve()
        _swap_in(work, releases / release)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _point(out / "current", Path("releases") / release)
    return open_release(out)


def _written(folder: Path) -> list[str]:
    names = [f"{STEM}.{f.suffix}" for f in GRAPH_FORMATS]
    return [name for name in names if (folder / name).exists()]


def _sync(folder: Path) -> None:
    """Have the files reach the disk before a rename makes them the release."""
    for path in folder.iterdir():
        with path.open("rb") as file:
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
