"""Warnings that may stay: a short list, each entry with its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from nmc_graph.errors import SourceError
from nmc_graph.iris import expand
from nmc_graph.quality.report import Finding, Report
from nmc_graph.terms import SHAPES


@dataclass(frozen=True)
class Entry:
    """One entry of the list."""

    shape: str
    """Name of the shape, without its namespace, or of the lint rule."""
    reason: str
    entity: str = ""
    """The entity that the warning is about, such as `id/assertion/nns-2015/goal`; empty: any."""
    at_most: int = 1
    """How many warnings it accepts."""

    def fits(self, finding: Finding) -> bool:
        """Return whether the finding is a warning of this shape about this entity."""
        return (
            finding.severity == "Warning"
            and finding.shape in (self.shape, SHAPES + self.shape)
            and (not self.entity or finding.entity == expand(self.entity))
        )


def read(path: Path) -> list[Entry]:
    """Return the entries of a TOML file. Raises SourceError if it is not such a list."""
    try:
        entries = [Entry(**e) for e in tomllib.loads(path.read_text("utf-8"))["accepted"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SourceError(path, f"is not a list of accepted warnings: {error}") from error
    if silent := [e.shape for e in entries if not e.reason.strip()]:
        raise SourceError(path, f"gives no reason for {', '.join(silent)}")
    return entries


def accept(report: Report, path: Path) -> Report:
    """Return the report in which the warnings of the list have their reasons.

    An entry that fits no warning is a violation, so that the list stays short.
    """
    findings = list(report.findings)
    for entry in read(path):
        fitting = [n for n, f in enumerate(findings) if not f.accepted and entry.fits(f)]
        for n in fitting[: entry.at_most]:
            findings[n] = replace(findings[n], accepted=entry.reason)
        if not fitting:
            findings.append(_unused(entry, path))
    return Report.of(findings, report.triples)


def _unused(entry: Entry, path: Path) -> Finding:
    entity = expand(entry.entity) if entry.entity else ""
    message = "No warning fits this entry of the list of accepted warnings."
    return Finding(
        str(path), None, entity, "", entry.shape, message, "Remove the entry.", "Violation",
        "accepted-warnings",
    )  # fmt: skip
