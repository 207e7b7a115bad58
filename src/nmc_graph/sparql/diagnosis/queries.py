"""Whole queries: declarations, what is asked for, and what comes after the pattern."""

from __future__ import annotations

from nmc_graph.sparql.diagnosis.cursor import FUNCTIONS, KEYWORDS, Mistake
from nmc_graph.sparql.diagnosis.patterns import Patterns
from nmc_graph.sparql.tokens import Token

_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "VALUES")


def diagnose(query: str) -> Mistake | None:
    """Return the first mistake in a query, None if it has none that this parser knows."""
    if any(sign in query for sign in ("<<", "{|", "~")):
        return None  # the syntax of SPARQL 1.2, which this parser doesn't know
    try:
        Queries(query).query()
    except Mistake as mistake:
        return mistake
    except RecursionError:
        return None
    return None


class Queries(Patterns):
    """Reads whole queries."""

    def query(self) -> None:
        """Read a whole query."""
        self._prologue()
        form = self.token.upper
        match form:
            case "SELECT":
                self._select()
            case "ASK":
                self.at += 1
                self._datasets()
                self._where()
            case "CONSTRUCT":
                self.at += 1
                self._construct()
            case "DESCRIBE":
                self.at += 1
                self._describe()
            case _:
                near = self.near({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"})
                meant = f". Did you mean {near}?" if near else " at the start of the query."
                self.fail(f"expected SELECT, ASK, CONSTRUCT or DESCRIBE{meant}")
        if form != "SELECT":
            self._modifiers()
        self._rest()

    def _prologue(self) -> None:
        while self.is_word("PREFIX", "BASE", "VERSION"):
            word = self.advance().upper
            if word == "PREFIX":
                if self.token.kind != "name" or not self.token.text.endswith(":"):
                    self.fail(
                        "PREFIX needs a name with a colon, then an IRI: PREFIX ex: <http://…>."
                    )
                self.prefixes.add(self.advance().text)
            if word != "VERSION" and self.token.kind != "iri":
                self.miss(f"{word} needs an IRI in angle brackets, as in <http://example.org/>.")
            self.at += 1

    def _select(self) -> None:
        self.at += 1
        self.take_word("DISTINCT", "REDUCED")
        plain, named, star, has_aggregate = list[Token](), list[Token](), self.token, False
        if not self.take_text("*"):
            has_aggregate = self._selected(plain, named)
        self._datasets()
        self._where()
        inside = self.bound
        grouped = self._modifiers()
        if star.text == "*" and grouped is not None:
            self.fail("SELECT * can't be used with GROUP BY. Name the variables.", star)
        for token in plain:
            if (has_aggregate or grouped is not None) and token.text[1:] not in (grouped or ()):
                self.fail(
                    f"{token.text} is neither in GROUP BY nor inside an aggregate such as COUNT. "
                    f"Add GROUP BY {token.text}.",
                    token,
                )
        for token in named:
            if token.text[1:] in inside:
                self.fail(f"{token.text} has a value already. AS needs a new variable.", token)
        if star.text != "*":
            self.bound = frozenset(t.text[1:] for t in (*plain, *named))

    def _selected(self, plain: list[Token], named: list[Token]) -> bool:
        """Read what is selected; return whether it has an aggregate."""
        self.has_aggregate = False
        while True:
            if self.token.kind == "variable":
                plain.append(self.advance())
            elif self.is_text("("):
                opening = self.advance()
                self.expression()
                named.append(self.as_variable("SELECT"))
                self.close(opening)
            elif plain or named:
                break
            else:
                self.miss("SELECT needs variables, expressions as (… AS ?name), or *.")
            self.take_text(",") and self.fail(
                "Write no commas between the variables of SELECT.", self.tokens[self.at - 1]
            )
        return self.has_aggregate

    def subselect(self) -> None:
        """Read a SELECT within braces."""
        self._select()
        bound = self.bound
        if self.take_word("VALUES"):
            self.values()
        self.bound = bound

    def _datasets(self) -> None:
        while self.take_word("FROM"):
            self.take_word("NAMED")
            if not self.iri():
                self.miss("FROM needs the IRI of a graph.")

    def _where(self) -> None:
        if not self.take_word("WHERE") and self.token.kind == "word":
            self.check_word(KEYWORDS, f"Expected WHERE or {{ {self.before()}.")
        self.bound = frozenset()
        self.group()

    def _construct(self) -> None:
        if self.is_text("{"):
            opening = self.advance()
            while not self.is_text("}") and self.token.text:
                self.triples(paths=False)
            self.close(opening)
        self._datasets()
        self._where()

    def _describe(self) -> None:
        count = self.at
        if not self.take_text("*"):
            while self.token.kind == "variable" or self.token.kind in {"iri", "name"}:
                if not self.iri():
                    self.at += 1
        if self.at == count:
            self.miss("DESCRIBE needs an IRI, a variable or *.")
        self._datasets()
        if self.is_word("WHERE") or self.is_text("{"):
            self._where()

    def _modifiers(self) -> frozenset[str] | None:
        """Read what comes after the pattern; return the variables of GROUP BY, None without it."""
        grouped: frozenset[str] | None = None
        if self.is_word("GROUP"):
            grouped = self._group_by()
        if self.take_word("HAVING"):
            self.constraint("HAVING")
            while self.is_text("("):
                self.bracketed()
        if self.is_word("ORDER"):
            self._order_by()
        while self.is_word("LIMIT", "OFFSET"):
            word = self.advance().upper
            if self.token.kind != "number" or not self.token.text.isdigit():
                self.fail(f"{word} needs a whole number, such as {word} 10.")
            self.at += 1
        return grouped

    def _group_by(self) -> frozenset[str]:
        self._by("GROUP")
        names, first = set[str](), self.at
        while True:
            if self.token.kind == "variable":
                names.add(self.advance().text[1:])
            elif self.is_text("("):
                opening = self.advance()
                self.expression()
                if self.is_word("AS"):
                    names.add(self.as_variable("GROUP BY").text[1:])
                self.close(opening)
            elif not self._call():
                break
        if self.at == first:
            self.fail("GROUP BY needs a variable or an expression in parentheses.")
        return frozenset(names)

    def _order_by(self) -> None:
        self._by("ORDER")
        first = self.at
        while True:
            if self.take_word("ASC", "DESC"):
                if not self.is_text("("):
                    word = self.tokens[self.at - 1].upper
                    self.fail(f"{word} needs parentheses: {word}(?x).")
                self.bracketed()
            elif self.is_text("("):
                self.bracketed()
            elif self.token.kind == "variable":
                self.at += 1
            elif not self._call():
                break
        if self.at == first:
            self.fail("ORDER BY needs a variable or an expression in parentheses.")

    def _by(self, word: str) -> None:
        self.at += 1
        if not self.take_word("BY"):
            self.fail(f"Expected BY after {word}.")

    def _call(self) -> bool:
        """Read the call of a function if one is here."""
        followed = self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].text == "("
        is_function = self.token.upper in FUNCTIONS or self.token.kind in {"iri", "name"}
        if self.is_word("EXISTS", "NOT"):
            self.exists()
            return True
        if not (followed and is_function):
            return False
        self.operand()
        return True

    def _rest(self) -> None:
        if self.take_word("VALUES"):
            self.values()
        if not self.token.text:
            return
        if self.is_text("}"):
            self.fail("There is no { for this }.")
        if self.token.upper in _MODIFIERS:
            order = "GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET"
            self.fail(f"{self.token.text} is in the wrong place. The order is {order}.")
        self.check_word(
            {*_MODIFIERS, "OFFSET"},
            f"Unexpected text after the end of the query: {self.shown()}.",
        )
