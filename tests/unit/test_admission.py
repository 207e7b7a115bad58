"""Who runs, who waits and who is turned away, on event loops and in threads."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmc_graph.engine.admission import Admission
from nmc_graph.engine.waiting import LoopThread, is_blocking, run_blocking
from nmc_graph.errors import EngineBusy

WAIT = 20.0


def run_on_loop(coroutine):
    """Run a coroutine on a loop in a thread: a browser of other tests may hold one in this."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(WAIT)


def admission(slots=1, *, queue_wait=WAIT, queue_length=8):
    return Admission(slots, queue_wait=queue_wait, queue_length=queue_length, what="workers")


async def hold(admitted, entered, leave, order, name):
    async with admitted:
        order.append(name)
        entered.set()
        if is_blocking():
            assert leave.wait(WAIT)
        else:
            assert await asyncio.to_thread(leave.wait, WAIT)


class Visitor:
    """Holds a slot from a thread, or from an event loop in a thread, until it is let go."""

    def __init__(self, admitted, order, name, *, on_loop):
        self.entered, self.leave = threading.Event(), threading.Event()
        held = hold(admitted, self.entered, self.leave, order, name)
        run = asyncio.run if on_loop else run_blocking
        self.thread = threading.Thread(target=run, args=(held,))
        self.thread.start()

    def go(self):
        self.leave.set()
        self.thread.join(WAIT)


def wait_until_queued(admitted, number):
    until = time.monotonic() + WAIT
    while len(admitted._queue) < number:
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.mark.parametrize(
    "kinds",
    [(False,) * 4, (True,) * 4, (True, False, True, False), (False, True, False, True)],
    ids=["threads", "loops", "loops and threads", "threads and loops"],
)
def test_slots_are_given_in_the_order_of_arrival(kinds):
    admitted, order = admission(), []
    visitors = []
    for number, on_loop in enumerate(kinds):
        visitors.append(Visitor(admitted, order, number, on_loop=on_loop))
        if number == 0:
            assert visitors[0].entered.wait(WAIT)
        else:
            wait_until_queued(admitted, number)
    for visitor in visitors:
        assert visitor.entered.wait(WAIT)
        visitor.go()
    assert order == list(range(len(kinds)))
    assert admitted._free == 1


@pytest.mark.parametrize("on_loop", [False, True])
def test_a_full_queue_turns_away_at_once(on_loop):
    admitted = admission(queue_length=0)
    first = Visitor(admitted, [], "first", on_loop=on_loop)
    assert first.entered.wait(WAIT)
    run = run_on_loop if on_loop else run_blocking
    with pytest.raises(EngineBusy, match="queue is full"):
        run(hold(admitted, threading.Event(), threading.Event(), [], "second"))
    first.go()
    assert admitted._free == 1


@pytest.mark.parametrize("on_loop", [False, True])
def test_a_wait_that_is_over_leaves_the_queue(on_loop):
    admitted = admission(queue_wait=0.01)
    first = Visitor(admitted, [], "first", on_loop=on_loop)
    assert first.entered.wait(WAIT)
    run = run_on_loop if on_loop else run_blocking
    with pytest.raises(EngineBusy, match=r"for 0\.01 s"):
        run(hold(admitted, threading.Event(), threading.Event(), [], "second"))
    assert not admitted._queue
    first.go()
    assert admitted._free == 1


def test_a_canceled_request_gives_up_its_place():
    admitted, order = admission(), []
    first = Visitor(admitted, order, "first", on_loop=False)
    assert first.entered.wait(WAIT)

    async def cancelled():
        held = hold(admitted, threading.Event(), threading.Event(), order, "second")
        task = asyncio.ensure_future(held)
        await asyncio.to_thread(wait_until_queued, admitted, 1)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run_on_loop(cancelled())
    assert not admitted._queue
    first.go()
    assert (order, admitted._free) == (["first"], 1)


def test_an_error_gives_the_slot_back():
    admitted = admission()

    async def fail():
        async with admitted:
            raise KeyError("x")

    for run in (run_blocking, run_on_loop):
        with pytest.raises(KeyError):
            run(fail())
    assert admitted._free == 1


def test_what_would_suspend_a_thread_is_an_error():
    async def sleep():
        await asyncio.sleep(0.1)

    with pytest.raises(RuntimeError):
        run_blocking(sleep())


def test_a_loop_thread_runs_coroutines_of_many_threads():
    loop, results = LoopThread(), []

    async def double(n):
        await asyncio.sleep(0)
        return 2 * n

    threads = [
        threading.Thread(target=lambda n=n: results.append(loop.run(double(n)))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert sorted(results) == [2 * n for n in range(8)]
