"""The address on which a server listens: a host and a port, or a Unix socket."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

from nmc_graph.config import Settings
from nmc_graph.errors import UsageError


def resolve(host: str) -> str:
    """Return the IP address of a host, IPv4 if it has one. Raises UsageError."""
    try:
        found = socket.getaddrinfo(host.strip("[]") or "", 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "the name isn't valid"
        raise UsageError(
            f"{host!r} is not an address of this machine: {reason}.",
            hint="Use 127.0.0.1, ::1, 0.0.0.0 (every IPv4 address) or a name such as localhost.",
        ) from error
    return str(min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0])


def of(settings: Settings) -> str:
    """Return the address as people write it."""
    if settings.socket:
        return f"the socket {settings.socket}"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def require_free(settings: Settings) -> None:
    """Raise UsageError if the port is taken, or if the socket can't be made."""
    if settings.socket:
        _require_free_socket(settings.socket)
        return
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Port {port} on {host} cannot be used: {error.strerror}.",
                hint="Choose another port with --port (make serve PORT=8001).",
            ) from error


def _require_free_socket(path: Path) -> None:
    """Remove the socket of a server that was killed. Raises UsageError if another one runs."""
    try:
        if path.exists() and not stat.S_ISSOCK(path.stat().st_mode):
            raise UsageError(f"{path} exists and is not a socket.", hint="Choose another --socket.")
        with socket.socket(socket.AF_UNIX) as probe:
            if path.exists() and probe.connect_ex(str(path)) == 0:
                raise UsageError(
                    f"Another server uses {path}.", hint="Choose another --socket, or stop it."
                )
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(path))
        path.unlink()
    except OSError as error:
        raise UsageError(
            f"{path} can't be used as a socket: {error.strerror or error}.",
            hint="Choose a path of at most 107 bytes in a folder where you may write.",
        ) from error


def remove_socket(settings: Settings) -> None:
    """Remove the socket at the end."""
    if settings.socket:
        settings.socket.unlink(missing_ok=True)
