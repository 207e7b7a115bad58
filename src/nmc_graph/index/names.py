"""Things whose names resemble a name in a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nmc_graph.index.reader import Index
from nmc_graph.model.normalize import words_of

_LIMIT = 300
_MAX_WORDS = 24


class Named(NamedTuple):
    """A thing with all of its names."""

    iri: str
    label: str
    names: tuple[str, ...]


def sharing_words(index: Index, text: str, namespaces: Iterable[str]) -> list[Named]:
    """Return things below the namespaces with a word of the text in a name, the likeliest first."""
    words = list(dict.fromkeys(words_of(text)))[:_MAX_WORDS]
    if not words:
        return []
    expression = " OR ".join(f'"{word}"' for word in words)
    patterns = [f"{namespace}*" for namespace in namespaces]
    where = " OR ".join(["thing.iri GLOB ?"] * len(patterns))
    with index.open() as file:
        rows = file.execute(
            "SELECT thing.iri, thing.label, thing.names FROM words "  # noqa: S608 - placeholders
            "JOIN thing ON thing.id = words.rowid "
            f"WHERE words MATCH ? AND ({where}) ORDER BY bm25(words, 10.0, 6.0), thing.id LIMIT ?",
            (f"{{label names}} : ({expression})", *patterns, _LIMIT),
        ).fetchall()
    return [Named(iri, label, (label, *(names or "").split("\n"))) for iri, label, names in rows]
