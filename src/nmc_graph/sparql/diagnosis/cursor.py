"""A place among the tokens of a query, and what to say when something else was expected there."""

from __future__ import annotations

import difflib
from typing import NoReturn

from nmc_graph.sparql.tokens import Token, scan
from nmc_graph.terms import PREFIXES

KEYWORDS = {
    "SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "BASE", "PREFIX", "FROM", "NAMED", "WHERE",
    "DISTINCT", "REDUCED", "ORDER", "GROUP", "BY", "HAVING", "LIMIT", "OFFSET", "ASC", "DESC",
    "OPTIONAL", "GRAPH", "UNION", "MINUS", "FILTER", "BIND", "VALUES", "SERVICE", "SILENT",
    "EXISTS", "NOT", "AS", "IN", "UNDEF", "TRUE", "FALSE",
}  # fmt: skip
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
FUNCTIONS = AGGREGATES | {
    "STR", "LANG", "LANGMATCHES", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "RAND", "ABS", "CEIL",
    "FLOOR", "ROUND", "CONCAT", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS",
    "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES",
    "SECONDS", "TIMEZONE", "TZ", "NOW", "UUID", "STRUUID", "MD5", "SHA1", "SHA256", "SHA384",
    "SHA512", "COALESCE", "IF", "STRLANG", "STRDT", "SAMETERM", "ISIRI", "ISURI", "ISBLANK",
    "ISLITERAL", "ISNUMERIC", "REGEX", "SUBSTR", "REPLACE", "TRIPLE", "SUBJECT", "PREDICATE",
    "OBJECT", "ISTRIPLE", "LANGDIR", "HASLANG", "HASLANGDIR", "STRLANGDIR", "ADJUST",
}  # fmt: skip
_CLOSES = {"{": "}", "(": ")", "[": "]"}


class Mistake(Exception):
    """The first thing that is wrong: at which character of the query, and what."""

    def __init__(self, at: int, sentence: str) -> None:
        super().__init__(sentence)
        self.at, self.sentence = at, sentence


class Cursor:
    """Reads tokens in sequence."""

    def __init__(self, query: str) -> None:
        self.text, self.tokens, self.at = query, scan(query), 0
        self.prefixes = set[str]()
        end = self.tokens[-1].end if self.tokens else 0
        self._end = Token("", end, end, "end")

    @property
    def token(self) -> Token:
        """The token at this place; one without text at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self._end

    def advance(self) -> Token:
        """Return the token at this place and go on to the next."""
        token = self.token
        self.at += 1
        return token

    def fail(self, sentence: str, token: Token | None = None) -> NoReturn:
        """Raise Mistake at a token, by default this one."""
        raise Mistake((token or self.token).start, sentence)

    def miss(self, sentence: str) -> NoReturn:
        """Raise Mistake where something is missing; a token that isn't whole is named first."""
        self.check_lexical()
        self.fail(sentence)

    def is_word(self, *words: str) -> bool:
        """Return whether one of these keywords is here."""
        return self.token.upper in words

    def take_word(self, *words: str) -> bool:
        """Go past one of these keywords if it is here."""
        if self.is_word(*words):
            self.at += 1
            return True
        return False

    def is_text(self, *texts: str) -> bool:
        """Return whether one of these signs is here."""
        return self.token.kind == "other" and self.token.text in texts

    def take_text(self, *texts: str) -> bool:
        """Go past one of these signs if it is here."""
        if self.is_text(*texts):
            self.at += 1
            return True
        return False

    def close(self, opening: Token) -> None:
        """Go past the bracket that closes one."""
        closing = _CLOSES[opening.text]
        if self.take_text(closing):
            return
        self.check_lexical()
        line = self.text.count("\n", 0, opening.start) + 1
        column = opening.start - self.text.rfind("\n", 0, opening.start)
        self.fail(
            f"The {opening.text} at line {line}, column {column} is not closed: "
            f"expected {closing} {self.before()}."
        )

    def before(self) -> str:
        """Return words for this place."""
        return f"before {self.shown()}" if self.token.text else "at the end of the query"

    def shown(self) -> str:
        """Return the token at this place as a sentence quotes it."""
        text = self.token.text
        return f"“{text if len(text) < 40 else text[:37] + '…'}”"

    def iri(self) -> bool:
        """Go past an IRI or a prefixed name if one is here."""
        if self.token.kind == "name":
            prefix = self.token.text.partition(":")[0] + ":"
            if prefix not in self.prefixes:
                known = PREFIXES.get(prefix[:-1], "http://…")
                self.fail(
                    f"The prefix {prefix} is not declared. "
                    f"Add PREFIX {prefix} <{known}> at the top of the query."
                )
        elif self.token.kind != "iri":
            return False
        self.at += 1
        return True

    def check_lexical(self) -> None:
        """Raise Mistake where something is here that begins a token and doesn't end it."""
        token = self.token
        if token.kind != "other":
            return
        if token.text in {'"', "'"}:
            self.fail(f"This string has no closing {token.text} on the same line.")
        if token.text == "<":
            self.fail("This IRI has no closing >, or a character that an IRI can't have.")
        if token.text in {"?", "$"}:
            self.fail(f"A variable needs a name after {token.text}.")
        if token.text == "@":
            self.fail('A language tag belongs right after a string, as in "chat"@fr.')
        if token.text == "\\":
            self.fail("A backslash is only allowed inside a string or a prefixed name.")

    def check_word(self, known: set[str], otherwise: str) -> NoReturn:
        """Raise Mistake for what is here: a misspelled word if it is close to a known one."""
        self.check_lexical()
        near = self.near(known)
        if near:
            self.fail(f"“{self.token.text}” is not a SPARQL keyword. Did you mean {near}?")
        self.fail(otherwise)

    def near(self, known: set[str]) -> str:
        """Return the known word that a misspelled one is closest to, or nothing."""
        word = self.token.upper
        if not word or word in KEYWORDS or word in FUNCTIONS:
            return ""
        return "".join(difflib.get_close_matches(word, sorted(known), 1, 0.7))
