"""Where sources disagree: claims that differ, side by side, by the kind of difference.

The graph keeps all accounts, each with its source; nothing here decides which is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nmc_graph.engine import Engine
from nmc_graph.engine.base import select
from nmc_graph.iris import is_iri
from nmc_graph.model import accounts
from nmc_graph.model.claims import CLAIMS, claim_of_types
from nmc_graph.model.differences import BADGES, FIGURE, difference
from nmc_graph.model.formatting import figure, unit_of
from nmc_graph.model.labels import labels, unit_texts
from nmc_graph.model.observation import LEVEL, Measurement, read_item
from nmc_graph.model.remembered import is_known, remembered
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.result_sources import ResultSource, Sources, sources_behind
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece, years
from nmc_graph.rdf.term import Term
from nmc_graph.terms import DCTERMS, DERIVED_GRAPH, NMC, QUDT, RDF_TYPE, SKOS, prefixes

MOST = 1000
"""Pairs of claims that the page compares at most."""
_HEAD = prefixes("nmc", "skos")
_SPEAKER = ", according to "
"""What comes before the speaker in the label of a claim."""
_UNIT = QUDT + "hasUnit"
Fields = Mapping[str, Sequence[Term]]


class Account(NamedTuple):
    """One claim as a side of a disagreement."""

    iri: str
    figure: str
    """What it gives, in large letters: a number, a year or a few words."""
    sentence: str
    years: str
    place: Piece | None
    speaker: Piece | None
    sources: tuple[ResultSource, ...]
    note: str

    @property
    def side(self) -> tuple[str, str, str]:
        """What two agreeing accounts have in common."""
        return self.figure, self.years, self.place.iri if self.place else ""


class Disagreement(NamedTuple):
    """Two or more accounts of one matter that differ."""

    kind: str
    about: Piece
    subject: Piece
    """The measure, or what kind of claim it is."""
    topics: frozenset[str]
    """The topics of the measure, and all wider ones."""
    sides: tuple[tuple[Account, ...], ...]
    """The accounts; those that agree are together."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What explains the difference, as far as a note says so."""
        return tuple(dict.fromkeys(a.note for side in self.sides for a in side if a.note))


def disagreements(engine: Engine) -> tuple[Disagreement, ...]:
    """Return all disagreements of a release, which never changes, by kind and community."""
    return remembered(engine, "disagreements", lambda: _disagreements(engine))


def of_community(engine: Engine, iri: str) -> tuple[Disagreement, ...]:
    """Return the disagreements about a community."""
    # In a very large release, all of them take longer to find than those of one community.
    is_whole = is_known(engine, "disagreements")
    found = disagreements(engine) if is_whole else _disagreements(engine, iri)
    return tuple(d for d in found if d.about.iri == iri)


def _disagreements(engine: Engine, about: str = "") -> tuple[Disagreement, ...]:
    """Return the disagreements about a community, and perhaps others, or else all of them."""
    pairs = [
        *_marked(engine, about),
        *_differing_figures(engine, about),
        *_differing_views(engine, about),
    ]
    claims = _Claims.read(engine, {iri for pair in pairs for iri in pair})
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in dict.fromkeys(pairs):
        if all(iri in claims.fields for iri in pair) and (kind := claims.kind(*pair)):
            by_kind[kind].append(pair)
    made = [
        found
        for kind, its in by_kind.items()
        for group in _connected(its)
        if (found := claims.disagreement(kind, group))
    ]
    kinds = list(BADGES)
    made.sort(key=lambda d: (kinds.index(d.kind), d.about.text, d.subject.text, d.sides[0][0].iri))
    return tuple(made)


