"""Queries that are meant to crash, block or fill the server get an answer and harm no one else."""

from __future__ import annotations

import pytest

from tests.hostile.observe import (
    CROSS,
    answers_correctly,
    memory_of,
    post_query,
    threads_of,
    web_processes,
)

DOUBLED = "BIND('0123456789' AS ?x0) " + " ".join(
    f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40)
)
# Some of these the evaluator survives; either way there is an answer.
ANSWERED = {200, 400, 500, 503}

HOSTILE = {
    "100,000 nested groups": ("SELECT * { " + "{" * 100_000 + "}" * 100_000 + " }", ANSWERED),
    "100,000 nested brackets":
        ("SELECT * { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }", ANSWERED),
    "a path of 25,000 steps":
        ("ASK { ?s " + "/".join(["<a:b>"] * 25_000) + " ?o }", ANSWERED),
    "a list of 30,000 items": ("ASK { ?s ?p (" + " 1" * 30_000 + ") }", ANSWERED),
    "10 MB": ("SELECT * { ?s ?p '" + "x" * 10_000_000 + "' }", {400, 413}),
    "a cross product counted": (f"SELECT (COUNT(*) AS ?n) {CROSS}", {503}),
    "a cross product sorted": (f"SELECT * {CROSS} ORDER BY ?a ?d ?g", {500, 503}),
    "a cross product joined to one string":
        (f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {CROSS}", {500, 503}),
    "a result of more than 1 GB": (f"SELECT * {CROSS}", {413, 503}),
    "a string doubled 40 times": (f"SELECT (STRLEN(?x40) AS ?n) {{ {DOUBLED} }}", {500, 503}),
    "30,000 variables, as many as its length allows":
        ("SELECT * { VALUES (" + " ".join(f"?v{i}" for i in range(30_000)) + ") {} }", ANSWERED),
    "a million variables":
        ("SELECT * { VALUES (" + " ".join(f"?v{i}" for i in range(10**6)) + ") {} }", {400, 413}),
    "bytes that are not UTF-8": (b"SELECT * { ?s ?p '\xff\xfe' }", {400}),
    "a null byte": (b"SELECT * { ?s ?p '\x00' }", {200, 400}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_query_gets_an_answer_and_does_no_harm(server, name):
    query, statuses = HOSTILE[name]
    before = web_processes(server)
    try:
        response = post_query(server, query)
        status, body = response.status_code, response.data
    except (BrokenPipeError, ConnectionResetError):
        status, body = 413, b"{}"  # refused while it was still being sent
    print(f"{name}: {status}")  # pytest -rA lists the status of each case
    assert status in statuses, (status, body[:300])
    if status >= 400:
        assert b"Traceback" not in body
    assert answers_correctly(server)
    assert web_processes(server) == before


def test_hostile_queries_leave_no_memory_behind(server):
    """Memory stays within a fifth while the worst of the queries come again and again.

    No thread is left of any of them: the second round ends with as many as the first.
    """

    def worst():
        for name in (
            "100,000 nested groups",
            "a string doubled 40 times",
            "a result of more than 1 GB",
            "bytes that are not UTF-8",
        ):
            post_query(server, HOSTILE[name][0])
        assert answers_correctly(server)

    for _ in range(30):
        answers_correctly(server)
    before, pids = memory_of(web_processes(server)), web_processes(server)
    worst()
    threads = threads_of(pids)
    for _ in range(2):
        worst()
    assert web_processes(server) == pids
    assert memory_of(pids) < before * 1.2
    assert threads_of(pids) <= threads
