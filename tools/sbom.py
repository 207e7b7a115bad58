"""Write the bill of materials of the program in CycloneDX format.

Usage: python -m tools.sbom PATH. The same sources give the same bytes.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nmc_graph import __version__
from tools.packages import ROOT, Package, packages

NAME = "nmc-graph"
LICENSE = "Apache-2.0 AND CC-BY-4.0"
_DATE = re.compile(r"^date-released: \"?([0-9-]+)", re.M)
_licenses = LicenseFactory()


def bill() -> Bom:
    """Return the bill of materials of this version."""
    root = Component(
        type=ComponentType.APPLICATION,
        name=NAME,
        version=__version__,
        bom_ref=NAME,
        purl=PackageURL("pypi", None, NAME, __version__),
        licenses=[_licenses.make_from_string(LICENSE)],
    )
    found = {package: _component(package) for package in packages()}
    bom = Bom(components=found.values())
    bom.metadata.component = root
    bom.metadata.timestamp = _released()
    bom.serial_number = uuid5(NAMESPACE_URL, f"{NAME} {sorted(map(repr, found))}")
    by_name = {package.name: c for package, c in found.items() if package.source == "pypi"}
    browser = [c for package, c in found.items() if package.source == "npm"]
    bom.register_dependency(root, [*_required(NAME, by_name), *browser])
    for name, component in by_name.items():
        bom.register_dependency(component, _required(name, by_name))
    return bom


def text() -> str:
    """Return the bill of materials as JSON."""
    outputter = make_outputter(bill(), OutputFormat.JSON, SchemaVersion.V1_6)
    return outputter.output_as_string(indent=2) + "\n"


def _component(package: Package) -> Component:
    group, _, name = package.name.rpartition("/")
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        group=group or None,
        version=package.version,
        bom_ref=f"{package.source}:{package.name}@{package.version}",
        purl=PackageURL(package.source, group or None, name, package.version),
        licenses=[_licenses.make_from_string(package.license)],
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=package.digest)]
        if package.digest
        else [],
        properties=[Property(name="nmc-graph:marker", value=package.marker)]
        if package.marker
        else [],
    )


def _released() -> datetime:
    """Return the date of this version, not of today, so that a second file is the same."""
    (date,) = _DATE.findall((ROOT / "CITATION.cff").read_text("utf-8"))
    return datetime.fromisoformat(date).replace(tzinfo=UTC)


def _required(name: str, by_name: dict[str, Component]) -> list[Component]:
    """Return what an installed package requires, with the optional features that a server has."""
    try:
        requirements = metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # for another platform
        return []
    names = {canonicalize_name(Requirement(r).name) for r in requirements}
    return [component for found, component in by_name.items() if found in names]


def main() -> None:
    """Write the file at the path in the only argument."""
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), "utf-8")


if __name__ == "__main__":
    main()
