"""Building a small graph in code, as N-Triples."""

from __future__ import annotations


class GraphBuilder:
    """N-Triples under construction."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def link(self, subject: str, predicate: str, target: str) -> None:
        """Add a triple whose object is an IRI."""
        self.lines.append(f"<{subject}> <{predicate}> <{target}> .")

    def text(self, subject: str, predicate: str, value: object, kind: str = "@en") -> None:
        """Add a triple whose object is a literal; `kind` is a language tag or a datatype IRI."""
        escaped = "".join(
            c if c.isalnum() or c in " .,:;-()/#'" else f"\\u{ord(c):04X}" for c in str(value)
        )
        self.lines.append(
            f'<{subject}> <{predicate}> "{escaped}"'
            + (kind if kind.startswith("@") else f"^^<{kind}>")
            + " ."
        )

    def body(self) -> bytes:
        """Return the N-Triples document."""
        return "\n".join(self.lines).encode() + b"\n"
