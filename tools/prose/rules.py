"""The rules of our style, and the check of a passage against them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import codespell_lib

from tools.prose.passages import Passage

STYLE = Path(__file__).with_name("style.toml")
AMERICAN = Path(codespell_lib.__file__).parent / "data" / "dictionary_en-GB_to_en-US.txt"
WORD = re.compile(r"[A-Za-z]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][A-Za-z]+)*")


@dataclass(frozen=True)
class Rule:
    """A pattern that prose must not contain, and what to write instead."""

    pattern: re.Pattern[str]
    instead: str


@dataclass(frozen=True)
class Finding:
    """A phrase that breaks a rule, where it is, and what to write instead."""

    path: str
    line: int
    column: int
    phrase: str
    instead: str

    def __str__(self) -> str:
        """Return the line that a terminal or an editor can follow."""
        return f"{self.path}:{self.line}:{self.column}: \u201c{self.phrase}\u201d: {self.instead}"


@dataclass(frozen=True)
class Style:
    """All rules of our style."""

    rules: tuple[Rule, ...]
    heading_words: int
    british: dict[str, str]


@cache
def style() -> Style:
    """Read the rules, and codespell's list of British spellings."""
    read = tomllib.loads(STYLE.read_text("utf-8"))
    rules = tuple(Rule(re.compile(rule["pattern"], re.I), rule["instead"]) for rule in read["rule"])
    british = dict(
        line.split(",")[0].split("->")
        for line in AMERICAN.read_text("utf-8").splitlines()
        if "->" in line
    )
    for word in read["accepted_spellings"]:
        british.pop(word, None)
    return Style(rules, read["heading_words"], {**british, **read["british"]})


def check(path: str, passage: Passage) -> Iterator[Finding]:
    """Yield what breaks a rule in one passage."""
    house = style()
    for rule in house.rules:
        for match in rule.pattern.finditer(passage.text):
            phrase = " ".join(match[0].split())
            yield Finding(path, *passage.position(match.start()), phrase, rule.instead)
    words = list(WORD.finditer(passage.text))
    if passage.kind == "heading" and len(words) > house.heading_words:
        instead = f"a heading has at most {house.heading_words} words"
        yield Finding(path, *passage.position(0), passage.text.strip(), instead)
    for word in words:
        for part in re.finditer(r"[A-Za-z]+", word[0]):
            if american := house.british.get(part[0].lower()):
                place = passage.position(word.start() + part.start())
                yield Finding(path, *place, part[0], f"write \u201c{american}\u201d")
