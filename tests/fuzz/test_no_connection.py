"""No query makes the program, or the server behind it, open a connection to another place."""

import socket
import threading
from contextlib import suppress
from random import Random

import pyoxigraph as ox
import pytest

from nmc_graph.engine import EmbeddedEngine
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.errors import NmcError, ServiceRefused
from tests.fuzz.spellings import LOOK_ALIKES, service_query
from tests.remote.servers import oxigraph

ELSEWHERE = ("http://elsewhere.invalid/",)
QUERIES = 300


class Listener:
    """Accepts connections on this machine, closes them, and counts."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.count = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                self.socket.accept()[0].close()
                self.count += 1


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.socket.close()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """An engine whose workers may open sockets, so that only the guard is in the way."""
    path = tmp_path_factory.mktemp("fuzz") / "data.nq"
    path.write_text('<http://e/s> <http://e/p> "x" <http://e/g> .\n')
    engine = EmbeddedEngine(path, services=ELSEWHERE)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def remote():
    with oxigraph() as (url, _):
        engine = RemoteEngine(Endpoint(url), traffic="visitors", services=ELSEWHERE)
        yield engine
        engine.close()


def ask(engine, query):
    with suppress(NmcError):
        engine.query(query)


def test_the_generated_queries_do_connect_where_nothing_guards(listener):
    random, store = Random(1), ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("x")))
    for _ in range(QUERIES):
        with suppress(SyntaxError, RuntimeError, OSError, ValueError):
            result = store.query(service_query(random, listener.address))
            list(result) if isinstance(result, ox.QuerySolutions) else bool(result)
    assert listener.count > QUERIES / 10


@pytest.mark.parametrize("kind", ["embedded", "remote"])
def test_no_spelling_of_service_makes_a_connection(kind, listener, times, request):
    random, engine = Random(2), request.getfixturevalue(kind)
    for _ in range(QUERIES * times):
        query = service_query(random, listener.address)
        ask(engine, query)
        assert listener.count == 0, query


@pytest.mark.parametrize("kind", ["embedded", "remote"])
@pytest.mark.parametrize("query", LOOK_ALIKES)
def test_a_query_that_only_looks_like_it_is_answered(kind, query, listener, request):
    engine = request.getfixturevalue(kind)
    try:
        engine.query(query.replace("ADDRESS", listener.address))
    except ServiceRefused as error:
        pytest.fail(str(error))
    assert listener.count == 0
