"""Findings and reports: text, JSON, SHACL in Turtle, SARIF."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from nmc_graph import __version__
from nmc_graph.iris import shorten
from nmc_graph.terms import SH

LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it is and how to fix it."""

    file: str
    line: int | None
    entity: str
    property: str
    value: str
    message: str
    fix: str
    severity: str
    """`Violation`, `Warning` or `Info`."""
    shape: str
    """IRI of the shape, or the name of the lint rule."""


@dataclass(frozen=True)
class Report:
    """All findings of a check, in the order of the files."""

    findings: tuple[Finding, ...]
    triples: int = 0
    """How many triples were checked: an empty graph conforms, and people should notice."""

    @classmethod
    def of(cls, findings: list[Finding], triples: int) -> Report:
        """Return the report with findings sorted by file, line and entity."""
        key = [(f.file, f.line or 0, f.entity, f.shape, f.value) for f in findings]
        order = sorted(range(len(findings)), key=key.__getitem__)
        return cls(tuple(findings[i] for i in order), triples)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not count."""
        return not any(f.severity == "Violation" for f in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity."""
        found = Counter(f.severity for f in self.findings)
        return {severity: found[severity] for severity in LEVELS}

    def as_text(self) -> str:
        """Return the report for people."""
        lines = []
        for f in self.findings:
            lines.append(f"{_place(f)}: {f.severity}: {f.message}")
            about = [shorten(f.entity), shorten(f.property), shorten(f.value)]
            lines.append("    " + "  ".join(a for a in about if a))
            lines.append(f"    fix: {f.fix}")
        counts = ", ".join(
            f"{n} {s.lower()}{'s' if n != 1 else ''}" for s, n in self.counts.items() if n
        )
        verdict = "Conforms" if self.conforms else "Does not conform"
        lines.append(f"{verdict}: {self.triples:,} triples checked, {counts or 'no findings'}.")
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(
            {
                "conforms": self.conforms,
                "triples": self.triples,
                "counts": self.counts,
                "findings": [asdict(f) for f in self.findings],
            },
            indent=2,
            ensure_ascii=False,
        )

    def as_turtle(self) -> str:
        """Return a SHACL validation report (SHACL, section 3.6)."""
        lines = [
            f"@prefix sh: <{SH}> .",
            "",
            "[] a sh:ValidationReport ;",
            f"  sh:conforms {str(self.conforms).lower()}",
        ]
        for f in self.findings:
            parts = [
                "a sh:ValidationResult",
                f"sh:resultSeverity sh:{f.severity}",
                f"sh:focusNode {_node(f.entity)}",
                f"sh:resultMessage {json.dumps(f.message, ensure_ascii=False)}@en",
            ]
            if f.property.startswith("http"):
                parts.append(f"sh:resultPath <{f.property}>")
            if f.value:
                parts.append(f"sh:value {_node(f.value)}")
            if f.shape.startswith("http"):
                parts.append(f"sh:sourceShape <{f.shape}>")
            lines[-1] += " ;"
            lines.append("  sh:result [ " + " ; ".join(parts) + " ]")
        return "\n".join(lines) + " ."

    def as_sarif(self) -> str:
        """Return the report in SARIF 2.1.0, for code hosts and editors."""
        rules = sorted({f.shape for f in self.findings})
        run: dict[str, Any] = {
            "tool": {
                "driver": {
                    "name": "nmc",
                    "version": __version__,
                    "rules": [{"id": shorten(r), "name": shorten(r)} for r in rules],
                }
            },
            "results": [_sarif_result(f) for f in self.findings],
        }
        schema = "https://json.schemastore.org/sarif-2.1.0.json"
        return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def _place(f: Finding) -> str:
    """Return file and line as editors understand them."""
    return f"{f.file}:{f.line}" if f.line else f.file or "(no file)"


def _node(value: str) -> str:
    if value.startswith(("http://", "https://", "urn:", "tel:")) and " " not in value:
        return f"<{value}>"
    return json.dumps(value, ensure_ascii=False)


def _sarif_result(f: Finding) -> dict[str, Any]:
    about = " ".join(a for a in (shorten(f.entity), shorten(f.property), shorten(f.value)) if a)
    result: dict[str, Any] = {
        "ruleId": shorten(f.shape),
        "level": LEVELS[f.severity],
        "message": {"text": f"{f.message} {f.fix} ({about})"},
    }
    if f.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": f.file}}
        if f.line:
            place["region"] = {"startLine": f.line}
        result["locations"] = [{"physicalLocation": place}]
    return result
