"""One unit of generated data: a collaborative with evidence, members, results and more."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from bench.ntriples import english, thing

STATEMENTS = 12
MISSING_FOLLOW_UP = 0.2
"""Two of the eight observations of a unit are follow-ups, so one in twenty is missing."""

APPROACHES = ("collective-impact", "collective-impact-3-0", "results-based-accountability",
              "asset-based-community-development", "results-owned-community-change",
              "cradle-to-career-civic-infrastructure")  # fmt: skip
STANCES = ("adopts", "adopts", "identifies-with", "partly-adopts", "departs-from", "rejects")
AREAS = ("education", "financial-inclusion", "financial-self-sufficiency", "health",
         "public-health", "violence-prevention")  # fmt: skip
POSITIONS = ("closer-than-most", "closest-to", "further-than-most", "furthest-from")
TRAITS = (("direction", "bottom-up"), ("direction", "top-down"),
          ("source-of-solutions", "community-developed-solutions"),
          ("engagement-level", "collaborate"))  # fmt: skip
RESOURCES = ("champions", "committed-staff", "money", "volunteers")
COUNTED = ("qudt:hasUnit", "unit:NUM")
WORDS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper",
         "Larch", "Maple", "Oak", "Pine", "Rowan", "Spruce", "Teak", "Willow", "Yew")  # fmt: skip


class Unit:
    """One invented collaborative with everything about it."""

    def __init__(self, index: int, indicators: int) -> None:
        self.n, self.random, self.indicators = index, random.Random(index), indicators
        self.slug = f"g{index:06}"
        self.collaborative = f"id:collaborative/{self.slug}"
        self.place = f"id:place/{self.slug}"
        self.source = f"id:source/{self.slug}"
        self.authors = f"id:agent/authors-of-{self.slug}"
        self.organizations = [f"id:organization/{self.slug}-{k}" for k in range(4)]
        self.people = [f"id:person/{self.slug}-{k}" for k in range(2)]
        self.assertions = 0

    def statement(self, k: int) -> str:
        """Return the name of the statement with this number, counted from 1."""
        return f"id:statement/{self.slug}/s{(k - 1) % STATEMENTS + 1:02}"

    def lines(self) -> Iterator[str]:
        """Yield the N-Triples lines of the unit."""
        yield from self._entities()
        yield from self._evidence()
        yield from self._approach()
        yield from self._memberships()
        yield from self._results()
        yield from self._reflections()

    def _entities(self) -> Iterator[str]:
        word, pick = self.random.choice(WORDS), self.random.randrange(1985, 2012)
        first = ("nmc:hasEvidence", self.statement(1))
        name = f"{word} County {self.n}"
        yield from thing(
            self.collaborative, ("a", "nmc:Collaborative"),
            ("skos:prefLabel", english(f"{word} Partnership {self.n}")),
            ("schema:areaServed", self.place), ("nmc:startYear", pick),
            ("nmc:tracks", self._indicator(0)), ("nmc:tracks", self._indicator(1)), first,
        )  # fmt: skip
        yield from thing(
            self.place, ("a", "schema:Place"), ("skos:prefLabel", english(name)), first
        )
        yield from thing(
            self.authors, ("a", "foaf:Agent"),
            ("skos:prefLabel", english(f"authors of the page on {name}")),
        )  # fmt: skip
        for k, organization in enumerate(self.organizations):
            label = english(f"{self.random.choice(WORDS)} Organization {self.n}-{k}")
            yield from thing(
                organization, ("a", "org:Organization"), ("skos:prefLabel", label), first
            )
        for k, person in enumerate(self.people):
            label = english(f"Invented Person {self.n}-{k}")
            yield from thing(person, ("a", "foaf:Person"), ("skos:prefLabel", label), first)

    def _evidence(self) -> Iterator[str]:
        checksum = hashlib.sha256(self.slug.encode()).hexdigest()
        yield from thing(
            self.source, ("a", "nmc:Snapshot"),
            ("dcterms:title", english(f"Invented page {self.n}")),
            ("dcterms:publisher", self.organizations[0]), ("dcterms:rights", english("Invented.")),
            ("nmc:profiles", self.collaborative), ("nmc:isReportedIn", "id:wave/generated-2"),
            ("schema:sha256", f'"{checksum}"'),
        )  # fmt: skip
        for k in range(1, STATEMENTS + 1):
            start, spoken = (k - 1) * 120, k == STATEMENTS
            end = start + self.random.randrange(40, 110)
            place = f"{self.slug}/{start}-{end}"
            word = self.random.choice(WORDS).lower()
            pairs: list[tuple[str, object]] = [
                ("a", "nmc:Statement"), ("dcterms:identifier", f'"S{k:02}"'),
                ("dcterms:description", english(f"Invented statement {k} on {word} matters.")),
                ("dcterms:isPartOf", self.source),
                ("nmc:isAssertedBy", self.people[0] if spoken else self.authors),
                ("nmc:hasVoice", f"c:voice/{'direct-quotation' if spoken else 'authorial'}"),
                ("nmc:hasExcerpt", f"id:excerpt/{place}"),
            ]  # fmt: skip
            if k == 1:
                pairs += [("nmc:supportsProperty", p) for p in
                          ("nmc:startYear", "nmc:tracks", "schema:areaServed")]  # fmt: skip
            yield from thing(self.statement(k), *pairs)
            yield from thing(
                f"id:excerpt/{place}", ("a", "oa:SpecificResource"),
                ("oa:hasSource", self.source), ("oa:hasSelector", f"id:selector/{place}"),
            )  # fmt: skip
            yield from thing(
                f"id:selector/{place}", ("a", "oa:TextPositionSelector"),
                ("oa:start", start), ("oa:end", end),
            )  # fmt: skip

    def _assertion(
        self, kind: str, about: str, *pairs: tuple[str, object], wave: int = 1, spoken: bool = False
    ) -> tuple[str, list[str]]:
        """Return the name and the lines of an assertion."""
        self.assertions += 1
        name = f"id:assertion/{self.slug}/a{self.assertions:02}"
        number_ = STATEMENTS if spoken else self.assertions % (STATEMENTS - 1) + 1
        return name, thing(
            name, ("a", kind), ("nmc:concerns", about), *pairs,
            ("nmc:isAssertedBy", self.people[0] if spoken else self.authors),
            ("nmc:isReportedIn", f"id:wave/generated-{wave}"),
            ("nmc:hasEvidence", self.statement(number_)),
        )  # fmt: skip

    def _approach(self) -> Iterator[str]:
        choose = self.random.choice
        yield from self._assertion(
            "nmc:ApproachPosition", self.collaborative,
            ("nmc:hasApproach", f"c:approach/{choose(APPROACHES)}"),
            ("nmc:hasStance", f"c:stance/{choose(STANCES)}"),
            ("nmc:hasComparativePosition", f"c:comparative-position/{choose(POSITIONS)}"),
            ("nmc:hasComparisonSet", "id:study/generated"),
            ("nmc:hasCertainty", f"c:certainty/{choose(('hedged', 'stated', 'implied'))}"),
        )[1]  # fmt: skip
        for dimension, value in self.random.sample(TRAITS, 2):
            yield from self._assertion(
                "nmc:Trait", choose((self.collaborative, self.organizations[0])),
                ("nmc:hasDimension", f"c:dimension/{dimension}"),
                ("nmc:hasTraitValue", f"c:trait-value/{value}"),
            )[1]  # fmt: skip
        for area in self.random.sample(AREAS, 2):
            yield from self._assertion(
                "nmc:Focus", self.collaborative, ("nmc:hasFocusArea", f"c:focus-area/{area}")
            )[1]

    def _memberships(self) -> Iterator[str]:
        members = [(self.organizations[0], "backbone"), (self.organizations[1], "funder")]
        members += [(o, "partner") for o in self.organizations[2:]]
        # Some partners belong to several collaboratives, so that the network is connected.
        for _ in range(2 if self.n else 0):
            other = self.random.randrange(max(0, self.n - 50), self.n)
            members.append((f"id:organization/g{other:06}-{self.random.randrange(4)}", "partner"))
        for member, role in dict(members).items():
            yield from self._assertion(
                "nmc:Membership", self.collaborative, ("org:member", member),
                ("org:organization", self.collaborative), ("org:role", f"c:role/{role}"), wave=2,
            )[1]  # fmt: skip
        for person, role in zip(self.people, ("executive-director", "chair"), strict=True):
            yield from self._assertion(
                "nmc:Membership", self.organizations[0], ("org:member", person),
                ("org:organization", self.organizations[0]), ("org:role", f"c:role/{role}"), wave=2,
            )[1]  # fmt: skip

    def _indicator(self, k: int) -> str:
        return f"id:indicator/generated-{(self.n * 7 + k * 13) % self.indicators:04}"

    def _observed(
        self, kind: str, k: int, years: tuple[int, int], status: str, *more: tuple[str, object],
        wave: int = 1,
    ) -> tuple[str, list[str]]:  # fmt: skip
        return self._assertion(
            kind, self.collaborative, ("nmc:hasIndicator", self._indicator(k)),
            ("nmc:hasGeography", self.place), ("nmc:startYear", years[0]),
            ("nmc:endYear", years[1]), ("nmc:hasDataStatus", f"c:data-status/{status}"), *more,
            wave=wave,
        )  # fmt: skip

    def _results(self) -> Iterator[str]:
        for k in range(2):
            base = float(self.random.randrange(20, 90))
            percent = float(self.random.randrange(-60, 30))
            end = round(base * (1 + percent / 100), 4)
            begin, until = (2012, 2012 + self.random.randrange(1, 5))
            level = "nmc:LevelObservation"
            first, lines = self._observed(
                level, k, (begin, begin), "reported", ("nmc:numericValue", base), COUNTED
            )
            yield from lines
            last, lines = self._observed(
                level, k, (until, until), "reported", ("nmc:numericValue", end), COUNTED
            )
            yield from lines
            change, lines = self._observed(
                "nmc:ChangeObservation", k, (begin, until), "reported",
                ("nmc:hasChangeKind", "c:change-kind/percent"),
                ("nmc:percentChange", percent), ("qudt:hasUnit", "unit:PERCENT"),
                ("nmc:hasBaseline", first),
                ("nmc:hasChangeKind", "c:change-kind/percent"),
                ("nmc:hasEndline", last),
            )  # fmt: skip
            yield from lines
            yield from self._follow_up(k, change, last, end)

    def _follow_up(self, k: int, change: str, last: str, end: float) -> Iterator[str]:
        if self.random.random() < MISSING_FOLLOW_UP:
            status = self.random.choice(("not-collected", "not-obtained", "withheld"))
            _, lines = self._observed(
                "nmc:Observation", k, (2018, 2018), status,
                ("nmc:hasComparability", "c:comparability/not-assessable"),
                ("nmc:isComparedWith", change), wave=2,
            )  # fmt: skip
        else:
            _, lines = self._observed(
                "nmc:LevelObservation", k, (2018, 2018), "reported",
                ("nmc:numericValue", round(end * 0.95, 4)), COUNTED,
                ("nmc:hasComparability", "c:comparability/comparable"),
                ("nmc:isComparedWith", last), wave=2,
            )  # fmt: skip
        yield from lines

    def _reflections(self) -> Iterator[str]:
        yield from self._assertion(
            "nmc:Goal", self.collaborative, ("nmc:hasIndicator", self._indicator(0)),
            ("nmc:targetValue", 12.0), COUNTED, ("nmc:endYear", 2035),
        )[1]  # fmt: skip
        yield from self._assertion(
            "nmc:Change", self.collaborative, ("nmc:hasKind", "c:kind/scope-expansion")
        )[1]
        yield from self._assertion(
            "nmc:Lesson", self.organizations[0], ("nmc:hasKind", "c:kind/goal-focus"),
            ("nmc:hasResourceType", f"c:resource-type/{self.random.choice(RESOURCES)}"),
            ("dcterms:description", english(f"Invented lesson {self.n}.")), spoken=True,
        )[1]  # fmt: skip
        yield from self._assertion(
            "nmc:StaffingCondition", self.organizations[0],
            ("nmc:hasPostCategory", "c:post-category/unspecified"),
            ("nmc:hasFillStatus", "c:fill-status/some-unfilled"),
        )[1]  # fmt: skip
