"""The check of files and of releases that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from nmc_graph.errors import UsageError
from nmc_graph.pipeline import bundled_release, check_dataset, collect_sources, data_shapes
from nmc_graph.quality.check import check
from nmc_graph.quality.exported import check_exported, is_from, release_of
from nmc_graph.quality.report import Report
from nmc_graph.rdf import sources as rdf_sources
from nmc_graph.rdf import stated
from nmc_graph.rdf.sources import Source
from nmc_graph.release.assemble import load
from nmc_graph.release.layout import Release
from nmc_graph.release.manifest_file import STEM
from nmc_graph.terms import GENERATED_GRAPHS


def check_release(release: Release) -> Report:
    """Check what a release states, without what rules derived in it."""
    return check_dataset(stated.of_release(release.nquads, with_ontology=True), [])


def validate_files(
    files: Sequence[Path],
    shapes: Sequence[Path] = (),
    validator: str = "fast",
    release: Callable[[], Release] = bundled_release,
    *,
    at_most: int | None = None,
) -> Report:
    """Return the report on files, or without files on the bundled data.

    With `shapes` only these count. A file that was exported from the `release` is checked as a
    change to it. Without `at_most` the report has all findings.
    Raises UsageError for an export of another release.
    """
    if not shapes and any(release_of(f) or f.stem == STEM for f in files if f.is_file()):
        sources, origin = rdf_sources.from_paths(files), release()
        if all(is_from(source, origin) for source in sources):
            report = check_exported(sources, origin, data_shapes(), validator)
            return report if at_most is None else report.limited(at_most)
        _refuse_other_release(sources, origin)
    sources = (
        rdf_sources.from_paths(files) if files and shapes else collect_sources(files, strict=True)
    )
    dataset = load(sources)
    if not shapes:
        dataset.forget(*GENERATED_GRAPHS)
    return check(
        dataset,
        sources,
        list(shapes) or data_shapes(),
        validator,
        with_lint=not shapes,
        at_most=at_most,
    )


def _refuse_other_release(sources: Sequence[Source], release: Release) -> None:
    for source in sources:
        of = release_of(source.path)
        if of and of != release.hash:
            raise UsageError(
                f"{source.name} was exported from release {of[:12]}, and not from "
                f"{release.hash[:12]}.",
                hint="Name the folder of its release with --release, or export it again.",
            )
