"""Check prose, and compare what was found with the list of known lines.

Usage: python -m tools.prose [--all] [--count] [--labels] [--update-known [--force]] [PATH...]

A finding that is not on the list fails, and so does an entry of the list that no longer occurs.
`--update-known` removes such entries, follows lines to another file, and adds new ones only with
`--force`.
`--all` prints known findings too, `--count` prints how many each file has, and `--labels` prints
what the rules find in the texts of Turtle files and library queries, without failing.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tools.prose.known import KNOWN, Entry, load, save
from tools.prose.read import read
from tools.prose.rules import Finding, check

ROOT = Path(__file__).parents[2]
LABELS = {".rq", ".ttl"}
SUFFIXES = {".md", ".py", ".js", ".mjs", ".html"}
COMMENTED = {"Makefile", ".ci/run", "pyproject.toml"}
SHOWN = 10
"""Known lines that are gone, of which so many are printed."""
SKIPPED = (
    "docs/reference/", "bench/results.md", "tests/ingest/documents/",
    "tests/policy/test_prose.py", "tools/prose/style.toml",
)  # fmt: skip
"""Written from code that is checked where it is, or imitations of what others write."""


def files(suffixes: set[str] = SUFFIXES) -> list[str]:
    """Return the files to check: those that git tracks or would add."""
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
        if (Path(name).suffix in suffixes or (name in COMMENTED and suffixes == SUFFIXES))
        and not name.startswith(SKIPPED)
        and (ROOT / name).exists()
    )


def findings(names: list[str]) -> list[tuple[Entry, Finding]]:
    """Check files, and pair each finding with the entry that it has on the list."""
    found = []
    for name in names:
        lines = (ROOT / name).read_text("utf-8").splitlines()
        for passage in read(ROOT / name):
            for finding in check(name, passage):
                line = " ".join(lines[finding.line - 1].split())
                found.append((Entry(name, finding.phrase, line), finding))
    return sorted(found, key=lambda pair: (pair[1].path, pair[1].line, pair[1].column))


def update(known: Counter[Entry], now: Counter[Entry], force: bool) -> int:
    """Write the list again: without lines that are gone, and with new ones only by force."""
    kept, new, gone = now & known, Counter[Entry](), known - now
    left = Counter((entry.phrase, entry.line) for entry in gone.elements())
    for entry in (now - known).elements():
        if left[entry.phrase, entry.line] > 0:  # the line has moved to another file
            left[entry.phrase, entry.line] -= 1
            kept[entry] += 1
        else:
            new[entry] += 1
    save(now if force else kept)
    print(f"{KNOWN.name}: {known.total()} entries before, {(now if force else kept).total()} now.")
    if new and not force:
        print(f"{new.total()} new findings were not added. Rewrite these lines instead.")
    return int(bool(new) and not force)


def main(arguments: list[str]) -> int:
    """Return 1 if the prose has new findings or the list has entries that are gone."""
    flags = {a for a in arguments if a.startswith("--")}
    if "--labels" in flags:
        for _, finding in findings([n for n in files(LABELS) if not n.startswith("tests/")]):
            print(finding)
        return 0
    names = [a for a in arguments if a not in flags] or files()
    found = findings(names)
    now = Counter(entry for entry, _ in found)
    listed = load()
    if "--update-known" in flags:
        return update(listed, now, "--force" in flags)
    if "--count" in flags:
        for name, count in Counter(f.path for _, f in found).most_common():
            print(f"{count:5} {name}")
        return 0
    known = Counter({e: n for e, n in listed.items() if e.path in names or names == files()})
    new, left = 0, known.copy()
    for entry, finding in found:
        left[entry] -= 1
        if left[entry] < 0 or "--all" in flags:
            new += left[entry] < 0
            print(finding)
    gone = +left
    for entry in sorted(gone)[:SHOWN]:
        print(f"{entry.path}: no longer has \u201c{entry.phrase}\u201d in \u201c{entry.line}\u201d")
    if new:
        print(f"{new} new findings in prose. Rewrite these lines; style.toml has the reasons.")
    if gone:
        print(f"{gone.total()} known lines are gone. Run: python -m tools.prose --update-known")
    if not new and not gone:
        print(f"Prose: {len(names)} files, {known.total()} known findings left.")
    return int(bool(new or gone))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
