"""One question to a worker and its answer, as bytes come in: no input or output of its own."""

from __future__ import annotations

import json
import struct
import tempfile
from typing import IO, Any

from nmc_graph.errors import EngineError, EngineFault, QueryTimeout, WorkerDied
from nmc_graph.sparql.total_order import sort_fault

GRACE_SECONDS = 1.0
"""The worker's own alarm goes off this much after the pool's deadline: it is the second line."""
SPOOL_BYTES = 4 * 1024**2
"""Answers over this size wait on disk, in a file without a name, until they are whole."""


_TYPES = b"RHBEX"


class WorkerGone(WorkerDied):
    """The worker had ended before it was asked, so that another can be."""


class ReplyReader:
    """Collects the messages of an answer (the protocol is told in `worker`)."""

    def __init__(self) -> None:
        self.head: dict[str, str] = {}
        self.ready = b""
        """What the worker said when it was ready, if it said so in this exchange."""
        self.done = False
        self._buffer = bytearray()
        self._small: list[bytes] = []
        self._large: IO[bytes] | None = None
        self._size = 0

    def feed(self, data: bytes) -> bool:
        """Take bytes in; return whether the answer is whole."""
        self._buffer += data
        at = 0
        while len(self._buffer) - at >= 5 and self._buffer[at] in _TYPES:
            (length,) = struct.unpack_from(">I", self._buffer, at + 1)
            if len(self._buffer) - at - 5 < length:
                break
            kind = self._buffer[at : at + 1]
            self._take(bytes(kind), bytes(self._buffer[at + 5 : at + 5 + length]))
            at += 5 + length
        del self._buffer[:at]
        return self.done

    @property
    def crash_report(self) -> str:
        """What the process printed after its last message: why it ended, if it knew."""
        return self._buffer.decode("utf-8", "replace")

    def _take(self, kind: bytes, payload: bytes) -> None:
        match kind:
            case b"R":
                self.ready = payload
            case b"B":
                self._keep(payload)
            case b"E":
                self.done = True
            case _:
                self.head = json.loads(payload)
                self.done = kind == b"X"

    def _keep(self, payload: bytes) -> None:
        self._size += len(payload)
        if self._large is None and self._size > SPOOL_BYTES:
            self._large = tempfile.TemporaryFile(prefix="nmc-answer-")  # noqa: SIM115
            self._large.writelines(self._small)
            self._small.clear()
        if self._large is None:
            self._small.append(payload)
        else:
            self._large.write(payload)

    def body(self) -> bytes | IO[bytes]:
        """Return the body: bytes, or a file at its start if it is large."""
        if self._large is None:
            return b"".join(self._small)
        self._large.seek(0)
        return self._large


def question(request: dict[str, Any], seconds: float) -> bytes:
    """Return the message that asks a worker."""
    message = json.dumps(request | {"seconds": seconds + GRACE_SECONDS}).encode()
    return b"Q" + struct.pack(">I", len(message)) + message


def timeout(seconds: float) -> QueryTimeout:
    """Return the error for a query that ran too long."""
    return QueryTimeout(
        f"The query was stopped after {seconds:g} s.",
        hint="Ask for less: add LIMIT, bind more variables, or write MINUS "
        "in place of FILTER NOT EXISTS.",
    )


def died(report: str = "") -> EngineError:
    """Return the error for a query of which its worker died; `report` is what it printed last."""
    if "total order" in report:
        return sort_fault()
    if "panicked at" in report:
        return EngineFault(
            "The engine failed on this query because of an error of its own.",
            hint="Write the query in another way, or leave out the part you added last.",
        )
    return WorkerDied(
        "The query was stopped: its evaluation ran out of memory or stack.",
        hint="Ask for less at once: fewer nested groups, no cross products, "
        "no ORDER BY over everything.",
    )
