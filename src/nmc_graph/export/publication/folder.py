"""Writing the folder of a version. The same release always gives the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from nmc_graph.engine import Engine
from nmc_graph.errors import UsageError
from nmc_graph.export import mappings, tables
from nmc_graph.export.publication.about import About, about
from nmc_graph.export.publication.cids import cids
from nmc_graph.export.publication.citation import citation_cff, datacite, zenodo
from nmc_graph.export.publication.crate import METADATA, Part, crate
from nmc_graph.export.publication.datapackage import datapackage
from nmc_graph.export.publication.nanopubs import nanopubs
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.model.merged import replacements
from nmc_graph.model.table_rows import as_csv
from nmc_graph.release import Release

CHECKSUMS = "SHA256SUMS"
TABLES = "tables"
_GZIP_LEVEL = 6
_JSON, _TEXT, _CSV = "application/json", "text/plain", "text/csv"
_TSV = "text/tab-separated-values"
_SUFFIXES = {f.suffix: f for f in GRAPH_FORMATS}


class _Folder:
    """Files that are written to a folder, and what is known of each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.parts: list[Part] = []

    def write(self, path: str, description: str, media_type: str, body: Iterable[bytes]) -> None:
        """Write a file and record its size and checksum."""
        target = self._path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as out:
            for block in body:
                out.write(block)
                digest.update(block)
                size += len(block)
        self.parts.append(Part(path, description, media_type, size, digest.hexdigest()))

    def compress(self, path: str) -> None:
        """Write a file again with gzip, without its name and date."""
        (part,) = (p for p in self.parts if p.path == path)
        packed = self._path / f"{path}.gz"
        with (
            (self._path / path).open("rb") as source,
            packed.open("wb") as out,
            gzip.GzipFile("", "wb", _GZIP_LEVEL, out, mtime=0) as zipped,
        ):
            shutil.copyfileobj(source, zipped)
        with packed.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        description = f"{part.description.removesuffix('.')}, compressed with gzip."
        size = packed.stat().st_size
        self.parts.append(Part(f"{path}.gz", description, "application/gzip", size, digest))


def write_folder(release: Release, engine: Engine, path: Path) -> None:
    """Write a release to a new or empty folder as it is deposited. Raises UsageError otherwise."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} isn't an empty folder.", hint="Name a new one with --out.")
    known, folder = about(release), _Folder(path)
    _write_data(folder, release)
    _write_tables(folder, engine, known)
    _write_other_forms(folder, release, engine, known)
    _write_citation(folder, known)
    checksums = "".join(f"{p.sha256}  {p.path}\n" for p in _sorted(folder.parts))
    description = "SHA-256 of every file, for sha256sum --check."
    folder.write(CHECKSUMS, description, _TEXT, [checksums.encode()])
    (path / METADATA).write_bytes(crate(known, _sorted(folder.parts)))


def _sorted(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part.path)


def _write_data(folder: _Folder, release: Release) -> None:
    """Write the dumps, each of them compressed too, and the manifest."""
    for entry in release.manifest["files"]:
        name = entry["name"]
        form = _SUFFIXES[name.rpartition(".")[2]]
        contents = "with its named graphs" if form.quads else "as one graph"
        description = f"The whole graph in {form.label}, {contents}."
        folder.write(f"data/{name}", description, form.media_type, _blocks(release.path / name))
        folder.compress(f"data/{name}")
    manifest = release.path / "manifest.json"
    folder.write("data/manifest.json", "Counts, sources and files.", _JSON, _blocks(manifest))


def _write_tables(folder: _Folder, engine: Engine, known: About) -> None:
    files = tables.all_files(engine)
    for name, body in files.items():
        is_table = name.endswith(".csv")
        described = f"The table {name.removesuffix('.csv')}." if is_table else _DICTIONARY
        media_type = _CSV if is_table else "application/csvm+json"
        folder.write(f"{TABLES}/{name}", described, media_type, [body])
    package = datapackage(known, TABLES, files, tables.descriptions(engine))
    folder.write("datapackage.json", "The tables as a Frictionless data package.", _JSON, [package])


_DICTIONARY = "The columns of all tables, as CSV on the Web metadata."


def _write_other_forms(folder: _Folder, release: Release, engine: Engine, known: About) -> None:
    """Write what other vocabularies and services read."""
    trig = "nanopublications/nmc-graph.nanopubs.trig"
    claims = (part.encode() for part in nanopubs(release.nquads, known))
    folder.write(trig, "Each claim as an unsigned nanopublication.", "application/trig", claims)
    folder.compress(trig)
    folder.write(
        "cids/nmc-graph.cids.jsonld",
        "What the Common Impact Data Standard can express, and a list of what it can't.",
        "application/ld+json",
        [cids(release.file("nt"), known)],
    )
    for name in mappings.names():
        described, media_type = "Mappings to another vocabulary (SSSOM).", _TSV
        folder.write(f"mappings/{name}", described, media_type, [mappings.table(name)])
    moved = as_csv([("old", "new"), *sorted(replacements(engine).items())])
    folder.write("moved.csv", "IRIs that were merged into others.", _CSV, [moved])
    rules = Path(__file__).with_name("w3id.htaccess")
    described = "Redirects for w3id.org, with the address of the site to be set."
    folder.write("w3id/.htaccess", described, _TEXT, _blocks(rules))


def _write_citation(folder: _Folder, known: About) -> None:
    cff = citation_cff(known)
    folder.write("CITATION.cff", "How to cite this version.", "application/yaml", [cff])
    folder.write("datacite.json", "Metadata for a DOI (DataCite).", _JSON, [datacite(known)])
    folder.write(".zenodo.json", "Metadata for a deposit on Zenodo.", _JSON, [zenodo(known)])


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1024**2):
            yield block
