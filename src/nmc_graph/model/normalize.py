"""Text as the index compares it: words without case, accents and invisible characters."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


class _WithoutMarks(dict[int, int | None]):
    """A table for `str.translate` that removes combining marks; it fills while it is used."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if unicodedata.category(chr(code)) == "Mn" else code
        return kept


_WITHOUT_MARKS = _WithoutMarks()


def folded(text: str) -> str:
    """Return a text without case and accents, as the index compares words."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return plain if plain.isascii() else plain.translate(_WITHOUT_MARKS)


def words_of(text: str | None) -> list[str]:
    """Return the words of a text, folded, in order."""
    return _WORD.findall(folded(text)) if text else []


def cleaned(text: str, limit: int) -> str:
    """Return what a visitor typed, at most `limit` characters, without invisible ones.

    Control characters and marks that change the direction of text (RFC 9839's "problematic" ones)
    are removed; any white space becomes one space.
    """
    text = unicodedata.normalize("NFC", text[: 4 * limit])
    seen = "".join(" " if c.isspace() else c for c in text if c.isspace() or _is_seen(c))
    return " ".join(seen.split())[:limit].strip()


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
