"""Requests as bytes, for what no client library would send."""

import socket


def exchange(port, request):
    """Send raw bytes; return status, header fields and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    fields = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()
    return int(status.split()[1]), fields, body


def raw(method, path, *lines, version="1.1", body=b""):
    head = [f"{method} {path} HTTP/{version}", *lines, "Connection: close", "", ""]
    return "\r\n".join(head).encode("latin-1") + body
