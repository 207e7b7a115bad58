"""How alike two names are, from 0 to 100."""

from __future__ import annotations

import functools
import re

from nmc_graph.model.normalize import words_of

EXACT = 100.0
ACRONYM = 92.0
PART = 0.9
"""What is left of a score if one name has only some words of the other."""
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_IGNORED = frozenset({
    "a", "an", "and", "at", "de", "for", "in", "inc", "incorporated", "llc", "of", "on", "the",
    "to",
})  # fmt: skip
_LONG = {
    "assn": "association", "assoc": "association", "cmty": "community", "co": "county",
    "comm": "community", "corp": "corporation", "dept": "department", "fdn": "foundation",
    "intl": "international", "ntl": "national", "org": "organization", "sch": "school",
    "schs": "schools", "st": "saint", "univ": "university",
}  # fmt: skip


@functools.lru_cache(maxsize=100_000)
def comparable(name: str) -> str:
    """Return a name as it is compared: without case, accents, small words and abbreviations."""
    words = words_of(name)
    kept = [_LONG.get(word, word) for word in words if word not in _IGNORED]
    return " ".join(kept or words)


def variants(name: str) -> tuple[str, ...]:
    """Return a name, and the name without what is in parentheses."""
    short = _IN_BRACKETS.sub("", name).strip()
    return (name, short) if short and short != name else (name,)


def initials(name: str) -> set[str]:
    """Return the acronyms of a name of three words or more, with and without small words."""
    words = words_of(_IN_BRACKETS.sub("", name))
    telling = [word for word in words if word not in _IGNORED]
    acronyms = ("".join(word[0] for word in chosen) for chosen in (words, telling))
    return {acronym for acronym in acronyms if len(acronym) > 2}


def score(wanted: str, name: str) -> float:
    """Return how alike two comparable names are; only equal ones have 100."""
    from rapidfuzz import fuzz  # late: it takes 5 ms

    if wanted == name:
        return EXACT
    whole, part = fuzz.token_sort_ratio(wanted, name), fuzz.token_set_ratio(wanted, name)
    return round(min(EXACT - 1, max(whole, PART * part)), 1)
