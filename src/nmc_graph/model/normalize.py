"""Text as the index compares it: words without case, accents and invisible characters."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return a text without case and accents, as the index compares words."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if unicodedata.category(c) != "Mn")


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
