"""N-Triples lines from short names, for the generator."""

from __future__ import annotations

NMC = "https://w3id.org/nmc/ontology#"
ID = "https://w3id.org/nmc/id/"
CONCEPT = "https://w3id.org/nmc/concept/"
PREFIXES = {
    "nmc": NMC,
    "c": CONCEPT,
    "id": ID,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
}
XSD = "http://www.w3.org/2001/XMLSchema#"


def iri(name: str) -> str:
    """Return the IRI of `prefix:local` in angle brackets, or a full `<IRI>` unchanged."""
    if name.startswith("<"):
        return name
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def english(text: str) -> str:
    """Return an English literal; the texts here need no escaping."""
    return f'"{text}"@en'


def number(value: float) -> str:
    """Return a decimal literal, or an integer literal for an int such as a year."""
    kind = "integer" if isinstance(value, int) else "decimal"
    return f'"{value}"^^<{XSD}{kind}>'


def thing(subject: str, *pairs: tuple[str, object]) -> list[str]:
    """Return the lines of a subject; an object is a name, a number, or a literal in quotes."""
    lines, node = [], iri(subject)
    for name, value in pairs:
        if isinstance(value, int | float):
            text = number(value)
        else:
            text = str(value) if str(value).startswith('"') else iri(str(value))
        predicate = "rdf:type" if name == "a" else name
        lines.append(f"{node} {iri(predicate)} {text} .")
    return lines
