"""Limits on how many requests run at once and how many wait, first come, first served."""

from __future__ import annotations

import threading
from collections import deque

from nmc_graph.engine.waiting import Signal, make_signal
from nmc_graph.errors import EngineBusy


class Admission:
    """A fixed number of slots and a bounded queue for them, shared by event loops and threads.

    Each kind of traffic (pages, list downloads, visitors' queries) has its own `Admission`, so that
    none can take the slots of another. Use it as `async with admission:`.
    """

    def __init__(self, slots: int, *, queue_wait: float, queue_length: int, what: str) -> None:
        """Allow `slots` requests at once; `queue_length` more may wait up to `queue_wait` seconds.

        `what` names the slots in errors, for example "2 query workers".
        """
        self._free, self._queue_wait, self._queue_length = slots, queue_wait, queue_length
        self._what = what
        self._queue: deque[Signal] = deque()
        self._lock = threading.Lock()

    async def __aenter__(self) -> None:
        """Wait for a slot. Raises EngineBusy if the queue is full or the wait is too long."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if len(self._queue) >= self._queue_length:
                raise self._busy("and the queue is full")
            signal = make_signal()
            self._queue.append(signal)
        try:
            if await signal.wait(self._queue_wait):
                return
        except BaseException:
            if not self._left_queue(signal):
                self._release()
            raise
        # `_release` may have handed over a slot at the moment when the wait timed out.
        if self._left_queue(signal):
            raise self._busy(f"for {self._queue_wait:g} s")

    async def __aexit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        """Hand the slot to the request that has waited longest, or mark it as free."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1

    def _left_queue(self, signal: Signal) -> bool:
        """Leave the queue; return False if a slot has already been handed over."""
        with self._lock:
            if signal not in self._queue:
                return False
            self._queue.remove(signal)
            return True

    def _busy(self, how_long: str) -> EngineBusy:
        return EngineBusy(
            f"All {self._what} are busy {how_long}.", hint="Try again in a few seconds."
        )
