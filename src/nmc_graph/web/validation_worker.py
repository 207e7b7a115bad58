"""The process that checks uploaded files: one request a line on its input, one reply a line.

A request names files that are already written; the reply is a report as JSON, or an error. The
process has limits on memory, and the web process ends it when it takes too long.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from nmc_graph.errors import NmcError, UsageError
from nmc_graph.processes import end_with_parent
from nmc_graph.quality.report import Report
from nmc_graph.rdf.parse import has_more_quads
from nmc_graph.rdf.sources import from_paths
from nmc_graph.validation import validate_files
from nmc_graph.workbook.validation import CheckedWorkbook, check_workbook, is_workbook

MEMORY_BYTES = 2 * 1024**3
MAX_FINDINGS = 5000
"""Findings in a report; the check stops soon after."""
MAX_TRIPLES = 50_000
"""Triples of a file: twice as many as 1 MB of usual data has."""
FORMATS = ("json", "turtle", "sarif", "text")


def main() -> None:
    """Answer requests until the input ends, or the web process does during a check."""
    end_with_parent(os.getppid())
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for line in sys.stdin:
        try:
            reply = _reply(json.loads(line))
        except NmcError as error:
            reply = {"error": str(error), "hint": error.hint}
        except MemoryError:
            reply = {"error": "Checking this takes more memory than allowed.", "hint": ""}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


def _reply(request: dict[str, Any]) -> dict[str, Any]:
    data, shapes = Path(request["data"]), [Path(p) for p in request["shapes"]]
    report: Report | CheckedWorkbook
    if is_workbook(data):
        report = check_workbook(data).limited(MAX_FINDINGS)
    else:
        for path in (data, *shapes):
            _refuse_many_triples(path)
        report = _with_names(validate_files([data], shapes, at_most=MAX_FINDINGS), data.parent)
    return {name: getattr(report, f"as_{name}")() for name in request["formats"]}


def _refuse_many_triples(path: Path) -> None:
    """Raise UsageError for a file that takes long to check, or SourceError if it doesn't parse."""
    for source in from_paths([path]):
        if has_more_quads(source, MAX_TRIPLES):
            raise UsageError(
                f"{path.name}: it has more than {MAX_TRIPLES:,} triples.",
                hint="Check it with `nmc validate` on your own machine.",
            )


def _with_names(report: Report, folder: Path) -> Report:
    """Return the report with names of files without the folders of this machine."""
    start = f"{folder}/"
    findings = [replace(f, file=f.file.removeprefix(start)) for f in report.findings]
    return replace(report, findings=tuple(findings))


if __name__ == "__main__":
    main()
