"""Refusing XML whose entities expand to far more text than was written."""

from __future__ import annotations

import re
from typing import IO

MAX_ENTITY = 4096
"""Characters to which one entity may expand."""
MAX_DECLARATIONS = 1024**2
"""Bytes within which the declarations of entities must end."""
FREE, MAX_RATIO = 32 * 1024**2, 20
"""All entities together may expand to FREE bytes, and further to MAX_RATIO times what was read."""
_DECLARED = re.compile(rb"<!ENTITY\s+([^\s%\"'<>]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_USED = re.compile(rb"&([^\s;&<#]+);")


class TooExpansive(ValueError):
    """The entities of an XML document expand to too much text."""


class EntityGuard:
    """Passes an XML document through; reading raises TooExpansive once entities exceed a limit."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._head: bytes | None = None
        self._sizes: dict[bytes, int] = {}
        self._read = self._expanded = 0

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes."""
        if self._head is None:
            self._head = self._read_head()
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
        else:
            data = self._file.read(size)
        self._read += len(data)
        if self._sizes:
            self._expanded += sum(self._sizes.get(name, 0) for name in _USED.findall(data))
            if self._expanded > FREE + MAX_RATIO * self._read:
                raise TooExpansive("its entities expand to far more text than the file has")
        return data

    def _read_head(self) -> bytes:
        """Read the declarations before the first element and note how long each entity gets."""
        head = self._file.read(4096)
        if b"<!DOCTYPE" not in head:
            return head
        while not re.search(rb"\]\s*>", head) and (more := self._file.read(65536)):
            head += more
            if len(head) > MAX_DECLARATIONS:
                raise TooExpansive("its document type declaration is longer than 1 MB")
        for name, double, single in _DECLARED.findall(head):
            value = double or single
            size = len(value) + sum(self._sizes.get(n, 0) for n in _USED.findall(value))
            if size > MAX_ENTITY:
                raise TooExpansive(
                    f"the entity {name.decode('utf-8', 'replace')} expands to more than "
                    f"{MAX_ENTITY:,} characters; write the text without entities"
                )
            self._sizes[name] = size
        return head
