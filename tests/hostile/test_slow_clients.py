"""Clients that send slowly, read slowly or disconnect do not delay others."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlencode

import pytest

from bench.attacks import CROSS
from tests.hostile.observe import ENTITY, answers_correctly, response_times

pytestmark = pytest.mark.long


def test_slow_senders_and_readers_do_not_delay_others(server):
    slow = []
    for _ in range(40):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
            b"Content-Type: application/sparql-query\r\n\r\nS"
        )
        slow.append(client)
    for _ in range(20):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(b"GET /download/nmc-graph.nq HTTP/1.1\r\nHost: x\r\n\r\n")
        slow.append(client)
    try:
        found = response_times(server, "/healthz", 1.5)
        for client in slow[:40]:
            client.sendall(b"E")
        found += response_times(server, ENTITY, 1)
        assert max(found) < 2000
        assert answers_correctly(server)
    finally:
        for client in slow:
            client.close()


def test_clients_that_send_a_byte_at_a_time_do_not_delay_others(server):
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    form = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
        b"Content-Type: application/sparql-query\r\n\r\n"
    )
    slow = [
        (socket.create_connection(("127.0.0.1", server.port)), text)
        for text in [request, form] * 15
    ]
    try:
        for client, text in slow[1::2]:
            client.sendall(text)  # these send their body slowly, the others their first line
        for second in range(4):
            for n, (client, text) in enumerate(slow):
                client.sendall(b"S" if n % 2 else text[second : second + 1])
            assert (
                max(response_times(server, "/healthz", 0.4) + response_times(server, ENTITY, 0.4))
                < 2000
            )
            assert answers_correctly(server)
    finally:
        for client, _ in slow:
            client.close()


def test_server_recovers_from_clients_that_disconnect_early(server):
    query = urlencode({"query": f"SELECT * {CROSS} LIMIT 10000"})
    for _ in range(20):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not answers_correctly(server):
        time.sleep(0.1)
    assert answers_correctly(server)


def test_client_that_stops_before_its_body_is_complete_gets_a_problem(server):
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nS"
    for how in (socket.SHUT_WR, socket.SHUT_RDWR):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(head)
            client.shutdown(how)
            received = client.recv(10_000)
            if how == socket.SHUT_WR:
                assert received.startswith(b"HTTP/1.1 400 ")
                assert b"application/problem+json" in received
    assert answers_correctly(server)
    assert "Traceback" not in server.log.read_text()


def test_clients_that_leave_during_a_download_leave_no_traceback(server):
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(b"GET /download/nmc-graph.nq HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
    assert answers_correctly(server)
    time.sleep(0.5)
    assert "Traceback" not in server.log.read_text()
