"""The query library: `.rq` files with a grlc header, their parameters, and how to fill them in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from nmc_graph.errors import NotFoundError, SourceError, UsageError
from nmc_graph.iris import expand, is_iri

_PARAMETER = re.compile(r"\?_([A-Za-z][A-Za-z0-9]*)(?:_(iri|integer|decimal|literal))?\b")
_NUMBER = {"integer": re.compile(r"[+-]?\d+\Z"), "decimal": re.compile(r"[+-]?\d*\.?\d+\Z")}
RESERVED = frozenset({"format", "page", "limit"})
"""Names that parameters can't have, since they are parameters of every query's address."""
DEFAULT_PAGINATION = 100
_WITH_ARTICLE = {"iri": "an IRI", "integer": "an integer", "decimal": "a decimal number"}


class Parameter(NamedTuple):
    """A value to fill in: `?_name_iri` and so on in the text (grlc's naming)."""

    name: str
    kind: str
    """`iri`, `integer`, `decimal` or `literal`."""
    default: str


class LibraryQuery(NamedTuple):
    """One query of the library."""

    name: str
    title: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    pagination: int
    """Rows of a page where pages are asked for."""
    text: str
    """The whole file, header included."""

    def filled(self, **values: str) -> str:
        """Return the query with parameters filled in; those not given keep their default.

        Raises UsageError for a name that the query does not have or a value of the wrong kind.
        """
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                raise UsageError(
                    f"Query {self.name} has no parameter {name!r}.",
                    hint=f"It has: {', '.join(known) or 'none'}.",
                )

        def fill(match: re.Match[str]) -> str:
            parameter = known[match[1]]
            return _written(parameter, values.get(parameter.name, parameter.default))

        body = "\n".join(line for line in self.text.splitlines() if not line.startswith("#+"))
        return _PARAMETER.sub(fill, body).strip() + "\n"

    def file(self, **values: str) -> str:
        """Return the whole file; with values, filled in, below its header without defaults."""
        if not values:
            return self.text
        header = [line for line in self.text.splitlines() if line.startswith("#+")]
        start = next((n for n, line in enumerate(header) if line.startswith("#+ defaults:")), None)
        if start is not None:
            end = start + 1
            while end < len(header) and header[end].startswith("#+  "):
                end += 1
            del header[start:end]
        return "\n".join(header) + "\n\n" + self.filled(**values)

    def filled_page(self, page: int, limit: int, values: Mapping[str, str]) -> str:
        """Return the filled query for one page of its rows, from page 1."""
        # The files end with ORDER BY: a test looks for one that has a LIMIT already.
        return f"{self.filled(**values)}LIMIT {limit} OFFSET {(page - 1) * limit}\n"


def _written(parameter: Parameter, value: str) -> str:
    """Return the value as one SPARQL token, safe for any input."""
    if parameter.kind == "iri":
        value = expand(value)
        if is_iri(value):
            return f"<{value}>"
    elif parameter.kind in _NUMBER:
        if _NUMBER[parameter.kind].match(value):
            return value
    else:
        escaped = re.sub(r"[\x00-\x1f\x7f\"\\]", lambda m: f"\\u{ord(m[0]):04X}", value)
        return f'"{escaped}"'
    raise UsageError(
        f"{value!r} is not {_WITH_ARTICLE[parameter.kind]} (for parameter {parameter.name!r})."
    )


class Library:
    """The queries of a folder, by name."""

    def __init__(self, folder: Path) -> None:
        """Read every `.rq` file. Raises SourceError for a header that cannot be read."""
        self.queries = {p.stem: _read(p) for p in sorted(folder.glob("*.rq"))}

    def by_tag(self) -> tuple[tuple[str, tuple[LibraryQuery, ...]], ...]:
        """Return each tag with its queries, tags in order; a query is under its first tag."""
        tags: dict[str, list[LibraryQuery]] = {}
        for query in self.queries.values():
            tags.setdefault(query.tags[0] if query.tags else "other", []).append(query)
        return tuple((tag, tuple(tags[tag])) for tag in sorted(tags))

    def __getitem__(self, name: str) -> LibraryQuery:
        """Return the query with this name. Raises NotFoundError with similar names."""
        try:
            return self.queries[name.lower()]
        except KeyError:
            near = tuple(difflib.get_close_matches(name.lower(), self.queries, n=3, cutoff=0.4))
            raise NotFoundError(
                f"There is no query {name!r} in the library.",
                near=near,
                hint=f"Did you mean: {', '.join(near)}" if near else "See `nmc query --list`.",
            ) from None


def _read(path: Path) -> LibraryQuery:
    text = path.read_text("utf-8")
    header = _header(path, text)
    defaults = dict(item.split(": ", 1) for item in header.get("defaults", []) if ": " in item)
    parameters: dict[str, Parameter] = {}
    for name, kind in _PARAMETER.findall(text):
        if name not in defaults:
            raise SourceError(path, f"parameter {name!r} has no default in the header")
        if name in RESERVED:
            raise SourceError(path, f"a parameter can't be called {name!r}")
        parameters[name] = Parameter(name, kind or "literal", defaults[name].strip())
    if "summary" not in header:
        raise SourceError(path, "no `#+ summary:` line", line=1)
    pagination = "".join(header.get("pagination", [])) or str(DEFAULT_PAGINATION)
    if not (pagination.isascii() and pagination.isdecimal() and int(pagination)):
        raise SourceError(path, f"the pagination {pagination!r} is not a number of rows")
    return LibraryQuery(
        path.stem,
        header["summary"][0],
        " ".join(header.get("description", [])),
        tuple(header.get("tags", [])),
        tuple(parameters.values()),
        int(pagination),
        text,
    )


def _header(path: Path, text: str) -> dict[str, list[str]]:
    """Return the `#+` lines: `key: value`, or `key:` with `- item` lines below it."""
    fields: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        content = line[2:].strip()
        if content.startswith("- "):
            fields.setdefault(key, []).append(content[2:].strip())
        elif (pair := re.match(r"(\w+):\s*(.*)", content)) and not line.startswith("#+  "):
            key = pair[1]
            fields[key] = [pair[2]] if pair[2] else []
        elif key:
            fields[key].append(content)
        else:
            raise SourceError(path, "header line before any key", line=number)
    return fields
