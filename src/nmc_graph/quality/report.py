"""Findings and reports: text, JSON, SHACL in Turtle, SARIF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nmc_graph import __version__
from nmc_graph.iris import shorten
from nmc_graph.quality.result import MILD
from nmc_graph.rdf.ntriples import STRING
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
    language: str = "en"
    """Language of the message."""
    component: str = ""
    """IRI of the kind of constraint; empty for a lint rule."""
    path_term: str = ""
    """The path in Turtle if it is more than one property."""
    value_kind: str = ""
    """Language tag or datatype of the value, as in N-Triples, if it is known to be a literal."""
    accepted: str = ""
    """Why a warning may stay."""
    focus: str = ""
    """Focus node of the result if the entity is its value, as some of our shapes have it."""
    focus_kind: str = ""
    """Language tag or datatype of the focus node if it is a literal."""
    details: tuple[Finding, ...] = ()
    """Why the value does not conform to the shape that `sh:node` names."""


@dataclass(frozen=True)
class Report:
    """All findings of a check, in the order of the files."""

    findings: tuple[Finding, ...]
    triples: int = 0
    """How many triples were checked: an empty graph conforms, and people should notice."""
    left_out: int = 0
    """How many further findings were found; a check that stops early doesn't find all of them."""

    @classmethod
    def of(cls, findings: list[Finding], triples: int, left_out: int = 0) -> Report:
        """Return the report with findings sorted by file, line and entity."""
        key = [(f.file, f.line or 0, f.entity, f.shape, f.value) for f in findings]
        order = sorted(range(len(findings)), key=key.__getitem__)
        return cls(tuple(findings[i] for i in order), triples, left_out)

    def limited(self, at_most: int) -> Report:
        """Return the report with no more findings than that, the gravest ones."""
        if len(self.findings) <= at_most:
            return self
        gravest = sorted(self.findings, key=lambda f: f.severity in MILD)
        left_out = self.left_out + len(self.findings) - at_most
        return Report.of(gravest[:at_most], self.triples, left_out)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not count."""
        return not self.counts["Violation"]

    @property
    def warnings_left(self) -> int:
        """How many warnings are not accepted."""
        return sum(f.severity == "Warning" and not f.accepted for f in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity; one that only the shapes define counts as violation."""
        found = Counter(f.severity if f.severity in LEVELS else "Violation" for f in self.findings)
        return {severity: found[severity] for severity in LEVELS}

    def by_entity(self) -> dict[str, list[int]]:
        """Return the numbers of the findings of each entity, the one found first at the top."""
        groups: dict[str, list[int]] = {}
        for n, finding in enumerate(self.findings):
            groups.setdefault(finding.entity, []).append(n)
        return groups

    def as_text(self) -> str:
        """Return the report for people."""
        lines = []
        for entity, numbers in self.by_entity().items():
            lines.append(shorten(entity) or "(no entity)")
            for n in numbers:
                lines += _text_lines(self.findings[n])
        counts = in_words(self.counts)
        if any(f.accepted for f in self.findings):
            counts += f" ({self.warnings_left} of the warnings not accepted)"
        verdict = "Conforms" if self.conforms else "Does not conform"
        lines.append(f"{verdict}: {self.triples:,} triples checked, {counts}.")
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the report as JSON."""
        head = {
            "conforms": self.conforms,
            "triples": self.triples,
            "counts": self.counts,
            "left_out": self.left_out,
        }
        groups = self.by_entity().items()
        lists = {
            "entities": [{"entity": entity, "findings": numbers} for entity, numbers in groups],
            "findings": map(_as_dict, self.findings),
        }
        # A line for each, because indented JSON is written by slow code.
        parts = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
        for key, items in lists.items():
            lines = ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in items)
            parts.append(f'  "{key}": [\n{lines}\n  ]')
        return "{\n" + ",\n".join(parts) + "\n}"

    def as_turtle(self) -> str:
        """Return a SHACL validation report (SHACL, section 3.6)."""
        lines = [
            f"@prefix sh: <{SH}> .",
            "",
            "[] a sh:ValidationReport ;",
            f"  sh:conforms {str(self.conforms).lower()}",
        ]
        for f in self.findings:
            parts = _turtle_result(f)
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


def in_words(counts: Mapping[str, int]) -> str:
    """Return how many findings there are of each severity, such as "2 warnings, 1 info"."""
    parts = (f"{n} {s.lower()}{'s' if n != 1 else ''}" for s, n in counts.items() if n)
    return ", ".join(parts) or "no findings"


def _as_dict(f: Finding) -> dict[str, Any]:
    return {**vars(f), "details": list(map(_as_dict, f.details))}


def _text_lines(f: Finding) -> list[str]:
    lines = [f"  {_place(f)}: {f.severity}: {f.message}"]
    about = "  ".join(filter(None, (shorten(f.property), shorten(f.value))))
    if about:
        lines.append(f"      {about}")
    lines += [f"      because: {d.message} {shorten(d.property)}".rstrip() for d in f.details]
    if f.fix:
        lines.append(f"      fix: {f.fix}")
    if f.accepted:
        lines.append(f"      accepted: {f.accepted}")
    return lines


def _place(f: Finding) -> str:
    """Return file and line as editors understand them."""
    return f"{f.file}:{f.line}" if f.line else f.file or "(no file)"


def _turtle_result(f: Finding) -> list[str]:
    """Return the predicates and objects of a finding as a SHACL validation result."""
    message = json.dumps(f.message, ensure_ascii=False) + (f"@{f.language}" if f.language else "")
    parts = [
        "a sh:ValidationResult",
        f"sh:resultSeverity {_sh(f.severity)}",
        f"sh:focusNode {_term(f.focus or f.entity, f.focus_kind)}",
        f"sh:resultMessage {message}",
    ]
    if f.path_term or f.property.startswith("http"):
        parts.append(f"sh:resultPath {f.path_term or f'<{f.property}>'}")
    value, kind = (f.entity, "") if f.focus else (f.value, f.value_kind)
    if value or kind:
        parts.append(f"sh:value {_term(value, kind)}")
    if f.component:
        parts.append(f"sh:sourceConstraintComponent {_sh(f.component)}")
    if f.shape.startswith("http"):
        parts.append(f"sh:sourceShape <{f.shape}>")
    parts += [f"sh:detail [ {' ; '.join(_turtle_result(d))} ]" for d in f.details]
    return parts


def _sh(iri: str) -> str:
    """Return a term of SHACL, by its IRI or local name, or another IRI."""
    name = iri.removeprefix(SH)
    return f"<{name}>" if ":" in name else f"sh:{name}"


def _term(value: str, kind: str) -> str:
    """Return a literal of this kind; without a kind an IRI, or a text if it is none."""
    if kind:
        return json.dumps(value, ensure_ascii=False) + kind.removesuffix(STRING)
    if value.startswith(("http://", "https://", "urn:", "tel:")) and " " not in value:
        return f"<{value}>"
    return json.dumps(value, ensure_ascii=False)


def _sarif_result(f: Finding) -> dict[str, Any]:
    about = " ".join(a for a in (shorten(f.entity), shorten(f.property), shorten(f.value)) if a)
    result: dict[str, Any] = {
        "ruleId": shorten(f.shape),
        "level": LEVELS.get(f.severity, "error"),
        "message": {"text": f"{f.message} {f.fix} ({about})"},
    }
    if f.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": f.file}}
        if f.line:
            place["region"] = {"startLine": f.line}
        result["locations"] = [{"physicalLocation": place}]
    if f.accepted:
        result["suppressions"] = [{"kind": "external", "justification": f.accepted}]
    return result
