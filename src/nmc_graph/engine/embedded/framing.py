"""The messages to and from a worker, and its errors; reading and writing them is up to `pool`."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

from nmc_graph.engine.spool import SpooledBody
from nmc_graph.errors import EngineError, EngineFault, QueryTimeout, WorkerDied
from nmc_graph.sparql.total_order import sort_fault

GRACE_SECONDS = 1.0
"""The worker's own alarm goes off this long after the pool's deadline, in case the pool fails."""
_TYPES = b"RHBEX"


class WorkerGone(WorkerDied):
    """The worker ended before it got the query, so the query can go to another worker."""


class ReplyReader:
    """Collects the messages of a reply (`worker` describes the protocol)."""

    def __init__(self) -> None:
        self.head: dict[str, str] = {}
        self.ready = b""
        """The process id that the worker sent, if it became ready during this reply."""
        self.done = False
        self._rest = bytearray()
        self._body = SpooledBody()

    def feed(self, data: bytes) -> bool:
        """Add received bytes; return whether the reply is complete."""
        received: bytes | bytearray = data  # usually whole messages, which need no other buffer
        if self._rest:
            self._rest += data
            received = self._rest
        at = 0
        while len(received) - at >= 5 and received[at] in _TYPES:
            (length,) = struct.unpack_from(">I", received, at + 1)
            end = at + 5 + length
            if len(received) < end:
                break
            self._add_message(received[at], bytes(received[at + 5 : end]))
            at = end
        if received is data:
            self._rest += data[at:]
        else:
            del self._rest[:at]
        return self.done

    @property
    def crash_report(self) -> str:
        """What the process printed after its last message, for example a panic.

        It is empty if the process ended in the middle of a message.
        """
        return "" if self._rest[:1] in _TYPES else self._rest.decode("utf-8", "replace")

    def _add_message(self, kind: int, payload: bytes) -> None:
        match chr(kind):
            case "R":
                self.ready = payload
            case "B":
                self._body.write(payload)
            case "E":
                self.done = True
            case other:
                self.head = json.loads(payload)
                self.done = other == "X"

    def body(self) -> bytes | IO[bytes]:
        """Return the body: bytes, or an open file at its start if it is large."""
        return self._body.content()


def query_message(request: dict[str, Any], seconds: float) -> bytes:
    """Return the message that sends a query to a worker."""
    message = json.dumps(request | {"seconds": seconds + GRACE_SECONDS}).encode()
    return b"Q" + struct.pack(">I", len(message)) + message


def timeout_error(seconds: float) -> QueryTimeout:
    """Return the error for a query that ran too long."""
    return QueryTimeout(
        f"The query was stopped after {seconds:g} s.",
        hint="Ask for less: add LIMIT, bind more variables, or write MINUS "
        "in place of FILTER NOT EXISTS.",
    )


def crash_error(report: str = "") -> EngineError:
    """Return the error for a query that crashed its worker, which printed `report` last."""
    if "total order" in report:
        return sort_fault()
    if "panicked at" in report:
        return EngineFault(
            "The engine failed on this query because of a bug in the engine.",
            hint="Rephrase the query, or leave out the part you added last.",
        )
    return WorkerDied(
        "The query was stopped: its evaluation ran out of memory or stack.",
        hint="Ask for less at once: fewer nested groups, no cross products, "
        "no ORDER BY over everything.",
    )
