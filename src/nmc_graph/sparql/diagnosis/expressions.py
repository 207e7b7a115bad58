"""Expressions: what FILTER, BIND, HAVING, ORDER BY and SELECT compute."""

from __future__ import annotations

from nmc_graph.sparql.diagnosis.cursor import AGGREGATES, FUNCTIONS, Cursor
from nmc_graph.sparql.tokens import Token

_BINARY = {"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"}
_WITHOUT_ARGUMENTS = {"RAND", "NOW", "UUID", "STRUUID", "BNODE"}


class Expressions(Cursor):
    """Reads expressions."""

    has_aggregate = False
    """Whether an aggregate was read since this was last set to False."""

    def group(self) -> None:
        """Read a group in braces: EXISTS has one."""
        raise NotImplementedError

    def expression(self) -> None:
        """Read an expression; Mistake if there is none."""
        self.operand()
        while True:
            if self.take_text(*_BINARY):
                self.operand()
            elif self.is_word("IN") or (self.is_word("NOT") and self._next_is("IN")):
                self.take_word("NOT")
                self.at += 1
                self.arguments("IN")
            elif self.token.kind == "number" and self.token.text[0] in "+-":
                self.at += 1
            else:
                return

    def _next_is(self, word: str) -> bool:
        return self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].upper == word

    def operand(self) -> None:
        """Read a value of an expression with its signs."""
        while self.take_text("!", "+", "-"):
            pass
        token = self.token
        if self.is_text("("):
            self.bracketed()
        elif token.kind in {"variable", "number"} or self.is_word("TRUE", "FALSE"):
            self.at += 1
        elif token.kind == "string":
            self.literal()
        elif self.iri():
            if self.is_text("("):
                self.arguments(token.text)
        elif self.is_word("EXISTS", "NOT"):
            self.exists()
        elif token.upper in FUNCTIONS:
            self.function()
        else:
            before = self.tokens[self.at - 1].text if self.at else ""
            self.check_word(FUNCTIONS, f"An expression is missing after “{before}”.")

    def bracketed(self) -> None:
        """Read an expression in parentheses."""
        opening = self.advance()
        self.expression()
        self.close(opening)

    def exists(self) -> None:
        """Read EXISTS or NOT EXISTS."""
        self.take_word("NOT")
        if not self.take_word("EXISTS"):
            self.fail("NOT belongs before EXISTS { … } or IN (…); to negate an expression write !.")
        self.group()

    def literal(self) -> None:
        """Read a string with its language tag or datatype."""
        self.at += 1
        if self.token.kind == "tag":
            self.at += 1
        elif self.take_text("^^") and not self.iri():
            self.fail("A datatype is missing after ^^, such as xsd:date or an IRI.")

    def function(self) -> None:
        """Read the call of a function with a reserved name."""
        name = self.advance()
        if not self.is_text("("):
            self.fail(f"{name.text} is a function: it needs its arguments in parentheses.")
        self.has_aggregate = self.has_aggregate or name.upper in AGGREGATES
        self.arguments(name.upper)

    def arguments(self, of: str) -> None:
        """Read a list of expressions in parentheses."""
        if not self.is_text("("):
            self.fail(f"{of} needs a list in parentheses.")
        opening = self.advance()
        self.take_word("DISTINCT")
        if of == "COUNT" and self.take_text("*"):
            self.close(opening)
            return
        if self.take_text(")"):
            if of in FUNCTIONS - _WITHOUT_ARGUMENTS - {"CONCAT", "COALESCE"}:
                self.fail(f"{of} needs an argument.", self.tokens[self.at - 1])
            return
        self.expression()
        while self.take_text(","):
            self.expression()
        if of == "GROUP_CONCAT" and self.take_text(";"):
            self._separator()
        self.close(opening)

    def _separator(self) -> None:
        if self.token.text.upper() != "SEPARATOR":
            self.fail('After ; GROUP_CONCAT takes SEPARATOR = "…".')
        self.at += 1
        if not (self.take_text("=") and self.token.kind == "string"):
            self.fail('SEPARATOR needs = and a string, as in SEPARATOR = ", ".')
        self.at += 1

    def as_variable(self, what: str) -> Token:
        """Read AS and a variable, and return it."""
        if not self.take_word("AS"):
            self.miss(f"{what} needs AS and a variable after the expression: (… AS ?name).")
        if self.token.kind != "variable":
            self.fail("AS needs a variable, such as ?name.")
        return self.advance()
