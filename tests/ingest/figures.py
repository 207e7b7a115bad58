"""How much of the hand-made data a draft finds, and how much of a draft is right, by kind.

`python -m tests.ingest.figures` prints the table for the seed document and for the profiles.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat, Store

from nmc_graph.ingest.document import Span
from nmc_graph.ingest.extract import coverage, extract
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.readers import read
from nmc_graph.terms import PREFIXES

ROOT = Path(__file__).parents[2]
DOCUMENTS = Path(__file__).parent / "documents"
BY_HAND = (
    ROOT / "data/bridgespan-follow-up-san-joaquin.ttl",
    ROOT / "data/bridgespan-follow-up-san-joaquin-excerpts.ttl",
)
LATER = ("copse-hollow.html", "gannet-point.txt", "juniper-falls.pdf", "thistle-row.md")
"""The documents written after the rules, for which figures are given apart."""

FIELDS = """
SELECT ?kind ?value {
  { ?c a nmc:Focus ; nmc:concerns ?who ; nmc:hasFocusArea ?value . BIND("focus" AS ?kind)
    FILTER(CONTAINS(STR(?who), "/collaborative/")) }
  UNION { ?who nmc:tracks ?value BIND("tracks" AS ?kind) }
  UNION { ?who nmc:startYear ?value BIND("founded" AS ?kind)
    FILTER(CONTAINS(STR(?who), "/collaborative/")) }
  UNION { ?who schema:areaServed ?value BIND("place" AS ?kind) }
  UNION { ?m org:member ?value ; org:role <https://w3id.org/nmc/concept/role/backbone>
    BIND("backbone" AS ?kind) } }"""
NUMBERS = """
SELECT ?class ?indicator ?geography ?from ?to ?percent ?status ?start ?end {
  ?claim a ?class ; nmc:hasIndicator ?indicator ; nmc:hasGeography ?geography ;
    nmc:hasDataStatus ?status ; nmc:hasEvidence/nmc:hasExcerpt/oa:hasSelector ?place .
  ?place oa:start ?start ; oa:end ?end .
  OPTIONAL { ?claim nmc:startYear ?from } OPTIONAL { ?claim nmc:endYear ?to }
  OPTIONAL { ?claim nmc:percentChange ?percent } }"""
QUOTATIONS = """
SELECT ?who ?start ?end { ?s nmc:hasVoice <https://w3id.org/nmc/concept/voice/direct-quotation> ;
  nmc:isAssertedBy ?who ; nmc:hasExcerpt/oa:hasSelector ?place .
  ?place oa:start ?start ; oa:end ?end }"""
OFFICES = """
SELECT ?city ?street ?zip ?phone { ?a vcard:locality ?city ; vcard:street-address ?street ;
  vcard:postal-code ?zip ; vcard:hasTelephone ?phone }"""
ROLES = """
SELECT ?who ?role ?where { ?m org:member ?who ; org:role ?role ; org:organization ?where
  FILTER(CONTAINS(STR(?who), "/person/")) }"""


class Score(NamedTuple):
    """How many facts were right, drafted, and wanted."""

    right: int
    drafted: int
    wanted: int

    @property
    def precision(self):
        return self.right / self.drafted if self.drafted else 1.0

    @property
    def recall(self):
        return self.right / self.wanted if self.wanted else 1.0

    def __add__(self, other):
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    def __str__(self):
        return (
            f"precision {self.precision:.3f} ({self.right}/{self.drafted}), "
            f"recall {self.recall:.3f} ({self.right}/{self.wanted})"
        )


NONE = Score(0, 0, 0)


def of_sets(drafted, wanted):
    return Score(len(drafted & wanted), len(drafted), len(wanted))


def store(*contents: tuple[bytes, RdfFormat]) -> Store:
    made = Store()
    for content, format_ in contents:
        made.load(content, format=format_)
    return made


def rows(graph, query):
    head = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
    found = graph.query(head + query, use_default_graph_as_union=True)
    return {tuple(v.value if v is not None else "" for v in row) for row in found}


def seed_scores(trig: bytes) -> dict[str, Score]:
    """Compare a draft of the seed document with the hand-made data."""
    draft = store((trig, RdfFormat.TRIG))
    hand = store(*((path.read_bytes(), RdfFormat.TURTLE) for path in BY_HAND))
    return {
        "labeled fields": of_sets(rows(draft, FIELDS), rows(hand, FIELDS)),
        "numbers": _numbers(rows(draft, NUMBERS), rows(hand, NUMBERS)),
        "quotations with speaker": _quotations(rows(draft, QUOTATIONS), rows(hand, QUOTATIONS)),
        "offices": of_sets(rows(draft, OFFICES), rows(hand, OFFICES)),
        "posts": of_sets(rows(draft, ROLES), rows(hand, ROLES)),
    }


def _numbers(drafted, wanted):
    """Compare results with each passage that says them: a passage counts if half is covered."""
    right = {
        (row, other)
        for row in drafted
        for other in wanted
        if row[:-2] == other[:-2] and _covers(row[-2:], other[-2:])
    }
    return Score(len({w for _, w in right}), len(drafted), len(wanted))


def _covers(drafted, wanted):
    one, other = Span(*map(int, drafted)), Span(*map(int, wanted))
    return one.overlap(other) >= (other.end - other.start) / 2


def _quotations(drafted, wanted):
    """Compare by characters: which are quoted from whom in the draft, and in the data."""
    return of_sets(
        {(who, n) for who, start, end in drafted for n in range(int(start), int(end))},
        {(who, n) for who, start, end in wanted for n in range(int(start), int(end))},
    )


def draft_facts(path: Path) -> dict[str, list]:
    """Return the facts of a draft in the form of the golden files."""
    document = read(path)
    items = extract(document, load())
    facts: dict[str, list] = {"fields": [], "numbers": [], "quotations": []}
    for item in items:
        values = item.values
        if item.kind in ("focus", "tracks", "backbone", "place", "field"):
            if values.get("value"):
                facts["fields"].append([values["key"], values["value"]])
        elif item.kind == "name":
            facts["fields"].append(["name", values["name"]])
        elif item.kind == "founded":
            facts["fields"].append(["founded", values["year"]])
        elif item.kind in ("change", "level", "missing") and not values["goal"]:
            if item.restates is None:
                facts["numbers"].append(_number(item))
        elif item.kind == "quotation" and item.restates is None:
            words = document.words(item.spans[0]).split()
            who = values["person"] or f"{values['post']}, {values['organization']}"
            facts["quotations"].append([who, " ".join(words[:3]), " ".join(words[-2:])])
    facts["coverage"] = [round(share, 2) for share in coverage(document, items)]
    return facts


def _number(item):
    v = item.values
    if item.kind == "missing":
        return ["missing", v["status"], v["start"], v["end"]]
    if v["before"] is not None or v["after"] is not None:
        return ["from-to", v["before"], v["after"], v["value"], v["start"], v["end"]]
    return [item.kind, v["value"], v["unit"], v["start"], v["end"]]


def profile_scores(path: Path) -> dict[str, Score]:
    """Compare the draft of a profile with its golden file."""
    golden = json.loads(path.with_name(path.name + ".json").read_text("utf-8"))
    drafted = draft_facts(path)
    return {
        kind: of_sets(
            {json.dumps(fact) for fact in drafted[kind]},
            {json.dumps(fact) for fact in golden[kind]},
        )
        for kind in ("fields", "numbers", "quotations")
    }


def profiles():
    return sorted(
        p for p in DOCUMENTS.iterdir() if p.suffix in (".txt", ".md", ".html", ".docx", ".pdf")
    )


def together(paths) -> dict[str, Score]:
    scores = [profile_scores(path) for path in paths]
    return {kind: sum((s[kind] for s in scores), NONE) for kind in scores[0]}


def main():
    if len(sys.argv) > 1:
        for kind, score in seed_scores(Path(sys.argv[1]).read_bytes()).items():
            print(f"seed, {kind}: {score}")
    earlier = [p for p in profiles() if p.name not in LATER]
    later = [p for p in profiles() if p.name in LATER]
    for name, paths in (("first", earlier), ("last", later)):
        for kind, score in together(paths).items() if paths else ():
            print(f"{name} {len(paths)} profiles, {kind}: {score}")
    for path in profiles():
        print(
            path.name, {k: (s.right, s.drafted, s.wanted) for k, s in profile_scores(path).items()}
        )


if __name__ == "__main__":
    main()
