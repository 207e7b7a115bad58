"""Which requests are sent again, how often, and which wait."""

import threading
import time

import pytest

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.http_errors import ServerError
from nmc_graph.errors import (
    EngineBusy,
    EngineError,
)
from tests.remote.asking import QUERY, ask, broken_off, well
from tests.remote.servers import misbehaving, say


@pytest.mark.parametrize("on_loop", [False, True])
@pytest.mark.parametrize("status", [502, 503, 504])
def test_request_is_repeated_while_a_server_restarts(status, on_loop):
    times = []

    def twice_down(handler, body):
        times.append(time.monotonic())
        say(handler, status, b"later") if len(times) < 3 else well(handler, body)

    with misbehaving(twice_down) as url:
        assert ask(url, on_loop=on_loop).body == b"n\r\n1\r\n"
    assert len(times) == 3
    assert min(times[2] - times[1], times[1] - times[0]) > 0.05


@pytest.mark.parametrize("on_loop", [False, True])
def test_broken_connection_is_retried_and_its_partial_answer_dropped(on_loop):
    answers = iter([broken_off, well])
    with misbehaving(lambda handler, body: next(answers)(handler, body)) as url:
        assert ask(url, on_loop=on_loop).body == b"n\r\n1\r\n"


def test_attempts_are_limited_and_the_last_error_is_shown():
    asked = []

    def down(handler, _):
        asked.append(1)
        say(handler, 503, b"Service is starting")

    with misbehaving(down) as url, pytest.raises(ServerError, match="503: Service is starting"):
        ask(url)
    assert len(asked) == 4


def test_no_attempt_starts_after_the_deadline():
    asked = []

    def down(handler, _):
        asked.append(1)
        say(handler, 503)

    with misbehaving(down) as url, pytest.raises(ServerError):
        ask(url, timeout=0.1)
    assert len(asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_permanent_errors_are_not_retried(status):
    asked = []

    def refuse(handler, _):
        asked.append(1)
        say(handler, status)

    with misbehaving(refuse) as url, pytest.raises(EngineError):
        ask(url)
    assert len(asked) == 1


def test_queries_wait_for_a_connection_and_then_fail():
    def slow(handler, body):
        time.sleep(0.6)
        well(handler, body)

    with misbehaving(slow) as url:
        engine = RemoteEngine(endpoint(url, {}), timeout=5, connections=1, queue_wait=0.2)
        threads = [threading.Thread(target=lambda: engine.query(QUERY)) for _ in range(1)]
        threads[0].start()
        time.sleep(0.2)
        with pytest.raises(EngineBusy, match="connections"):
            engine.query(QUERY)
        threads[0].join()
        engine.close()
