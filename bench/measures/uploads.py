"""How long `/validate` takes for a file as large as it accepts."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.inputs import ROOT
from bench.processes import processor_seconds
from bench.results import Section
from nmc_graph.web.app import MAX_BODY_BYTES
from nmc_graph.web.validation_worker import MAX_TRIPLES

WANTED = 1.0
RUNS = 3
_PREFIXES = """@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix : <https://w3id.org/nmc/id/assertion/x/> .
@prefix id: <https://w3id.org/nmc/id/> .
"""
# Results without evidence, unit and subject: each breaks several rules.
_RESULT = (
    ":r{n} a nmc:LevelObservation ; nmc:hasIndicator id:indicator\\/i ; nmc:endYear 2011 ;"
    " nmc:hasGeography id:place\\/p ; nmc:isAssertedBy id:organization\\/o ;"
    " nmc:numericValue {value}.0 .\n"
)

# Texts of one short part each, with a number.
_PARTS = {
    "goals without a property": ":{n} a nmc:Goal .\n",
    "unknown properties": ":{n} nmc:p{n} 1 .\n",
    "things that are not described": ":{n} nmc:hasGeography :p{n} .\n",
    "things without an IRI": "[ a nmc:LevelObservation ] .\n",
    "things inside each other": '[] :p [ :p [ :p [ :p {n} ; :q "far inside" ] ] ] .\n',
}


def measure(size: str) -> Section:
    """Check each text in the process that checks uploads, several times."""
    section = Section("uploads", size, "Checking uploads of 1 MB")
    rows = []
    for title, text in _texts():
        wall, processor, report = _check(text)
        rows.append((title, *_found(report), f"{wall:.2f}", f"{processor:.2f}"))
        section.target(
            f"/validate of 1 MB, {title}", f"≤ {WANTED:g} s", f"{wall:.2f} s", wall <= WANTED
        )
    section.say(
        f"In the process that checks uploads, with the bundled shapes; best of {RUNS} after a "
        "first one. Seconds of the processor are those of that process. The check stops when it "
        "has found more than a report can have.\n"
    )
    section.table(("text", "triples", "findings", "seconds", "of the processor"), rows)
    return section


def _found(report: dict[str, Any] | None) -> tuple[str, str]:
    """Return the number of triples and findings, in words where the check stopped early."""
    if report is None:
        return f"> {MAX_TRIPLES:,}", "refused"
    findings = len(report["findings"]) + report["left_out"]
    return f"{report['triples']:,}", ("≥ " if report["left_out"] else "") + f"{findings:,}"


def _texts() -> Iterator[tuple[str, str]]:
    ours = "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "data").glob("*.ttl")))
    end = ours.rindex("\n\n", 0, MAX_BODY_BYTES * 9 // 10)
    yield "our data", ours[:end]
    for title, alike in (("results with many faults", False), ("equal results", True)):
        text, number = [_PREFIXES], 0
        while sum(map(len, text)) < MAX_BODY_BYTES * 9 // 10:
            block = range(number, number + 500)
            text.append("".join(_RESULT.format(n=n, value=5 if alike else n) for n in block))
            number += 500
        yield title, "".join(text)
    for title, part in _PARTS.items():
        yield (
            title,
            _PREFIXES
            + "".join(part.format(n=n) for n in range(MAX_BODY_BYTES * 9 // 10 // len(part))),
        )
    yield "a list of 45,000 items", f":a :p ({'1 ' * 45_000}) .".join((_PREFIXES, ""))
    yield "one thing with 95,000 values", f"{_PREFIXES}:a :p {', '.join(map(str, range(95_000)))} ."


def _check(text: str) -> tuple[float, float, dict[str, Any] | None]:
    """Return seconds, processor seconds, and the report; None if the text is refused."""
    command = [sys.executable, "-m", "nmc_graph.web.validation_worker"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        path = Path(folder) / "data.ttl"
        path.write_text(text, "utf-8")
        request = json.dumps({"data": str(path), "shapes": [], "formats": ["json"]}) + "\n"
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        times = []
        for _ in range(RUNS + 1):
            used, begun = processor_seconds(process.pid), time.perf_counter()
            process.stdin.write(request)
            process.stdin.flush()
            reply = json.loads(process.stdout.readline())
            wall = time.perf_counter() - begun
            times.append((wall, processor_seconds(process.pid) - used))
        process.stdin.close()
    return (*min(times[1:]), json.loads(reply["json"]) if "json" in reply else None)