def _marked(engine: Engine, about: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of claims that the data mark as being at odds."""
    of = f"?claim nmc:concerns <{about}> ." if about else "FILTER(STR(?claim) < STR(?with))"
    query = f"""SELECT DISTINCT ?claim ?with {{
        {{ ?claim nmc:isAtOddsWith ?with }} UNION {{ ?with nmc:isAtOddsWith ?claim }} {of} }}
        ORDER BY ?claim ?with LIMIT {MOST}"""
    for row in select(engine, _HEAD + query):
        one, other = sorted((row["claim"].value, row["with"].value))
        yield one, other


def _differing_figures(engine: Engine, about: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of figures that differ for the same measure, place and years."""
    for panel in results(engine, Choice(about=about)).panels:
        items = [i for i in panel.items if i.iri in panel.disagree]
        for n, one in enumerate(items):
            for other in items[n + 1 :]:
                if difference(one, other) == FIGURE:
                    first, second = sorted((one.iri, other.iri))
                    yield first, second


def _differing_views(engine: Engine, about: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of positions and descriptions in which speakers differ."""
    of = f"?claim nmc:concerns <{about}> ." if about else ""
    classes = ", ".join(f"nmc:{c.name}" for c in CLAIMS.values() if c.speakers_differ)
    fields: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    query = f"""SELECT ?claim ?p ?v {{
        {{ SELECT DISTINCT ?claim {{ {of} ?claim a ?class FILTER(?class IN ({classes})) }}
          ORDER BY ?claim LIMIT {MOST} }}
        GRAPH ?g {{ ?claim ?p ?v }} FILTER(?g != <{DERIVED_GRAPH}>) }} ORDER BY ?claim ?p ?v"""
    for row in select(engine, _HEAD + query):
        fields[row["claim"].value][row["p"].value].append(row["v"])
    claims = [
        accounts.Account(iri, claim.name, its)
        for iri, its in fields.items()
        if (claim := claim_of_types({t.value for t in its[RDF_TYPE]}))
    ]
    for matter in accounts.matters(claims):
        if matter.kinds:
            first, *others = matter.accounts
            yield from ((first.iri, other.iri) for other in others)


def _connected(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the claims in groups, so that both claims of a pair are in one group."""
    group: dict[str, list[str]] = {}
    for one, other in pairs:
        first, second = group.setdefault(one, [one]), group.setdefault(other, [other])
        if first is not second:
            first += second
            group.update(dict.fromkeys(second, first))
    return [sorted(members) for members in {id(g): g for g in group.values()}.values()]


class _Claims(NamedTuple):
    """The claims of all pairs, with what is shown of them."""

    fields: Mapping[str, Mapping[str, list[Term]]]
    names: Mapping[str, str]
    units: Mapping[str, str]
    sources: Sources
    topics: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, engine: Engine, iris: Iterable[str]) -> _Claims:
        fields: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        things = " ".join(f"<{iri}>" for iri in sorted(set(iris)) if is_iri(iri))
        query = f"""SELECT ?claim ?p ?v {{ VALUES ?claim {{ {things} }}
            GRAPH ?g {{ ?claim ?p ?v }} FILTER(?g != <{DERIVED_GRAPH}>) }} ORDER BY ?claim ?p ?v"""
        for row in select(engine, _HEAD + query) if things else ():
            fields[row["claim"].value][row["p"].value].append(row["v"])
        linked = {t.value for f in fields.values() for ts in f.values() for t in ts if t.is_iri}
        measures = {t.value for f in fields.values() for t in f[NMC + "hasIndicator"]}
        evidence = {iri: [t.value for t in f[NMC + "hasEvidence"]] for iri, f in fields.items()}
        return cls(
            fields,
            labels(engine, linked | set(fields)),
            unit_texts(engine, measures),
            sources_behind(engine, evidence),
            _topics(engine, measures),
        )

    def kind(self, one: str, other: str) -> str:
        """Return in what two claims differ; empty if they agree."""
        first, second = (
            accounts.Account(iri, self._class(iri), self.fields[iri], self._item(iri))
            for iri in (one, other)
        )
        return accounts.difference_of(first, second)

    def disagreement(self, kind: str, iris: Sequence[str]) -> Disagreement | None:
        """Return claims side by side, or None if all give the same."""
        sides: dict[tuple[str, str, str], list[Account]] = defaultdict(list)
        for iri in iris:
            account = self._account(iri)
            sides[account.side].append(account)
        if len(sides) < 2:
            return None
        measure = self._first(iris[0], "hasIndicator")
        claim = claim_of_types(self._types(iris[0]))
        subject = (
            measure
            or self._first(iris[0], "hasDimension")
            or self._first(iris[0], "hasApproach")
            or Piece(claim.section if claim else "Claims")
        )
        about = self._first(iris[0], "concerns") or Piece("")
        topics = self.topics.get(measure.iri, frozenset()) if measure else frozenset()
        return Disagreement(kind, about, subject, topics, tuple(map(tuple, sides.values())))

    def _account(self, iri: str) -> Account:
        fields, item = self.fields[iri], self._item(iri)
        sentence = self.names[iri].partition(_SPEAKER)[0]
        described = [t.value for t in fields.get(DCTERMS + "description", ())]
        notes = [t.value for t in fields.get(SKOS + "editorialNote", ())]
        number = figure(fields, self.names).text
        if item is not None and number and item.measure == LEVEL and not fields.get(_UNIT):
            number = f"{number} {item.unit}"
        without = {"Founding": years(fields), "Goal": "a goal"}
        shown = number or without.get(self._class(iri), "")
        return Account(
            iri, shown or _last_part(sentence),
            (described[0] if described else sentence).removesuffix("."),
            _years(fields, item), self._first(iri, "hasGeography"),
            self._first(iri, "isAssertedBy"),
            tuple(self.sources.get(iri, ())), " ".join(notes),
        )  # fmt: skip

    def _item(self, iri: str) -> Measurement | None:
        claim = claim_of_types(self._types(iri))
        if claim is None or not claim.is_measured:
            return None
        fields = self.fields[iri]
        return read_item(iri, fields, self.names, unit_of(fields, self.units))

    def _types(self, iri: str) -> set[str]:
        return {t.value for t in self.fields[iri].get(RDF_TYPE, ())}

    def _class(self, iri: str) -> str:
        claim = claim_of_types(self._types(iri))
        return claim.name if claim else ""

    def _first(self, iri: str, name: str) -> Piece | None:
        term = next(iter(self.fields[iri].get(NMC + name, ())), None)
        return Piece(self.names.get(term.value, term.value), term.value) if term else None


def _years(fields: Fields, item: Measurement | None) -> str:
    """Return the time of a claim; that of a goal is the year in which it is due."""
    return str(item.end or "") if item is not None and item.goal else years(fields)


def _last_part(sentence: str) -> str:
    """Return what a claim without a number says: the words after its subject."""
    for mark in (" – ", ": "):  # noqa: RUF001 - labels of claims have an en dash
        _, found, rest = sentence.rpartition(mark)
        if found:
            return rest
    return sentence


def _topics(engine: Engine, measures: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the topics of measures, and all wider ones."""
    things = " ".join(f"<{iri}>" for iri in sorted(measures) if is_iri(iri))
    query = f"""SELECT ?measure ?topic {{ VALUES ?measure {{ {things} }}
        ?measure nmc:hasTopic/skos:broader* ?topic }}"""
    found: dict[str, set[str]] = defaultdict(set)
    for row in select(engine, _HEAD + query) if things else ():
        found[row["measure"].value].add(row["topic"].value)
    return {measure: frozenset(topics) for measure, topics in found.items()}
