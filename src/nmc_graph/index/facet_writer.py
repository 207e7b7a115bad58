"""The lists of a release: their order, and how often each value of each facet occurs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from nmc_graph.iris import is_iri
from nmc_graph.model.facet_query import broader_rows, facet_rows, name_rows
from nmc_graph.model.facets import NOT_STATED, Facet
from nmc_graph.model.kinds import LISTED
from nmc_graph.model.labels import fallback_label
from nmc_graph.rdf.dataset import Dataset

_TABLES = """
CREATE TABLE member (kind INTEGER, pos INTEGER, thing INTEGER, year INTEGER, text TEXT,
  PRIMARY KEY (kind, pos)) WITHOUT ROWID;
CREATE TABLE value (id INTEGER PRIMARY KEY, kind INTEGER, facet INTEGER, key TEXT, value TEXT,
  detail TEXT, label TEXT, whole TEXT, parent INTEGER, count INTEGER);
CREATE TABLE has (value INTEGER, thing INTEGER, shown INTEGER,
  PRIMARY KEY (value, thing)) WITHOUT ROWID"""
_INSERT = "INSERT INTO {table} VALUES ({marks})"
_VIEW = "CREATE TEMP VIEW {name} AS SELECT * FROM collected.{table}"
_MEMBERS = """
INSERT INTO member
SELECT listed.kind, ROW_NUMBER() OVER (ORDER BY {order}), thing.id, thing.year, COALESCE((
  SELECT group_concat(name, char(10)) FROM (
    SELECT name FROM called WHERE called.iri = thing.iri ORDER BY name)), '')
