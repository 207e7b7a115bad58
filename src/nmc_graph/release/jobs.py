"""Jobs that run at once, in a thread, in a forked process or in a new one: one interface."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, Generic, Literal, Protocol, TypeVar, cast

from nmc_graph.errors import ReleaseError
from nmc_graph.processes import end_with_parent

Method = Literal["inline", "thread", "fork", "spawn"]
THREADS = min(4, os.cpu_count() or 1)
NICENESS = 10
"""How much a forked job leaves the processors to the steps that others wait for."""
T = TypeVar("T")
Result = TypeVar("Result", covariant=True)


class Job(Protocol[Result]):
    """Work that has been started."""

    def result(self) -> Result:
        """Wait for the end and return the result, or raise what the work raised."""


class Jobs(AbstractContextManager["Jobs"]):
    """Starts jobs. When the context ends, those in processes are stopped, threads finish theirs."""

    def __init__(self) -> None:
        self._processes: list[_ProcessJob[Any]] = []
        self._threads = ThreadPoolExecutor(THREADS)

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.stop()
        self._threads.shutdown(cancel_futures=True)

    def start(self, method: Method, work: Callable[..., T], *args: object) -> Job[T]:
        """Start a job: `inline` here and now, `fork` with our memory, `spawn` with copies.

        A `thread` is for the engine, which works without the interpreter lock.
        """
        if method == "inline":
            return _Done(work(*args))
        if method == "thread":
            return self._threads.submit(work, *args)
        job = _ProcessJob(method, work, args)
        self._processes.append(job)
        return job


class _Done(Generic[T]):
    def __init__(self, value: T) -> None:
        self._value = value

    def result(self) -> T:
        return self._value


class _ProcessJob(Generic[T]):
    """A job in another process, which sends its result through a pipe and ends."""

    def __init__(self, method: Method, work: Callable[..., T], args: tuple[object, ...]) -> None:
        self._name = getattr(work, "__name__", "job")
        self._receiver, sender = multiprocessing.Pipe(duplex=False)
        start = _fork if method == "fork" else _start_interpreter
        self._kill, self._wait = start(sender, work, args)
        sender.close()  # so that we see the end of a process that dies

    def result(self) -> T:
        try:
            value, error = self._receiver.recv()
        except (EOFError, OSError):  # before its answer, or in the middle
            raise ReleaseError(
                f"A process of the build ({self._name}) ended before it was done.",
                hint="It may have run out of memory.",
            ) from None
        self._wait()
        if error is not None:
            raise error
        result: T = value
        return result

    def stop(self) -> None:
        self._kill()
        self._wait()
        self._receiver.close()


KillAndWait = tuple[Callable[[], None], Callable[[], object]]


def _fork(sender: Any, work: Callable[..., object], args: tuple[object, ...]) -> KillAndWait:
    """Do a job in a copy of this process."""
    context: Any = multiprocessing.get_context("fork")
    process = context.Process(
        target=_answer, args=(sender, os.getpid(), work, args, NICENESS), daemon=True
    )
    process.start()
    return process.kill, process.join


def _start_interpreter(
    sender: Any, work: Callable[..., object], args: tuple[object, ...]
) -> KillAndWait:
    """Do a job in a new interpreter, which doesn't import the caller's script.

    multiprocessing would, so a script that opens the graph would do it again in each process.
    """
    descriptor = sender.fileno()
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(descriptor)],
        stdin=subprocess.PIPE,
        pass_fds=(descriptor,),
    )
    with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as pipe:
        pickle.dump(sys.path, pipe)
        pickle.dump((os.getpid(), work, args), pipe)
    return process.kill, process.wait


_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from nmc_graph.release.jobs import answer_from_stdin
answer_from_stdin(int(sys.argv[1]))
"""


def answer_from_stdin(descriptor: int) -> None:
    """Do the job that standard input describes; what it prints goes to standard error."""
    os.dup2(2, 1)
    parent, work, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process above
    _answer(Connection(descriptor, readable=False), parent, work, args)


def _answer(
    sender: Any,
    parent: int,
    work: Callable[..., object],
    args: tuple[object, ...],
    niceness: int = 0,
) -> None:
    """Send what a job returned and what it raised; one of them is None."""
    end_with_parent(parent)
    os.nice(niceness)
    gc.disable()  # the process ends with its work
    try:
        answer: tuple[object, Exception | None] = work(*args), None
    except Exception as error:
        answer = None, error
    sender.send(answer)


def may_fork() -> bool:
    """Return whether we can fork a process that shares our memory: not with other threads."""
    for _ in range(10):
        if sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1:
            return True
        time.sleep(0.005)  # a thread may be about to end
    return False
