"""Making the XML that Oxigraph writes well formed, or saying what XML can't express.

Oxigraph writes three things that parsers of XML refuse or change: characters that XML 1.0 excludes,
an element without a name for a property or class whose IRI doesn't end in a name, and a bare
carriage return, which a parser turns into a line feed. A class can be written in another way, but
a property can't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nmc_graph.errors import NotInXml

_BLOCK = 1024**2
_OVERLAP = 4096
"""Bytes at the end of a block that are read again with the next one, so that no tag is cut."""
_PROBLEM = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|<([A-Za-z_][\w.-]*):(?=[\s/>])(?:\s+xmlns:\1=\"([^\"]*)\")?"
)
_NAMELESS_CLASS = re.compile(
    rb'^\t<oxprefix: xmlns:oxprefix="([^"]*)" (rdf:(?:about|nodeID)="[^"]*")>$', re.MULTILINE
)
_NAMELESS_END = re.compile(rb"^\t</oxprefix:>$", re.MULTILINE)


def well_formed(body: bytes) -> bytes:
    """Return a whole document. Raises NotInXml."""
    return b"".join(well_formed_blocks([body]))


def well_formed_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a document block by block. Raises NotInXml."""
    rest = b""
    for block in _with_descriptions(blocks):
        seen = rest + block
        _check(seen)
        ready = max(len(seen) - _OVERLAP, 0)
        yield _with_references(seen[:ready])
        rest = seen[ready:]
    yield _with_references(rest)


def _with_descriptions(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Write a node whose class has no XML name as rdf:Description with an rdf:type.

    Start and end of a node have a line each, and no text begins a line with `<`.
    """
    rest = b""
    for block in blocks:
        lines, line_break, rest = (rest + block).rpartition(b"\n")
        lines = _NAMELESS_CLASS.sub(
            rb'\t<rdf:Description \2>\n\t\t<rdf:type rdf:resource="\1"/>', lines + line_break
        )
        yield _NAMELESS_END.sub(b"\t</rdf:Description>", lines)
    yield rest


def make_file_well_formed(plain: Path, path: Path) -> None:
    """Write the document in `plain` to `path`. Raises NotInXml."""
    with plain.open("rb") as source, path.open("wb") as out:
        out.writelines(well_formed_blocks(iter(lambda: source.read(_BLOCK), b"")))


def _with_references(text: bytes) -> bytes:
    return text.replace(b"\r", b"&#xD;")


def _check(text: bytes) -> None:
    found = _PROBLEM.search(text)
    if found is None:
        return
    if found[1] is None:
        code = ord(found[0].decode())
        raise NotInXml(
            f"XML can't contain the character U+{code:04X}, which is in a value.",
            hint="Choose JSON, Turtle or N-Triples.",
        )
    iri = f"<{found[2].decode()}>" if found[2] else "a term"
    raise NotInXml(
        f"RDF/XML can't express {iri} as a property or class: its IRI doesn't end in an XML name.",
        hint="Choose Turtle, N-Triples or JSON-LD.",
    )
