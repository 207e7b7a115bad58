"""The packages that nmc-graph consists of, from PyPI and npm, with their licenses."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
NPM_LOCK = ROOT / "src" / "nmc_graph" / "web" / "frontend" / "package-lock.json"
_PINNED = re.compile(r"^([\w.-]+)==([\w.!+-]+)(?: ; (.+?))? \\$", re.M)

STATED = {
    "backports-zstd": "PSF-2.0",
    "blinker": "MIT",
    "html5rdf": "MIT",
    "importlib-metadata": "Apache-2.0",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "lazy-importer": "Apache-2.0",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "polars": "MIT",
    "polars-runtime-32": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyshacl": "Apache-2.0",
    "pywin32": "PSF-2.0",
    "resvg-py": "MIT",
    "uvloop": "MIT OR Apache-2.0",
    "wcwidth": "MIT",
    "zipp": "MIT",
}
"""Licenses as the license files of packages state them, where their metadata has no SPDX
expression, or where the package isn't installed on every platform."""
_BROWSER_ONLY = "sys_platform == 'emscripten'"


@dataclass(frozen=True)
class Package:
    """A package that the program runs or sends to browsers."""

    source: str
    """`pypi` or `npm`."""
    name: str
    version: str
    license: str
    """An SPDX expression; empty if unknown."""
    marker: str = ""
    """On which platforms it is installed; everywhere if empty."""
    digest: str = ""
    """The SHA-512 of the archive in hexadecimal, where there is only one archive."""


def packages() -> list[Package]:
    """Return all packages, those of PyPI first."""
    return [*python_packages(), *browser_packages()]


def python_packages() -> Iterator[Package]:
    """Yield the packages of requirements.lock."""
    for name, version, marker in _PINNED.findall(LOCK.read_text("utf-8")):
        if _BROWSER_ONLY not in marker:  # no server runs there
            yield Package("pypi", name, version, _license_of(name), marker)


def browser_packages() -> Iterator[Package]:
    """Yield the npm packages from which the files that pages load are bundled."""
    for path, entry in json.loads(NPM_LOCK.read_bytes())["packages"].items():
        if path and not entry.get("dev"):
            name = path.rpartition("node_modules/")[2]
            digest = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
            text = entry.get("license", "").strip("()")
            yield Package("npm", name, entry["version"], text, digest=digest)


def _license_of(name: str) -> str:
    """Return the license of a package as its metadata or STATED has it."""
    if name in STATED:
        return STATED[name]
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    return str(found.get("License-Expression") or found.get("License") or "")
