"""A result in XML as parsers read it."""

from __future__ import annotations

from typing import IO

from nmc_graph.engine.spool import SpooledBody
from nmc_graph.formats import Format
from nmc_graph.rdf.xml import well_formed, well_formed_blocks

_XML = {"xml", "rdfxml"}
_BLOCK = 1024**2


def readable(body: bytes | IO[bytes], format_: Format) -> bytes | IO[bytes]:
    """Return a result, well formed if it is XML. Raises NotInXml for what XML can't contain."""
    if format_.name not in _XML:
        return body
    if isinstance(body, bytes):
        return well_formed(body)
    out = SpooledBody()
    with body:
        for block in well_formed_blocks(iter(lambda: body.read(_BLOCK), b"")):
            out.write(block)
    return out.content()
