"""Statements against the texts they were taken from."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from nmc_graph.errors import NotFoundError, SourceError
from nmc_graph.model import evidence_queries
from nmc_graph.rdf.dataset import Dataset

LABEL_LETTERS = 40
SPEECH_TAG_WORDS = 10
SPEECH = re.compile(r"\b(?:said|says|asked|asks|added|adds)\b")


@dataclass(frozen=True)
class Excerpt:
    """A statement and one of its places: characters from 0, `end` not included."""

    statement: str
    identifier: str
    source: str
    says: str
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """Text that no statement covers. `kind` is `layout` or `text` (see `kind_of_stretch`)."""

    start: int
    end: int
    line: int
    kind: str


@dataclass(frozen=True)
class SourceCheck:
    """What was found out about one source whose text is known by its checksum."""

    source: str
    title: str
    sha256: str
    text: str | None
    """The file with that checksum, None if it is not available."""
    statements: int
    within: int | None
    """How many statements lie wholly within the text; None without the text."""
    outside: tuple[str, ...]
    """Identifiers of statements with a place that is not in the text."""
    uncovered: tuple[Stretch, ...]


@dataclass(frozen=True)
class Citation:
    """A source whose text is not known by a checksum: its statements can only be looked up."""

    source: str
    title: str
    address: str
    extent: str
    """How much of it was read, in words; empty if that is not said."""
    statements: int


def cited(dataset: Dataset) -> list[Citation]:
    """Return the sources that are cited by their address, with the number of their statements."""
    return [
        Citation(source, title, address, extent, int(number))
        for source, title, address, extent, number in dataset.texts(evidence_queries.CITED)
    ]


def check(dataset: Dataset, texts: Iterable[Path]) -> list[SourceCheck]:
    """Return one check for each source whose checksum is known."""
    given, places = _by_checksum(texts), excerpts(dataset)
    return [
        _check_source(source, title, sha, given.get(sha), [e for e in places if e.source == source])
        for source, title, sha in dataset.texts(evidence_queries.SOURCES)
    ]


def _by_checksum(texts: Iterable[Path]) -> dict[str, Path]:
    return {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in texts}


def excerpts(dataset: Dataset) -> list[Excerpt]:
    """Return every place of every statement, by source, identifier and start."""
    return [
        Excerpt(statement, identifier, source, says, int(start), int(end))
        for statement, identifier, source, says, start, end in dataset.texts(
            evidence_queries.EXCERPTS
        )
    ]


def _check_source(
    source: str, title: str, sha: str, path: Path | None, places: list[Excerpt]
) -> SourceCheck:
    ids = {e.identifier for e in places}
    if path is None:
        return SourceCheck(source, title, sha, None, len(ids), None, (), ())
    text = read_text(path)
    outside = {e.identifier for e in places if not 0 <= e.start < e.end <= len(text)}
    return SourceCheck(
        source,
        title,
        sha,
        str(path),
        len(ids),
        len(ids - outside),
        tuple(sorted(outside)),
        tuple(uncovered(text, [(e.start, e.end) for e in places])),
    )


def read_text(path: Path) -> str:
    """Return the text of a file. Raises SourceError if it is not UTF-8.

    Offsets count code points (Web Annotation, 4.2.3), so bytes are decoded first.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(path, f"not UTF-8: {error}") from error


def uncovered(text: str, places: Iterable[tuple[int, int]]) -> list[Stretch]:
    """Return the lines, or parts of lines, with letters or digits that no place covers."""
    covered = bytearray(len(text))
    for start, end in places:
        covered[max(0, start) : end] = b"\1" * (min(end, len(text)) - max(0, start))
    found, offset = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        free = bytes(covered[offset : offset + len(line)])
        for gap in re.finditer(rb"\0+", free):
            part = line[gap.start() : gap.end()]
            if re.search(r"\w", part):
                start, end = offset + gap.start(), offset + gap.end()
                found.append(Stretch(start, end, number, kind_of_stretch(part, line)))
        offset += len(line)
    return found


def kind_of_stretch(part: str, line: str) -> str:
    """Return `layout` for a label or a joining word, `text` for anything that may say something.

    Layout is a label (up to 40 letters before a colon), a speech tag (it only shows who says what
    follows, and the statement records that), or at most two joining words between statements.
    """
    words = re.findall(r"[^\W\d_]+", part)
    if part.strip().endswith(":") and sum(map(len, words)) <= LABEL_LETTERS:
        return "layout"
    if len(words) <= SPEECH_TAG_WORDS and SPEECH.search(part):
        return "layout"
    return "layout" if len(words) <= 2 and part.strip() != line.strip() else "text"


def passage(dataset: Dataset, texts: Iterable[Path], statement: str) -> str:
    """Return the passage behind a statement, named by identifier or IRI, from the given texts.

    Raises NotFoundError if there is no such statement or its text is not available.
    """
    found = [
        e
        for e in excerpts(dataset)
        if statement.upper() == e.identifier.upper() or statement.strip("<>") == e.statement
    ]
    if not found:
        raise NotFoundError(
            f"There is no statement {statement!r}.", hint="Identifiers look like S20."
        )
    given = _by_checksum(texts)
    sums = {source: sha for source, _, sha in dataset.texts(evidence_queries.SOURCES)}
    lines = []
    for e in found:
        lines += [f"{e.identifier}  {e.says}", f"  {e.source}, characters {e.start} to {e.end}"]
        path = given.get(sums.get(e.source, ""))
        lines.append(
            f"  «{' '.join(read_text(path)[e.start : e.end].split())}»"
            if path
            else "  The source text is not available. Name it with --text FILE (SHA-256 "
            f"{sums.get(e.source)})."
        )
    return "\n".join(lines)


def _statements(number: int) -> str:
    return "1 statement" if number == 1 else f"{number} statements"


def as_text(checks: list[SourceCheck], citations: Sequence[Citation] = ()) -> str:
    """Return the checks for people, and then what no check can reach."""
    lines = []
    for c in checks:
        lines.append(f"{c.title}\n  {c.source}")
        if c.text is None:
            lines.append(
                f"  source text not available (SHA-256 {c.sha256}); "
                f"{_statements(c.statements)} not checked"
            )
            continue
        lines.append(f"  source text with the right checksum: {c.text}")
        lines.append(f"  {c.within} of {_statements(c.statements)} inside the text")
        lines += [f"  {name} points outside the text" for name in c.outside]
        layout = [s for s in c.uncovered if s.kind == "layout"]
        other = [s for s in c.uncovered if s.kind != "layout"]
        lines.append(
            f"  not covered by a statement: {len(layout)} passages of layout, {len(other)} of text"
        )
        lines += [f"  line {s.line}, characters {s.start} to {s.end}: no statement" for s in other]
    if citations:
        lines.append(
            f"Cited by URL only, so no passage can be checked: "
            f"{_statements(sum(c.statements for c in citations))} from {len(citations)} sources"
        )
        lines += [
            f"  {c.source}: {_statements(c.statements)}, read: {c.extent or 'not recorded'},"
            f" {c.address}"
            for c in citations
        ]
    return "\n".join(lines)


def as_json(checks: list[SourceCheck], citations: Sequence[Citation] = ()) -> str:
    """Return checks and citations as JSON: a list in which `kind` is `text` or `citation`."""
    rows = [{"kind": "text", **asdict(c)} for c in checks]
    rows += [{"kind": "citation", **asdict(c)} for c in citations]
    return json.dumps(rows, indent=2, ensure_ascii=False)
