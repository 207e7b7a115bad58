"""One entry of a bibliography in words, as BibTeX, as CSL-JSON and as RIS."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from nmc_graph.model.about import LICENSE_SHORT_NAME
from nmc_graph.model.references import Author

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?\Z")
_RIS_TYPES = {"dataset": "DATA", "webpage": "ELEC"}


class Entry(NamedTuple):
    """What an entry of a bibliography prints; a field is empty if it isn't known."""

    id: str
    key: str
    """The key by which LaTeX cites it."""
    title: str
    authors: tuple[Author, ...] = ()
    container: str = ""
    """The larger work that it is part of."""
    publisher: str = ""
    issued: str = ""
    version: str = ""
    release: str = ""
    address: str = ""
    accessed: str = ""
    notes: tuple[str, ...] = ()
    license: str = ""
    type: str = "webpage"
    """The type in CSL: `webpage` or `dataset`."""


def slug(text: str) -> str:
    """Return a text as lower-case letters, digits and hyphens, at most 80 of them."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].rstrip("-")


def plain(entry: Entry) -> str:
    """Return the entry as a line of text. Without authors it begins with the publisher."""
    *others, last = [a.name for a in entry.authors] or [entry.publisher]
    whole = entry.type == "dataset" and not entry.container
    imprint = [entry.publisher] if entry.authors else []
    edition = f"Version {entry.version}, release {entry.release[:12]}" if entry.version else ""
    sentences = (
        f"{', '.join(others)} and {last}" if others else last,
        entry.title if whole else "",
        "" if whole else f"“{_stopped(_inner_quotes(entry.title))}”",
        f"In {entry.container}" if entry.container else "",
        ", ".join(filter(None, (*imprint, _date_in_words(entry.issued)))),
        edition,
    )
    # An address gets no period, which would become part of it where it is pasted.
    accessed = f"Accessed {_date_in_words(entry.accessed)}." if entry.accessed else ""
    ends = (entry.address, accessed, *(n if "://" in n else _stopped(n) for n in entry.notes))
    return " ".join(filter(None, (*(_stopped(s) for s in sentences if s), *ends)))


def bibtex(entry: Entry) -> str:
    """Return the entry as BibTeX.

    BibTeX prints `howpublished` of a `@misc`, while programs that manage references read
    `publisher`; `key` sorts an entry without an author.
    """
    title = f"{entry.title}. In: {entry.container}" if entry.container else entry.title
    year, month, day = _date_parts(entry.issued)
    note = (f"Release {entry.release[:12]}",) * bool(entry.release) + entry.notes
    fields = {
        "author": " and ".join(map(_bibtex_name, entry.authors)),
        "key": "" if entry.authors else _tex(entry.publisher),
        "title": "{" + _tex(title) + "}",
        "publisher": _tex(entry.publisher),
        "howpublished": _tex(entry.publisher),
        "year": year,
        "month": month.lstrip("0"),
        "day": day.lstrip("0"),
        "version": entry.version,
        "note": ". ".join(map(_tex, note))
        + f". License: {LICENSE_SHORT_NAME}" * bool(entry.license),
        "url": entry.address,
        "urldate": entry.accessed,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{entry.key},\n{lines}}}\n"


def csl_json(entries: Iterable[Entry]) -> str:
    """Return entries as CSL-JSON, which citation managers and Pandoc read."""
    return json.dumps([_csl(e) for e in entries], indent=1, ensure_ascii=False) + "\n"


def _csl(entry: Entry) -> dict[str, Any]:
    note = (f"Release {entry.release}",) * bool(entry.release) + entry.notes
    fields = {
        "id": entry.id,
        "type": entry.type,
        "title": entry.title,
        "container-title": entry.container,
        "author": [_csl_name(author) for author in entry.authors],
        "publisher": entry.publisher,
        "issued": _csl_date(entry.issued),
        "accessed": _csl_date(entry.accessed),
        "version": entry.version,
        "note": ". ".join(note),
        "URL": entry.address,
        "license": entry.license,
    }
    return {name: value for name, value in fields.items() if value}


def ris(entry: Entry) -> str:
    """Return the entry as RIS, one tag a line."""
    year, month, day = _date_parts(entry.issued)
    fields = [
        ("TY", _RIS_TYPES[entry.type]),
        ("ID", entry.key),
        *(("AU", _inverted(author)) for author in entry.authors),
        ("TI", entry.title),
        ("T2", entry.container),
        ("PB", entry.publisher),
        ("PY", year),
        ("DA", "/".join(filter(None, (year, month, day)))),
        ("ET", entry.version),
        *(
            ("N1", note)
            for note in (f"Release {entry.release}" * bool(entry.release), *entry.notes)
        ),
        ("UR", entry.address),
        ("Y2", "/".join(filter(None, _date_parts(entry.accessed)))),
    ]
    lines = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
    return "".join((*lines, "ER  - \r\n"))


def _date_parts(issued: str) -> tuple[str, str, str]:
    """Return year, month and day of a date, empty where they aren't known."""
    match = _DATE.match(issued)
    year, month, day = match.groups(default="") if match else ("", "", "")
    return year, month, day


def _date_in_words(issued: str) -> str:
    year, month, day = _date_parts(issued)
    if not month or not 1 <= int(month) <= 12:
        return year or issued
    name = calendar.month_name[int(month)]
    return f"{name} {int(day)}, {year}" if day else f"{name} {year}"


def _stopped(sentence: str) -> str:
    """Return a sentence with a mark at its end."""
    return sentence if sentence.endswith((".", "?", "!", "…", ".”", "?”", "!”")) else sentence + "."


def _inner_quotes(title: str) -> str:
    """Return a title as it is printed between quotation marks."""
    return re.sub(r'["“]([^"“”]*)["”]', "\u2018\\1\u2019", title)


def _inverted(author: Author) -> str:
    return ", ".join(filter(None, (author.family, author.given, author.suffix)))


def _bibtex_name(author: Author) -> str:
    """Return a name as BibTeX takes it apart; braces keep that of an organization whole."""
    if not author.given:
        return "{" + _tex(author.family) + "}"
    return _tex(", ".join(filter(None, (author.family, author.suffix, author.given))))


def _csl_date(text: str) -> dict[str, list[list[int]]]:
    parts = [int(part) for part in _date_parts(text) if part]
    return {"date-parts": [parts]} if parts else {}


def _csl_name(author: Author) -> dict[str, str]:
    if not author.given:
        return {"literal": author.family}
    name = {"family": author.family, "given": author.given, "suffix": author.suffix}
    return {part: value for part, value in name.items() if value}


def _tex(text: str) -> str:
    """Return text with all characters escaped that TeX treats specially."""
    names = {"\\": r"\textbackslash ", "~": r"\textasciitilde ", "^": r"\textasciicircum "}
    return re.sub(r"[\\{}$&#_%~^]", lambda m: names.get(m[0], "\\" + m[0]), text)
