"""Names in cells and the IRIs that they stand for, in both directions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from nmc_graph.iris import expand, is_iri, shorten
from nmc_graph.model.name_queries import NAMES, STATEMENTS_AND_CLAIMS
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.terms import CONCEPT, ID, UNIT
from nmc_graph.workbook.description import Column
from nmc_graph.workbook.sheets import SHEETS

UNITS = {UNIT + "PERCENT": "percent", UNIT + "NUM": "number", UNIT + "CCY_USD": "US dollars"}
_MARKED = re.compile(r"(.*)\[([^\[\]]+)\]\Z", re.S)
_NUMBERED = re.compile(r"(\S+)\s+(\S+)\Z")
_CODE = re.compile(r"[a-z]\d")
_UNSAFE = re.compile(r"[^a-z0-9]+")
_TO_SHOW = 8
"""Options in a message; a longer list is in the drop-down."""


class BadValue(Exception):
    """A cell whose value can't be used; `fix` says what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class UnknownName(BadValue):
    """A name that stands for nothing here."""


def slug(text: str) -> str:
    """Return a text as part of an IRI."""
    import unicodedata  # late: only new things need it

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", plain.casefold()).strip("-")[:80].strip("-")


def group_of(iri: str) -> str:
    """Return what an IRI is one of: a kind such as `place`, or a scheme with `concept/`."""
    for namespace, prefix in ((ID, ""), (CONCEPT, "concept/")):
        if iri.startswith(namespace):
            return prefix + iri[len(namespace) :].partition("/")[0]
    return "concept/unit" if iri in UNITS else ""


def groups_of(column: Column) -> tuple[str, ...]:
    """Return the groups that the values of a column come from."""
    if column.kind == "entity":
        return tuple("concept/approach" if k == "approach" else k for k in column.among)
    return tuple(f"concept/{scheme}" for scheme in column.among)


def property_names() -> dict[str, str]:
    """Return the title of the column for each property, by IRI; the first column counts."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.iri not in found:
                free = column.title not in taken
                found[column.iri] = column.title if free else f"{column.title} ({sheet.title})"
                taken.add(column.title)
    return found


def labels(dataset: Dataset) -> dict[str, str]:
    """Return the name of each thing that has one, by its IRI; of statements and claims the IRI."""
    found = {iri: iri for (iri,) in dataset.texts(STATEMENTS_AND_CLAIMS)}
    return found | {iri: name for iri, name in dataset.texts(NAMES) if name}


class Names:
    """The names of everything that a cell can refer to."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels: dict[str, str] = {}
        self._options: dict[tuple[str, ...], list[str]] = {}
        self._by_name: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for iri, label in {**labels, **UNITS}.items():
            self.add(iri, label)
        self._properties = property_names()
        self._property_iris = {n.casefold(): iri for iri, n in self._properties.items()}

    def __contains__(self, iri: str) -> bool:
        return iri in self._labels

    def add(self, iri: str, label: str) -> None:
        """Add a thing. A name that it had before stays valid."""
        group = group_of(iri)
        if group:
            self._options.clear()
            self._labels[iri] = label
            known = self._by_name[group][_folded(label)]
            if iri not in known:
                known.append(iri)

    def options(self, groups: tuple[str, ...]) -> list[str]:
        """Return what may be written for the things of groups, sorted."""
        if groups not in self._options:
            found = (i for g in groups for iris in self._by_name[g].values() for i in iris)
            shown = {self.shown(iri, groups) for iri in found}
            self._options[groups] = sorted(shown, key=str.casefold)
        return self._options[groups]

    def property_options(self) -> list[str]:
        """Return what may be written for properties."""
        return sorted(self._properties.values())

    def shown(self, iri: str, groups: Iterable[str]) -> str:
        """Return what a cell has for an IRI: its name, with its ID if another has that name."""
        kind, rest = group_of(iri), short(iri)
        if kind == "statement":
            source, _, number = rest.rpartition("/")
            return f"{source} {number.upper() if _CODE.match(number) else number}"
        if kind in {"assertion", "source"}:
            return rest
        label = self._labels.get(iri, "")
        if not label:
            return f"[{iri}]"
        same = {i for g in groups for i in self._by_name[g].get(_folded(label), ())}
        odd = ";" in label or "\n" in label or label.startswith("[") or label.endswith("]")
        return label if same == {iri} and not odd else f"{label} [{iri.removeprefix(ID)}]"

    def shown_property(self, iri: str) -> str:
        """Return the name of a property: the title of its column."""
        return self._properties.get(iri) or shorten(iri)

    def find_property(self, text: str) -> str:
        """Return the IRI of a property. Raises UnknownName."""
        known = self._property_iris.get(_folded(text))
        iri = known or expand(text)
        if known or (iri != text and is_iri(iri)):
            return iri
        raise _unknown(text, "the columns of this workbook", self.property_options())

    def find(self, text: str, groups: tuple[str, ...], about: str) -> str:
        """Return the IRI for a name or ID. Raises UnknownName with the nearest name."""
        marked = _MARKED.match(text)
        if marked and (iri := self._by_id(marked[2].strip(), groups)):
            return iri
        same = list(dict.fromkeys(i for g in groups for i in self._by_name[g][_folded(text)]))
        if len(same) == 1:
            return same[0]
        if same:
            options = " or ".join(f"“{text} [{iri.removeprefix(ID)}]”" for iri in same[:_TO_SHOW])
            raise UnknownName(f"“{text}” is the name of {len(same)} things.", f"Write {options}.")
        if "statement" in groups and (numbered := _NUMBERED.match(text)):
            text_id = f"{numbered[1]}/{numbered[2].lower()}"
            if iri := self._by_id(text_id, groups):
                return iri
        if iri := self._by_id(text, groups):
            return iri
        raise _unknown(text, about, self.options(groups))

    def _by_id(self, text: str, groups: tuple[str, ...]) -> str:
        """Return the IRI with this ID, empty if no known thing has it."""
        candidates = [text, ID + text, *(_namespace(group) + text for group in groups)]
        found = [iri for iri in candidates if iri in self._labels and group_of(iri) in groups]
        return found[0] if found else ""


def short(iri: str) -> str:
    """Return the ID of a thing: what follows its kind in its IRI."""
    return iri[len(ID) :].partition("/")[2] if iri.startswith(ID) else iri


def _namespace(group: str) -> str:
    return CONCEPT + group.removeprefix("concept/") + "/" if "/" in group else f"{ID}{group}/"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unknown(text: str, about: str, options: list[str]) -> UnknownName:
    from rapidfuzz import fuzz, process, utils  # late: only mistakes need it

    near = process.extractOne(
        text[:200], options, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=70
    )
    shown = text if len(text) <= 60 else text[:59] + "…"
    if near:
        fix = f"Did you mean “{near[0]}”?"
    elif 0 < len(options) <= _TO_SHOW:
        fix = f"Choose one of: {', '.join(options)}."
    else:
        fix = "Choose from the drop-down list, or add a row for it to its sheet."
    return UnknownName(f"“{shown}” isn't among {about}.", fix)
