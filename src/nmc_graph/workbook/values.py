"""Values as a cell shows them, and as terms of N-Triples."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from nmc_graph.iris import expand, is_iri
from nmc_graph.rdf.ntriples import literal_kind, plain
from nmc_graph.rdf.ntriples import term as as_term
from nmc_graph.terms import XSD
from nmc_graph.workbook.description import Column
from nmc_graph.workbook.names import BadValue, Names, groups_of

Value = str | int | float | datetime.date
"""What a cell holds once it was read."""

MAX_CELL = 32_767
"""Characters that a cell of Excel can hold."""
_YEARS = range(1000, 2201)
_DAY_ZERO = datetime.date(1899, 12, 30)
"""From where spreadsheets count days."""
_DATE_NUMBERS = range(20_000, 80_000)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z")
_DATES = {"gYear": r"\d{4}\Z", "gYearMonth": r"\d{4}-\d\d\Z", "date": r"\d{4}-\d\d-\d\d\Z"}
_TYPES = {"integer": "integer", "year": "integer", "decimal": "decimal"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _literal(value: str, datatype: str) -> str:
    return as_term(value, f"^^<{datatype}>")


def split(value: Value, column: Column) -> list[str]:
    r"""Return the single values in a cell.

    Sentences are separated by line breaks only, names also by semicolons; `\;` is a semicolon
    in a name.
    """
    text = _as_text(value).strip()
    if not column.several:
        return [text] if text else []
    parts = text.split("\n")
    if not _is_prose(column):
        parts = [p.replace("\\;", ";") for part in parts for p in re.split(r"(?<!\\);", part)]
    return [part.strip() for part in parts if part.strip()]


def join(parts: Iterable[str], column: Column) -> str:
    """Return single values as one cell."""
    if _is_prose(column) or not column.several:
        return "\n".join(parts)
    return "; ".join(part.replace(";", "\\;") for part in parts)


def _is_prose(column: Column) -> bool:
    return column.kind == "text" and column.property in {"skos:note", "skos:editorialNote"}


def decode(text: str, column: Column, names: Names) -> str:
    """Return the term for one value of a column. Raises BadValue."""
    if column.kind in {"concept", "entity", "unit"}:
        return f"<{names.find(text, groups_of(column), _among(column))}>"
    if column.kind == "property":
        return f"<{names.find_property(text)}>"
    if _CONTROL.search(text):
        raise BadValue("The cell holds a control character.", "Type the text again.")
    match column.kind:
        case "url":
            return _url(text)
        case "date":
            return _date(text)
        case "integer" | "year" | "decimal":
            return _number(text, column.kind)
        case "string":
            return _literal(text, XSD + "string")
        case "code":
            return _literal(text, expand(column.among[0]))
        case _:
            return as_term(text, "@en")


def encode(term: str, column: Column, names: Names) -> str | None:
    """Return a term as one value of a column, or None if the column can't hold it."""
    value = plain(term)
    if term.startswith("<"):
        shown = _shown(value, column, names)
    else:
        shown = value if literal_kind(term) in _kinds(column) else None
    if not shown or shown != shown.strip() or any(c in shown for c in "\r\n"):
        return None
    try:
        return shown if decode(shown, column, names) == term else None
    except BadValue:
        return None


def _shown(iri: str, column: Column, names: Names) -> str | None:
    match column.kind:
        case "url":
            return iri
        case "property":
            return names.shown_property(iri)
        case "concept" | "entity" | "unit":
            return names.shown(iri, groups_of(column))
    return None


def _kinds(column: Column) -> set[str]:
    """Return the language tags and datatypes of a column's literals, as in N-Triples."""
    match column.kind:
        case "text":
            return {"@en"}
        case "string":
            return {f"^^<{XSD}string>"}
        case "date":
            return {f"^^<{XSD}{name}>" for name in _DATES}
        case "code":
            return {f"^^<{expand(column.among[0])}>"}
        case _:
            return {f"^^<{XSD}{_TYPES[column.kind]}>"} if column.kind in _TYPES else set()


def _as_text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def _among(column: Column) -> str:
    kinds = [k.replace("-", " ") for k in column.among]
    *others, last = [_PLURALS.get(k, _plural(k)) for k in kinds]
    return "the " + (f"{', '.join(others)} or {last}" if others else last)


_PLURALS = {
    "person": "people", "indicator": "measures", "assertion": "claims", "agent": "speakers",
}  # fmt: skip


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch")) else "s")


def _url(text: str) -> str:
    if not re.match(r"https?://[^/\s]", text) or not is_iri(text):
        raise BadValue(
            f"“{text[:80]}” isn't a web address.", "Write it with https:// and without blanks."
        )
    return f"<{text}>"


def _date(text: str) -> str:
    if day := _day_of_number(text):
        raise BadValue(
            f"{text} is a date that the spreadsheet turned into a number.",
            f"Write {day.isoformat()} and format the cell as text.",
        )
    for name, pattern in _DATES.items():
        if re.match(pattern, text) and _day(text + "-01-01"[: 10 - len(text)]):
            return _literal(text, XSD + name)
    raise BadValue(f"“{text[:40]}” isn't a date.", "Write 2012, 2012-05 or 2012-05-31.")


def _number(text: str, kind: str) -> str:
    number = text.replace("\u2212", "-")
    if kind == "year":
        return _year(number)
    if kind == "integer" and re.match(r"[+-]?\d+\Z", number):
        return _literal(str(int(number)), XSD + "integer")
    if kind == "decimal" and _NUMBER.match(number):
        return _literal(_decimal(number), XSD + "decimal")
    what = "a whole number" if kind == "integer" else "a number"
    fix = "Write digits only, with a point for decimals: 12.5. The unit has its own column."
    raise BadValue(f"“{text[:40]}” isn't {what}.", fix)


def _decimal(number: str) -> str:
    """Return a decimal in the form in which the engine keeps it."""
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number.lstrip("+"))
    whole, _, fraction = digits.partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    text = f"{whole}.{fraction}" if fraction else whole
    return text if text == "0" else sign + text


def _year(text: str) -> str:
    if re.match(r"\d{4}\Z", text) and int(text) in _YEARS:
        return _literal(text, XSD + "integer")
    if day := _day_of_number(text) or _day(text):
        raise BadValue(
            f"{text} is a date{'' if '-' in text else ' as a number'}, where a year belongs.",
            f"Write {day.year} and format the cell as text.",
        )
    raise BadValue(
        f"“{text[:40]}” isn't a year.", "Write four digits. Put words in the column Time in words."
    )


def _day_of_number(text: str) -> datetime.date | None:
    """Return the day that a spreadsheet has turned into a number."""
    is_day = re.match(r"\d{5}\Z", text) and int(text) in _DATE_NUMBERS
    return _DAY_ZERO + datetime.timedelta(days=int(text)) if is_day else None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if re.match(_DATES["date"], text) else None
    except ValueError:
        return None
