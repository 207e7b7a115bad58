"""Plant mistakes in generated data for validators to find, the same in each run."""

from __future__ import annotations

from pathlib import Path

NMC = "https://w3id.org/nmc/ontology#"
EVERY = 7
"""Every seventh unit gets one of the mistakes below."""

# Text in a line of the n-th faulty unit, and its replacement; the line is dropped if empty.
_FAULTS = (
    (f"<{NMC}hasVoice> ", ""),
    (f"<{NMC}hasStance> <https://w3id.org/nmc/concept/stance/", f"<{NMC}hasStance> <https://w3id.org/nmc/concept/role/"),
    ("<http://www.w3.org/ns/oa#end> ", "<http://www.w3.org/ns/oa#start> "),
    (f"<{NMC}hasGeography> ", ""),
    (f"<{NMC}percentChange> ", f"<{NMC}numericValue> "),
    ("<http://purl.org/dc/terms/description> ", ""),
    (f"<{NMC}hasEvidence> ", ""),
    (f"<{NMC}hasIndicator> <https://w3id.org/nmc/id/indicator/", f"<{NMC}hasIndicator> <https://w3id.org/nmc/id/place/"),
)  # fmt: skip


def plant(files: list[Path], folder: Path) -> tuple[Path, int]:
    """Write the files with mistakes into one file in `folder`; return it and the count."""
    folder.mkdir(parents=True, exist_ok=True)
    path, planted, last = folder / "faulty.nt", 0, ""
    with path.open("w", encoding="utf-8") as out:
        for file in files:
            for line in file.read_text("utf-8").splitlines(keepends=True):
                unit = _unit(line)
                if unit and unit != last and int(unit[1:]) % EVERY == 0:
                    text, replacement = _FAULTS[int(unit[1:]) // EVERY % len(_FAULTS)]
                    if text in line:
                        last, planted = unit, planted + 1
                        line = line.replace(text, replacement) if replacement else ""
                out.write(line)
    return path, planted


def _unit(line: str) -> str:
    """Return the unit of a line's subject, such as `g000007`, or an empty string."""
    subject = line.partition(">")[0]
    at = subject.find("/g")
    name = subject[at + 1 : at + 8]
    return name if len(name) == 7 and name[1:].isdigit() else ""
