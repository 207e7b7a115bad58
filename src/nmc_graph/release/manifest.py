"""The manifest of a release: counted once at build time, never at a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmc_graph import __version__
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.anything import TITLES, best_title
from nmc_graph.model.release_counts import COUNTS, ONTOLOGY_VERSION, STUDIED
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.inputs import split_name
from nmc_graph.rdf.sorted_quads import Written
from nmc_graph.rdf.sources import Source, shown
from nmc_graph.release.checksums import sha256
from nmc_graph.release.manifest_file import FORMAT

RDFC, REFINEMENT = "RDFC-1.0", "refinement"
"""How blank nodes got their names (`rdf.canonical`)."""


@dataclass(frozen=True)
class OtherData:
    """Marks a release of data that don't use the ontology."""

    title: str = ""
    """A title to show; if it is empty, one from the data, else the names of the files."""


def has_other_data(manifest: Mapping[str, Any]) -> bool:
    """Return whether a release is of data that don't use the ontology."""
    return "title" in manifest


def describe_other(
    dataset: Dataset, sources: Sequence[Source], other: OtherData, quads: int
) -> dict[str, Any]:
    """Return the entries of a manifest that only other data have.

    `merged_literals` is how many of the `quads` differ from another only in how a value is
    written, such as 1.0 and 1.00: files keep them, and a query sees one.
    """
    names = ", ".join(split_name(s.path)[0] for s in sources[:3])
    title = (
        other.title
        or best_title(list(dataset.rows(TITLES)))
        or names + (" …" if len(sources) > 3 else "")
    )
    return {"title": title, "merged_literals": quads - len(dataset)}


def count(dataset: Dataset) -> dict[str, Any]:
    """Return the version of the ontology and what is counted in the dataset.

    `model.release_counts` defines each count; `studied` has the number of collaboratives by the
    name of the study wave. `evidence_coverage` and `evidence_coverage_cited` are the shares of
    `assertions_placed` and `assertions_cited` in all assertions, from 0.0 to 1.0; null where there
    is no assertion.
    """
    numbers = {name: int(dataset.value(query)) for name, query in COUNTS.items()}
    assertions = numbers["assertions"]

    def share(name: str) -> float | None:
        return round(numbers[name] / assertions, 4) if assertions else None

    return {
        "ontology_version": dataset.value(ONTOLOGY_VERSION),
        **numbers,
        "studied": {name: int(n or 0) for name, n in dataset.rows(STUDIED)},
        "evidence_coverage": share("assertions_placed"),
        "evidence_coverage_cited": share("assertions_cited"),
    }


def describe(
    counted: dict[str, Any],
    sources: Iterable[Source],
    fingerprint: str,
    written: Written,
    canonicalization: str = RDFC,
) -> dict[str, Any]:
    """Return the manifest without its list of files, from what was counted.

    `duplicates` is the number of quads that repeat a triple of another graph.
    """
    return {
        "format": FORMAT,
        "version": __version__,
        "release": written.nquads_sha256,
        "canonicalization": canonicalization,
        "fingerprint": fingerprint,
        "triples": written.triples,
        "quads": written.quads,
        "duplicates": written.duplicates,
        **counted,
        "graphs": written.graphs,
        "sources": [
            {
                "name": Path(s.name).name
                if s.path.is_absolute() and s.name == shown(s.path)
                else s.name,
                "graph": s.graph,
                "sha256": s.sha256(),
            }
            for s in sources
        ],
    }


def files(folder: Path, names: Iterable[str], known: dict[str, str]) -> list[dict[str, Any]]:
    """Return name, size in bytes, SHA-256 and media type of the files in a release folder.

    `known` are checksums that are already computed, by name.
    """
    media = {f.suffix: f.media_type for f in GRAPH_FORMATS}
    return [
        {
            "name": name,
            "bytes": (folder / name).stat().st_size,
            "sha256": known.get(name) or sha256(folder / name),
            "media_type": media[name.rpartition(".")[2]],
        }
        for name in names
    ]
