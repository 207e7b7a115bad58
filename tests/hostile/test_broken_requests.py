"""Malformed requests, and requests for nonsense, get an error: with our headers, or empty."""

from __future__ import annotations

import pytest

from nmc_graph.web.http.headers import ALWAYS
from tests.hostile.observe import answers_correctly
from tests.soak.clients import raw
from tests.soak.requests import BROKEN


@pytest.mark.parametrize("request_", BROKEN, ids=lambda r: ascii(r[:30]))
def test_broken_request_gets_our_headers_or_an_empty_body(server, request_):
    status, received = raw(server.port, request_)
    assert 400 <= status < 500
    head, _, body = received.partition(b"\r\n\r\n")
    names = {line.partition(b":")[0].decode().title() for line in head.splitlines()[1:]}
    if body:
        assert {name.title() for name in ALWAYS} <= names
        assert b'"status": %d' % status in body
    else:  # written by the server library, which can't add headers, before it closes
        assert names == {"Connection", "Content-Length", "Date"}


def test_server_answers_after_broken_requests(server):
    assert answers_correctly(server)
