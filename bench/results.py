"""Write bench/results.md: a section per measure, so that a partial run updates only its own."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.inputs import ROOT, SIZES

PATH = ROOT / "bench" / "results.md"
_SECTION = re.compile(r"^<!-- section: (.+?) -->\n(.*?)(?=^<!-- section: |\Z)", re.M | re.S)
_VERDICT = re.compile(r"^<!-- target: (.+?) -->$", re.M)
_HEAD = """# Benchmark results

Written by `make bench`; `bench/README.md` explains each number and how to read it.
Each ratio comes from one run on one machine: compare ratios between machines, not milliseconds.
Each section gives the time and the command of its measurement.
Versions: {versions}.
"""


@dataclass(frozen=True)
class Target:
    """A measured ratio and its target."""

    work: str
    wanted: str
    measured: str
    reached: bool | None
    """None if it was not measured."""

    def line(self) -> str:
        """Return the result as one line."""
        return f"{_word(self.reached)}: {self.work}: {self.measured} (target {self.wanted})"


@dataclass
class Section:
    """The results of one measure."""

    measure: str
    size: str
    title: str
    lines: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name of the section in the file."""
        return f"{self.measure}-{self.size}"

    @property
    def command(self) -> str:
        """The command that repeats the measurement."""
        size = f" --size {self.size}" if self.size in SIZES else ""
        return f"python bench/run.py --only {self.measure}{size}"

    def say(self, text: str = "") -> None:
        """Add text, and print it."""
        self.lines.append(text)
        print(text, flush=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a table; every column except the first has right-aligned numbers."""
        cells = [[str(c) for c in row] for row in (head, *rows)]
        widths = [max(len(r[i]) for r in cells) for i in range(len(head))]

        def line(row: Sequence[str]) -> str:
            padded = [
                c.ljust(w) if i == 0 else c.rjust(w)
                for i, (c, w) in enumerate(zip(row, widths, strict=True))
            ]
            return "| " + " | ".join(padded) + " |"

        rule = (
            "|"
            + "|".join(
                "-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths)
            )
            + "|"
        )
        for text in (line(cells[0]), rule, *map(line, cells[1:])):
            self.say(text)
        self.say()

    def target(self, work: str, wanted: str, measured: str, reached: bool | None) -> None:
        """Compare a ratio with its target."""
        self.targets.append(Target(work, wanted, measured, reached))

    def written(self) -> str:
        """Return the section as text for the file."""
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        marks = [
            f"<!-- target: {t.work} | {t.wanted} | {t.measured} | {_word(t.reached)} -->"
            for t in self.targets
        ]
        body = "\n".join([*self.lines, *marks]).strip()
        return (
            f"<!-- section: {self.key} -->\n## {self.title}\n\n"
            f"{when}, `{self.command}`, {machine()}.\n\n{body}\n\n"
        )


def _word(reached: bool | None) -> str:
    return {True: "reached", False: "not reached", None: "not measured"}[reached]


def save(section: Section, order: Sequence[str]) -> None:
    """Replace the section with the same key in the file, and update the summary."""
    old = PATH.read_text("utf-8") if PATH.exists() else ""
    parts = {key: f"<!-- section: {key} -->\n{text}" for key, text in _SECTION.findall(old)}
    parts[section.key] = section.written()
    known = [k for k in order if k in parts]
    rest = [parts[k] for k in [*known, *sorted(parts.keys() - set(known) - {"summary"})]]
    targets = [t.split(" | ") for text in rest for t in _VERDICT.findall(text)]
    summary = "<!-- section: summary -->\n## Targets\n\n" + _summary(targets) + "\n\n"
    PATH.write_text(
        _HEAD.format(versions=versions()) + "\n" + summary + "".join(rest).rstrip() + "\n", "utf-8"
    )


def _summary(targets: list[list[str]]) -> str:
    rows = ["| work | target | measured | |", "|---|---|---|---|"]
    return "\n".join(rows + ["| " + " | ".join(t) + " |" for t in targets])


def summary() -> str:
    """Return the table of targets in the file."""
    found = dict(_SECTION.findall(PATH.read_text("utf-8"))) if PATH.exists() else {}
    return found.get("summary", "")


def machine() -> str:
    """Return what the numbers depend on: processor, cores, memory, system."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    kib = int(Path("/proc/meminfo").read_text().split()[1])
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores of {model}, {kib / 1024**2:.0f} GiB, {platform.system()}"


def versions() -> str:
    """Return the versions of all compared software."""
    found = [f"Python {platform.python_version()}"]
    for name in (
        "pyoxigraph",
        "oxigraph",
        "rdflib",
        "rdflib-endpoint",
        "pyshacl",
        "shacl",
        "granian",
    ):
        try:
            found.append(f"{name} {version(name)}")
        except ModuleNotFoundError:
            found.append(f"{name} not installed")
    if shutil.which("virtuoso-t"):
        output = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True)
        number = re.search(r"Version (\S+)", output.stdout + output.stderr)
        found.append(f"Virtuoso {number[1] if number else '?'}")
    return ", ".join(found)
