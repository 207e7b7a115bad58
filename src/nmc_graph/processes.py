"""Ending a process together with its parent, taking it out of service, returning its memory."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

POLL_SECONDS = 0.25


def end_with_parent(parent: int) -> None:
    """Kill this process as soon as `parent`, the process that started it, has ended.

    A thread waits for the end of the process. The kernel's parent-death signal isn't used: it comes
    when the *thread* that forked ends, even if its process lives on.
    """
    threading.Thread(target=_wait_for_end, args=(parent,), name="parent", daemon=True).start()


def _wait_for_end(parent: int) -> None:
    if hasattr(os, "pidfd_open"):
        try:
            descriptor = os.pidfd_open(parent)
        except ProcessLookupError:
            pass
        except OSError:  # not allowed, or no free descriptor
            _poll_for_end(parent)
        else:
            if os.getppid() == parent:  # else the number belongs to another process by now
                poll = select.poll()
                poll.register(descriptor, select.POLLIN)
                poll.poll()
    else:
        _poll_for_end(parent)
    os.kill(os.getpid(), signal.SIGKILL)


def _poll_for_end(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)


def stop_accepting() -> None:
    """Accept no more connections, and keep the existing ones.

    When granian ends, it closes connections from which it hasn't read a request yet. So a process
    that is replaced first stops accepting. Its listening socket has to stay open for the next one:
    here the descriptors get another socket, to which no one connects.
    """
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return
    with socket.socket(socket.AF_UNIX) as unused:
        unused.bind("")  # Linux chooses an unused abstract name
        unused.listen()
        unused.setblocking(False)
        for descriptor in [int(entry.name) for entry in folder.iterdir()]:
            with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as found:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    os.dup2(unused.fileno(), descriptor)


def return_free_memory() -> None:
    """Give memory that was freed back to the system; glibc keeps what threads have used."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
