"""The graphs that are measured: generated once into build/bench, built by `nmc build`, kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench import generate
from nmc_graph.errors import ReleaseError
from nmc_graph.pipeline import bundled_release, collect_sources, fingerprint
from nmc_graph.release import Release, open_release

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "build" / "bench"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
NMC = Path(sys.executable).with_name("nmc")


@dataclass(frozen=True)
class Input:
    """A generated graph of one size."""

    size: str

    @property
    def triples(self) -> int:
        """About how many triples the generator was asked for."""
        return SIZES[self.size]

    @property
    def folder(self) -> Path:
        """Where everything of this size lies."""
        return CACHE / self.size

    @cached_property
    def source(self) -> Path:
        """The folder of N-Triples files, generated if need be."""
        folder, stamp = self.folder / "source", self.folder / "generated-by"
        maker = generate.source_hash()
        if not stamp.exists() or stamp.read_text() != maker:
            shutil.rmtree(self.folder, ignore_errors=True)
            print(f"  generating {self.size} ...", flush=True)
            generate.generate(self.triples, folder)
            stamp.write_text(maker)
        return folder

    @property
    def files(self) -> list[Path]:
        """The generated files."""
        return sorted(self.source.glob("*.nt"))

    @cached_property
    def release(self) -> Release:
        """The release of it, built if need be by the program as it is now."""
        out = self.folder / "release"
        try:
            found = open_release(out)
            wanted = fingerprint(collect_sources([self.source]))
            if found.manifest["fingerprint"] == wanted:
                return found
        except ReleaseError:
            pass
        shutil.rmtree(self.folder / "release", ignore_errors=True)
        print(f"  building the release of {self.size} ...", flush=True)
        subprocess.run(
            [NMC, "build", self.source, "--out", out], check=True, capture_output=True, timeout=3600
        )
        return open_release(out)

    def take(self, built: Path) -> None:
        """Keep what was just built as the release, so that it need not be built again."""
        shutil.rmtree(self.folder / "release", ignore_errors=True)
        built.rename(self.folder / "release")

    @property
    def ntriples(self) -> Path:
        """The union of all graphs of the release: what every engine is loaded with."""
        return self.release.file("nt")

    def database(self, engine: str) -> Path:
        """Return the folder for an engine's database of this release."""
        return self.folder / "databases" / f"{engine}-{self.release.hash[:12]}"

    def log(self, engine: str) -> Path:
        """Return the file for what an engine prints."""
        return self.folder / "logs" / f"{engine}.log"


class Bundled(Input):
    """The graph of this repository, unchanged."""

    def __init__(self) -> None:
        super().__init__("real")

    @cached_property
    def release(self) -> Release:
        """Its release, built if need be."""
        return bundled_release()

    def log(self, engine: str) -> Path:
        """Return the file for what an engine prints."""
        return CACHE / f"{engine}-real.log"
