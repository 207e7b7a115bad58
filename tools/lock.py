"""Write the lock files: exact versions and hashes of everything that pip may install.

requirements-server.lock is what `nmc serve` uses, requirements.lock has every optional feature,
and requirements-dev.lock adds the tools of developers. Versions come from constraints.txt. A
program with many packages, which tests install apart, has its own lock in tests/clients.
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
APART = Path("tests/clients/sssom")
LOWEST_PYTHON = "3.11.7"
"""The lowest version with which every pinned package works."""
HEAD = "# Written by `make lock` from pyproject.toml and constraints.txt.\n"
HEAD_APART = "# Written by `make lock` from requirements.in and constraints.txt.\n"


def extras() -> list[str]:
    """Return the optional features of the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [e for e in project["optional-dependencies"] if e not in {DEVELOPERS, BENCHMARKS}]


def locked(uv: str, wanted: str, chosen: list[str]) -> str:
    """Return the text of the lock of what a file requires, with the chosen extras."""
    command = [uv, "pip", "compile", wanted, "--constraint", "constraints.txt"]
    command += ["--universal", "--python-version", LOWEST_PYTHON, "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    command += [part for extra in chosen for part in ("--extra", extra)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def main() -> None:
    """Write the files with the uv at the path in the only argument."""
    (uv,) = sys.argv[1:]
    for name, chosen in (
        ("requirements-server.lock", SERVER),
        ("requirements.lock", extras()),
        ("requirements-dev.lock", [*extras(), DEVELOPERS]),
    ):
        (ROOT / name).write_text(HEAD + locked(uv, "pyproject.toml", chosen), "utf-8")
    apart = locked(uv, str(APART / "requirements.in"), [])
    (ROOT / APART / "requirements.lock").write_text(HEAD_APART + apart, "utf-8")


if __name__ == "__main__":
    main()
