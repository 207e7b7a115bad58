"""Which claims are accounts of one matter, and in what they differ.

The graph keeps all of them, each with its evidence; nothing here decides which is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from nmc_graph.model.claims import CLAIMS
from nmc_graph.model.differences import (
    BADGES,
    FIGURE,
    MEASURE,
    VIEWS,
    YEARS,
    difference,
    stated_kind,
)
from nmc_graph.model.formatting import Fields
from nmc_graph.model.observation import MISSING, Measurement
from nmc_graph.terms import NMC


class Account(NamedTuple):
    """A claim with what it says."""

    iri: str
    kind: str
    """Its class, a name in CLAIMS."""
    fields: Fields
    item: Measurement | None = None
    """Its number, if it is a result or a goal."""

    def values(self, name: str) -> frozenset[str]:
        """Return the values of a property."""
        return frozenset(term.value for term in self.fields.get(NMC + name, ()))


class Matter(NamedTuple):
    """One claim, or several accounts of one matter."""

    accounts: tuple[Account, ...]
    kinds: tuple[str, ...] = ()
    """In what the accounts differ, as in BADGES; empty if there is one or if they agree."""


def difference_of(one: Account, other: Account) -> str:
    """Return in what two accounts that are at odds differ; empty if both can be right."""
    names = (v.rpartition("/")[2] for a in (one, other) for v in a.values("hasDisagreementKind"))
    if stated := stated_kind(names):
        return stated
    if one.item is None or other.item is None:
        return YEARS if one.kind == "Founding" else VIEWS
    if one.item.indicator != other.item.indicator:
        return MEASURE
    return difference(one.item, other.item)


def matters(accounts: Sequence[Account]) -> list[Matter]:
    """Return the accounts by matter, in their order.

    Accounts are together if they differ on the same subject, if the data mark them as being at
    odds, or if several speakers agree.
    """
    group = list(range(len(accounts)))
    kinds: dict[int, set[str]] = defaultdict(set)
    for one, other, kind in _pairs(accounts):
        new, old = sorted((group[one], group[other]))
        if new != old:
            group[:] = [new if g == old else g for g in group]
        kinds[one] |= {kind} - {""}
    found = []
    for first in dict.fromkeys(group):
        numbers = [n for n, g in enumerate(group) if g == first]
        its = {kind for n in numbers for kind in kinds[n]}
        found.append(
            Matter(tuple(accounts[n] for n in numbers), tuple(k for k in BADGES if k in its))
        )
    return found


def _pairs(accounts: Sequence[Account]) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers of accounts that belong together, and in what they differ."""
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, account in enumerate(accounts):
        if subject := _subject(account):
            same[subject].append(number)
    for numbers in same.values():
        for one, other in combinations(numbers, 2):
            kind = _on_one_subject(accounts[one], accounts[other])
            if kind is not None:
                yield one, other, kind
    numbered = {account.iri: number for number, account in enumerate(accounts)}
    for number, account in enumerate(accounts):
        for iri in account.values("isAtOddsWith") & numbered.keys():
            yield number, numbered[iri], difference_of(account, accounts[numbered[iri]])


def _subject(account: Account) -> tuple[object, ...] | None:
    claim = CLAIMS[account.kind]
    if not claim.subject or (account.item is not None and account.item.measure == MISSING):
        return None  # a missing value contradicts nothing
    return (account.kind, *(account.values(name) for name in claim.subject))


def _on_one_subject(one: Account, other: Account) -> str | None:
    """Return in what two accounts differ: empty if they agree, None if they are unrelated.

    The same speaker may describe a matter in several ways, or give a change in percent and points.
    Figures without a year may be of different years.
    """
    claim = CLAIMS[one.kind]
    speakers = one.values("isAssertedBy"), other.values("isAssertedBy")
    voices = "" if all(speakers) and speakers[0] != speakers[1] else None
    if one.item is not None and other.item is not None:
        found = difference(one.item, other.item)
        if found == FIGURE and (one.item.start or one.item.end):
            return FIGURE
        return None if found else voices
    if all(one.values(name) == other.values(name) for name in claim.values):
        return voices
    if claim.speakers_differ and voices is None:
        return None
    return difference_of(one, other)
