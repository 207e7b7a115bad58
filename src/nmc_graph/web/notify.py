"""Telling systemd what the server is doing (sd_notify)."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress


def send(*lines: str) -> None:
    """Send a state to systemd, if it started this process with `Type=notify`."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    path = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.connect(path)
        connection.sendall("\n".join(lines).encode())


def reloading() -> None:
    """Report that the server is switching to another release; READY=1 ends that."""
    send("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
