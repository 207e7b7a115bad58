"""The words by which documents are read: labels, frame text and cues, from `data/ingest/`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from nmc_graph.config import bundle_root

_PLACE = r"(?P<place>[A-Z][\w.'/ -]{1,60}?)"
_YEAR = r"(?:\d{4})"


class Family(NamedTuple):
    """Labels that mean one thing."""

    key: str
    takes: str
    wave: str
    labels: re.Pattern[str]
    """Matches a label as a whole."""
    inline: re.Pattern[str] | None
    """Matches a wording that goes on as a sentence."""


class Cue(NamedTuple):
    """A wording that makes a claim of a certain class."""

    name: str
    class_: str
    pattern: re.Pattern[str]
    values: dict[str, str]
    """Property (`nmc:hasKind`) -> concept (`kind/municipal-bankruptcy`)."""
    concerns: str
    """What the claim is about: collaborative, organization, place, or a concept."""
    gist: str
    """What the statement says, in our words."""
    confidence: float


class Gazetteer(NamedTuple):
    """Everything that is read from the folder."""

    families: tuple[Family, ...]
    at_start: re.Pattern[str]
    """Matches any label with a colon or an inline one, at the start of a stretch of text."""
    boilerplate: re.Pattern[str]
    furniture: re.Pattern[str]
    comments: re.Pattern[str]
    study: re.Pattern[str]
    dateline: re.Pattern[str]
    decrease: re.Pattern[str]
    """Matches words of measures that should fall."""
    increase: re.Pattern[str]
    cues: tuple[Cue, ...] = ()

    def family_of(self, label: str) -> Family | None:
        """Return the family of a label, without its colon."""
        text = " ".join(label.split()).strip(":* ")
        return next((f for f in self.families if f.labels.fullmatch(text)), None)

    def better(self, measure: str) -> str:
        """Return `decrease` or `increase` if the name of a measure shows which is better."""
        falls, rises = self.decrease.search(measure), self.increase.search(measure)
        if bool(falls) == bool(rises):
            return ""
        return "decrease" if falls else "increase"


@functools.cache
def load(folder: Path | None = None) -> Gazetteer:
    """Return the gazetteer of a folder, by default the bundled one."""
    folder = folder or bundle_root() / "data" / "ingest"
    labels = tomllib.loads((folder / "labels.toml").read_text("utf-8"))
    cues = tomllib.loads((folder / "cues.toml").read_text("utf-8"))
    families = tuple(map(_family, labels["family"]))
    frame: dict[str, Any] = labels["frame"]
    joined, inline = (
        _one_of(w for f in labels["family"] for w in f.get(key, ())) for key in ("labels", "inline")
    )
    label = rf"{joined}(?=\**\s*:|\s+[–—-]\s|(?<=[?.]))|{inline}(?=:|\s+\S)"
    return Gazetteer(
        families,
        re.compile(rf"(?P<label>{label})\**\s*(?::|[–—-]\s)?\**\s*", re.IGNORECASE),
        _any(frame["boilerplate"]),
        _any(frame["furniture"]),
        re.compile(frame["comments"], re.IGNORECASE),
        _any(frame["study"]),
        re.compile(frame["dateline"], re.IGNORECASE),
        _any(labels["better"]["decrease"]),
        _any(labels["better"]["increase"]),
        tuple(map(_cue, cues["cue"])),
    )


def _one_of(wordings: Iterable[str]) -> str:
    """Return a pattern for any of these wordings, the longest first."""
    joined = "|".join(sorted(map(_pattern, wordings), key=len, reverse=True))
    return f"(?:{joined.replace('?P<place>', '?:')})"


def _family(row: dict[str, Any]) -> Family:
    labels = _one_of([*row["labels"], *row.get("inline", ())])
    inline = "|".join(map(_pattern, row.get("inline", ())))
    return Family(
        row["key"],
        row["takes"],
        row.get("wave", ""),
        re.compile(labels, re.IGNORECASE),
        re.compile(rf"(?:{inline})\s+", re.IGNORECASE) if inline else None,
    )


def _cue(row: dict[str, Any]) -> Cue:
    return Cue(
        row["name"],
        row["class"],
        re.compile(row["pattern"], re.IGNORECASE),
        row.get("values", {}),
        row.get("concerns", "collaborative"),
        row["gist"],
        row.get("confidence", 0.7),
    )


def _pattern(label: str) -> str:
    """Return a label as a pattern, with any white space between its words."""
    parts = re.split(r"(\{place\}|\{year\})", label)
    found = "".join(
        _PLACE if p == "{place}" else _YEAR if p == "{year}" else re.escape(p) for p in parts
    )
    return re.sub(r"(?:\\ )+", r"\\s+", found)


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
