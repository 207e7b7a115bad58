"""The page of licenses: the packages that the program consists of, and their terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tools.packages import packages
from tools.table import table

SOURCES = {
    "pypi": "Python packages",
    "npm": "npm packages, sent to browsers",
}


def licenses() -> Iterator[str]:
    """Yield the table of packages and their licenses."""
    found = packages()
    yield "# Licenses\n\n"
    yield "nmc-graph is licensed under Apache-2.0, its ontology and data under CC-BY-4.0.\n"
    yield "With every optional feature, nmc-graph consists of the packages below, in the versions "
    yield "of `requirements.lock` and of the lock file of the front end. "
    yield "Developers' tools aren't listed.\n"
    yield "`make sbom` writes the same list in CycloneDX format.\n\n"
    counts = Counter(package.license for package in found)
    yield from table(
        ("license", "packages"), sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    )
    for source, title in SOURCES.items():
        yield f"\n## {title}\n\n"
        yield from table(
            ("package", "version", "license", "only where"),
            (
                (p.name, p.version, p.license, f"`{p.marker}`" if p.marker else "")
                for p in found
                if p.source == source
            ),
        )
