"""Check prose.

Usage: python -m tools.prose [--count] [PATH...]

`--count` prints how many findings each file has. In Turtle files and library queries, the texts
that people read are checked, and comments.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tools.prose.read import read
from tools.prose.rules import Finding, check

ROOT = Path(__file__).parents[2]
LABELS = {".rq", ".ttl"}
SUFFIXES = {".md", ".py", ".js", ".mjs", ".html", *LABELS}
COMMENTED = {"Makefile", ".ci/run", "pyproject.toml"}
SKIPPED = (
    "bench/results.md", "tests/ingest/documents/",
    "tests/policy/test_prose.py", "tools/prose/style.toml",
)  # fmt: skip
"""Written from code that is checked where it is, or imitations of what others write."""


def files() -> list[str]:
    """Return the files to check: those that git tracks or would add, without data of tests."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(
        name
        for name in set(listed.stdout.splitlines())
        if (Path(name).suffix in SUFFIXES or name in COMMENTED)
        and not name.startswith(SKIPPED)
        and not (name.startswith("tests/") and Path(name).suffix in LABELS)
        and (ROOT / name).exists()
    )


def findings(names: list[str]) -> list[Finding]:
    """Check files."""
    return [
        finding
        for name in names
        for passage in read(ROOT / name)
        for finding in check(name, passage)
    ]


def main(arguments: list[str]) -> int:
    """Return 1 if the prose has findings."""
    names = [a for a in arguments if a != "--count"] or files()
    found = sorted(findings(names), key=lambda f: (f.path, f.line, f.column))
    if "--count" in arguments:
        for name, count in Counter(f.path for f in found).most_common():
            print(f"{count:5} {name}")
        return 0
    for finding in found:
        print(finding)
    if found:
        print(f"{len(found)} findings in prose. Rewrite these lines; style.toml has the reasons.")
    else:
        print(f"Prose: {len(names)} files, no findings.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
