"""Write the lock files: exact versions and hashes of everything that pip may install.

requirements-server.lock is what `nmc serve` uses, requirements.lock has every optional feature,
and requirements-dev.lock adds the tools of developers. Versions come from constraints.txt.
Run it with `make lock`, which installs uv first; Python's standard library is enough for the rest.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVER = ["png", "xlsx"]
DEVELOPERS, BENCHMARKS = "dev", "bench"
LOWEST_PYTHON = "3.11.7"
"""The lowest version with which every pinned package works."""
HEAD = "# Written by `make lock` from pyproject.toml and constraints.txt.\n"


def extras() -> list[str]:
    """Return the optional features of the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [e for e in project["optional-dependencies"] if e not in {DEVELOPERS, BENCHMARKS}]


def locked(uv: str, chosen: list[str]) -> str:
    """Return the text of a lock file."""
    command = [uv, "pip", "compile", "pyproject.toml", "--constraint", "constraints.txt"]
    command += ["--universal", "--python-version", LOWEST_PYTHON, "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    command += [part for extra in chosen for part in ("--extra", extra)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return HEAD + done.stdout


def main() -> None:
    """Write the files with the uv at the path in the only argument."""
    (uv,) = sys.argv[1:]
    for name, chosen in (
        ("requirements-server.lock", SERVER),
        ("requirements.lock", extras()),
        ("requirements-dev.lock", [*extras(), DEVELOPERS]),
    ):
        (ROOT / name).write_text(locked(uv, chosen), "utf-8")


if __name__ == "__main__":
    main()
