"""Graph patterns: triples, and the content of a group in braces."""

from __future__ import annotations

from nmc_graph.sparql.diagnosis.cursor import KEYWORDS
from nmc_graph.sparql.diagnosis.expressions import Expressions
from nmc_graph.sparql.tokens import Token

THREE = "A triple needs a subject, a predicate and an object."
_LITERALS = {"string", "number"}
_IN_GROUPS = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "UNION"}


class Patterns(Expressions):
    """Reads graph patterns; `bound` are the variables that the open group has bound so far."""

    bound: frozenset[str] = frozenset()

    def subselect(self) -> None:
        """Read a SELECT within braces."""
        raise NotImplementedError

    def group(self) -> None:
        """Read a group in braces."""
        if not self.is_text("{"):
            self.miss(f"Expected {{ {self.before()}: a group of patterns needs braces.")
        opening = self.advance()
        outer, self.bound = self.bound, frozenset()
        if self.is_word("SELECT"):
            self.subselect()
        else:
            while not self.is_text("}") and self.token.text:
                self.item()
        self.close(opening)
        self.bound |= outer

    def item(self) -> None:
        """Read a part of a group: a clause, a group, or triples."""
        word = self.token.upper
        if word == "OPTIONAL":
            self.at += 1
            self.group()
        elif word == "MINUS":
            self.at += 1
            self.minus()
        elif word in {"GRAPH", "SERVICE"}:
            self._named(word)
        elif word == "FILTER":
            self.at += 1
            self.constraint("FILTER")
        elif word == "BIND":
            self._bind()
        elif word == "VALUES":
            self.at += 1
            self.values()
        elif word == "UNION":
            self.fail("UNION joins two groups: { … } UNION { … }.")
        elif word == "SELECT":
            self.fail("A SELECT inside a query needs its own braces: { SELECT … }.")
        elif self.is_text("{"):
            self.group()
            while self.take_word("UNION"):
                self.group()
        else:
            self.triples()
            return
        self.take_text(".")

    def minus(self) -> None:
        """Read the group of a MINUS, which binds nothing outside."""
        before = self.bound
        self.group()
        self.bound = before

    def _named(self, word: str) -> None:
        self.at += 1
        self.take_word("SILENT")
        if self.token.kind == "variable":
            self.bound |= {self.advance().text[1:]}
        elif not self.iri():
            self.miss(f"{word} needs the name of a graph, or a variable, before the group."
                      if word == "GRAPH" else "SERVICE needs the IRI of an endpoint.")  # fmt: skip
        self.group()

    def constraint(self, of: str) -> None:
        """Read what FILTER and HAVING take: an expression in parentheses, or a call."""
        before = self.bound
        if self.is_text("("):
            self.bracketed()
        elif self.is_word("EXISTS", "NOT") or self.token.kind in {"word", "iri", "name"}:
            self.operand()
        else:
            self.miss(f"{of} needs parentheses around its expression: {of}(?a < ?b).")
        self.bound = before

    def _bind(self) -> None:
        self.at += 1
        if not self.is_text("("):
            self.fail("BIND needs parentheses: BIND(?a + 1 AS ?b).")
        opening, before = self.advance(), self.bound
        self.expression()
        self.bound = before
        variable = self.as_variable("BIND")
        if variable.text[1:] in self.bound:
            self.fail(
                f"{variable.text} has a value already. BIND needs a new variable after AS.",
                variable,
            )
        self.bound |= {variable.text[1:]}
        self.close(opening)

    def values(self) -> None:
        """Read what comes after VALUES."""
        variables: list[Token] = []
        opening = self.advance() if self.is_text("(") else None
        while self.token.kind == "variable" and (opening or not variables):
            variables.append(self.advance())
        if opening:
            self.close(opening)
        elif not variables:
            self.fail("VALUES needs a variable, or several in parentheses: VALUES ?x { … }.")
        self.bound |= {v.text[1:] for v in variables}
        if not self.is_text("{"):
            self.fail("VALUES needs its data in braces: VALUES ?x { 1 2 3 }.")
        block = self.advance()
        while not self.is_text("}") and self.token.text:
            if opening is None:
                self._value()
            else:
                self._row(len(variables))
        self.close(block)

    def _row(self, length: int) -> None:
        if not self.is_text("("):
            self.fail("With several variables, VALUES needs each row in parentheses: (1 2).")
        row, count = self.advance(), 0
        while not self.is_text(")") and self.token.text:
            self._value()
            count += 1
        if self.is_text(")") and count != length:
            self.fail(
                f"This row has {count} value{'s' * (count != 1)} for {length} "
                f"variable{'s' * (length != 1)}. Write UNDEF for a missing value.",
                row,
            )
        self.close(row)

    def _value(self) -> None:
        if self.token.kind == "string":
            self.literal()
        elif self.token.kind == "variable":
            self.fail("VALUES takes only IRIs, literals and UNDEF, not variables.")
        elif not (self._signed_number() or self.take_word("TRUE", "FALSE", "UNDEF") or self.iri()):
            self.miss(f"Expected an IRI, a literal or UNDEF {self.before()}.")

    def _signed_number(self) -> bool:
        sign = self.is_text("+", "-")
        number = self.tokens[self.at + sign] if self.at + sign < len(self.tokens) else self.token
        if number.kind != "number":
            return False
        self.at += 1 + sign
        return True

    def triples(self, *, paths: bool = True) -> None:
        """Read the triples of one subject, and the dot after them if there is one."""
        first = self.token
        if not self.term():
            self.check_word(KEYWORDS, self._no_subject())
        alone = first.text == "[" and self.tokens[self.at - 2].text != "["
        if not (alone and self.is_text(".", "}")):
            self.properties(paths=paths)
        if self.take_text(".") or self.is_text("}", "{") or not self.token.text:
            return
        if self.token.upper in _IN_GROUPS or self.is_word("SELECT"):
            return
        if self.token.kind == "word" or not self._begins_term():
            self.check_word(KEYWORDS, f"Expected . or }} {self.before()}.")
        self.fail(f"Write a dot between two triples: one is missing {self.before()}.")

    def _no_subject(self) -> str:
        if self.is_text(")", "]"):
            opening = {")": "(", "]": "["}[self.token.text]
            return f"There is no {opening} for this {self.token.text}."
        if self.is_text(".", ";", ","):
            return THREE
        return f"Expected a triple or a clause such as FILTER, or }}, {self.before()}."

    def _begins_term(self) -> bool:
        return self.token.kind in {"variable", "iri", "name", "blank", *_LITERALS} or self.is_text(
            "[", "("
        )

    def term(self) -> bool:
        """Read a term of a triple if one is here."""
        if self.token.kind == "variable":
            self.bound |= {self.advance().text[1:]}
        elif self.token.kind == "string":
            self.literal()
        elif self.token.kind == "blank":
            self.at += 1
        elif self.is_text("["):
            opening = self.advance()
            if not self.is_text("]"):
                self.properties()
            self.close(opening)
        elif self.is_text("("):
            opening = self.advance()
            while self.term():
                pass
            self.close(opening)
        else:
            return self._signed_number() or self.take_word("TRUE", "FALSE") or self.iri()
        return True

    def properties(self, *, paths: bool = True) -> None:
        """Read predicates and objects of one subject."""
        while True:
            self._predicate(paths)
            self._object()
            while self.take_text(","):
                self._object()
            if not self.is_text(";"):
                return
            while self.take_text(";"):
                pass
            if self.is_text(".", "]", "}") or not self.token.text:
                return
            if self.token.upper in _IN_GROUPS:
                return

    def _predicate(self, paths: bool) -> None:
        if self.token.kind == "variable":
            self.bound |= {self.advance().text[1:]}
            return
        if self.token.kind in _LITERALS:
            self.fail("A literal can't be the predicate of a triple.")
        if self.token.kind == "blank":
            self.fail("A blank node can't be the predicate of a triple.")
        if not paths:
            if not (self.take_word("A") or self.iri()):
                self.check_word({"A"}, THREE)
            return
        self._path()

    def _path(self) -> None:
        while True:
            while self.take_text("^", "!"):
                pass
            if self.is_text("("):
                opening = self.advance()
                if not self.is_text(")"):
                    self._path()
                self.close(opening)
            elif not (self.take_word("A") or self.iri()):
                self.miss(THREE)
            self.take_text("*", "+", "?")
            if not self.take_text("/", "|"):
                return

    def _object(self) -> None:
        if not self.term():
            self.miss(THREE)