FROM listed JOIN thing ON thing.id = listed.thing WHERE listed.kind = ? ORDER BY 2"""


def collect(file: sqlite3.Connection, dataset: Dataset) -> None:
    """Fill a separate file with what `write` needs from the dataset."""
    _save(file, "broader", "value, parent", dataset.rows(broader_rows()), "value")
    for number, kind in enumerate(LISTED.values()):
        names = ((iri, (name or "").lower()) for iri, name in dataset.rows(name_rows(kind)))
        _save(file, f"called_{number}", "iri, name", names, "iri")
        for place, facet in enumerate(kind.facets):
            rows = dataset.rows(facet_rows(kind, facet))
            _save(file, f"raw_{number}_{place}", "iri, value, detail", rows, "value, detail")


def _save(
    file: sqlite3.Connection,
    table: str,
    columns: str,
    rows: Iterable[tuple[str | None, ...]],
    indexed: str,
) -> None:
    """Save rows in a separate table, which `write` need not copy."""
    marks = ", ".join("?" for _ in columns.split(","))
    file.execute(f"CREATE TABLE {table} ({columns})")
    file.executemany(_INSERT.format(table=table, marks=marks), rows)
    file.execute(f"CREATE INDEX {table}_index ON {table} ({indexed})")


def write(file: sqlite3.Connection) -> None:
    """Fill the tables `member`, `value` and `has`.

    `text_writer.write` has filled `thing` and `listed`, and `collect` the attached `collected`.
    """
    for statement in _TABLES.split(";\n"):
        file.execute(statement)
    for number, kind in enumerate(LISTED.values()):
        file.execute(_VIEW.format(name="called", table=f"called_{number}"))
        order = "thing.iri" if kind.by_iri else "thing.sort, thing.iri"
        file.execute(_MEMBERS.format(order=order), (number,))
        file.execute("DROP VIEW called")
        for place, facet in enumerate(kind.facets):
            file.execute(_VIEW.format(name="raw", table=f"raw_{number}_{place}"))
            _write_facet(file, number, place, facet)
            file.execute("DROP VIEW raw")
    file.execute("DROP TABLE listed")
    file.execute("CREATE INDEX member_thing ON member (thing, kind)")
    file.execute("CREATE INDEX has_thing ON has (thing, value)")
    file.execute("CREATE INDEX value_key ON value (kind, facet, key)")


def _write_facet(file: sqlite3.Connection, kind: int, place: int, facet: Facet) -> None:
    keys = {NOT_STATED}
    ids: dict[tuple[str, str], int] = {}
    pairs = file.execute(
        "SELECT DISTINCT value, '' FROM raw UNION "
        "SELECT DISTINCT value, detail FROM raw WHERE detail IS NOT NULL ORDER BY 1, 2"
    ).fetchall()
    by_value: dict[str, str] = {}
    for value, detail in pairs:
        label = _label(file, detail or value)
        key = _key(value, keys) if not detail else f"{by_value[value]}~{_slug(detail)}"
        if not detail:
            by_value[value] = key
        whole = f"{_label(file, value)}: {label}" if detail else label
        inserted = file.execute(
            "INSERT INTO value (kind, facet, key, value, detail, label, whole, parent) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kind,
                place,
                key,
                value,
                detail,
                label,
                whole,
                ids.get((value, "")) if detail else None,
            ),
        )
        ids[value, detail] = int(inserted.lastrowid or 0)
    file.execute(
        "INSERT OR IGNORE INTO has SELECT v.id, t.id, 1 FROM value v "
        "JOIN raw ON raw.value = v.value AND (v.detail = '' OR v.detail = raw.detail) "
        "JOIN thing t ON t.iri = raw.iri WHERE v.kind = ? AND v.facet = ? ORDER BY v.id, t.id",
        (kind, place),
    )
    if "skos:broader" in facet.pattern or "containedInPlace" in facet.pattern:
        file.execute(
            "UPDATE value SET parent = (SELECT MIN(p.id) FROM broader b CROSS JOIN value p "
            "ON p.value = b.parent AND p.kind = value.kind AND p.facet = value.facet "
            "WHERE b.value = value.value) WHERE kind = ? AND facet = ? AND detail = ''",
            (kind, place),
        )
    # Tables show the narrower of two values.
    file.execute(
        "UPDATE has SET shown = 0 FROM (SELECT DISTINCT c.parent AS value, h.thing AS thing "
        "FROM value c JOIN has h ON h.value = c.id WHERE c.kind = ? AND c.facet = ? "
        "AND c.parent IS NOT NULL) AS above "
        "WHERE has.value = above.value AND has.thing = above.thing",
        (kind, place),
    )
    _write_missing(file, kind, place, facet.unstated)


def _write_missing(file: sqlite3.Connection, kind: int, place: int, label: str) -> None:
    missing = file.execute(
        "INSERT INTO value (kind, facet, key, value, detail, label, whole) "
        "VALUES (?, ?, ?, '', '', ?, ?)",
        (kind, place, NOT_STATED, label, label),
    ).lastrowid
    file.execute(
        "INSERT INTO has SELECT ?, thing, 0 FROM member WHERE kind = ? AND thing NOT IN ("
        "SELECT h.thing FROM value v JOIN has h ON h.value = v.id "
        "WHERE v.kind = ? AND v.facet = ?) "
        "ORDER BY thing",
        (missing, kind, kind, place),
    )
    file.execute(
        "UPDATE value SET count = (SELECT COUNT(*) FROM has WHERE has.value = value.id) "
        "WHERE kind = ? AND facet = ?",
        (kind, place),
    )


def _key(value: str, taken: set[str]) -> str:
    """Return how a value is written in a URL: its last part, or all of it if that is taken."""
    key = _slug(value)
    if key in taken:
        key = value
    taken.add(key)
    return key


def _slug(value: str) -> str:
    return value.rstrip("/#").replace("#", "/").rpartition("/")[2] or value


def _label(file: sqlite3.Connection, value: str) -> str:
    if not is_iri(value):
        return value
    row = file.execute("SELECT label FROM thing WHERE iri = ?", (value,)).fetchone()
    return str(row[0]) if row else fallback_label(value)
