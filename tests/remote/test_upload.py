"""Loading a release: never visible in part, resumed after a failure, old releases removed."""

import itertools
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from nmc_graph.engine.remote import registry as holdings_module
from nmc_graph.engine.remote import upload
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.release_graphs import LOG, ReleaseGraphs
from nmc_graph.engine.remote.upload import load, open_server
from nmc_graph.errors import EngineError
from nmc_graph.formats import get
from tests.remote.conftest import DBA, parcel

GRAPHS = 3
EACH = 40
TOTAL = GRAPHS * EACH


NUMBERS = itertools.count(1)


def new_hash():
    return f"{next(NUMBERS):064x}"


def release(tmp_path, word):
    quads = [
        (f"<http://e/{g}/{n}>", "<http://e/says>", f'"{word} {n}"', f"<http://e/g{g}>")
        for g in range(GRAPHS)
        for n in range(EACH)
    ]
    hash_ = new_hash()
    return parcel(tmp_path / hash_, hash_, quads)


@pytest.fixture(params=["virtuoso", "oxigraph"])
def server(request):
    """Separate servers for this module, which removes releases."""
    return request.getfixturevalue(f"own_{request.param}")


def count(engine, pattern="?s <http://e/says> ?o"):
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    return int(engine.query(query, results=get("csv")).body.split()[1])


@contextmanager
def reader(server, served):
    engine = RemoteEngine(server, served=served)
    yield engine
    engine.close()


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(upload, "PIECE_TRIPLES", 15)


@pytest.fixture(params=["graph store", "updates"])
def way(request, server, transport):
    """Both ways of writing: updates are used if there is no address for graphs."""
    if request.param == "updates":
        known = transport.endpoint
        transport.endpoint = Endpoint(known.query, known.update, "", known.credentials)
    return transport


def test_release_becomes_current_when_complete_and_is_sent_once(way, server, tmp_path):
    sent = release(tmp_path, "new")
    assert load(sent, way) == 2 * TOTAL
    assert load(sent, way) == 0
    with reader(server, sent.served) as engine:
        assert count(engine) == TOTAL
        assert count(engine, "GRAPH <http://e/g1> { ?s <http://e/says> ?o }") == EACH
    assert ReleaseRegistry(way).current() == sent.served


class Stopped(Exception):
    pass


def stop_after(pieces):
    told = []

    def progress(what, done, total):
        told.append(what)
        if len(told) > pieces:
            raise Stopped

    return progress


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("pieces", [1, 4, 9, 12])
def test_interrupted_load_is_invisible_and_can_be_resumed(way, server, tmp_path, pieces):
    old, new = release(tmp_path, "old"), release(tmp_path, "new")
    load(old, way)
    with pytest.raises(Stopped):
        load(new, way, stop_after(pieces))
    holdings = ReleaseRegistry(way)
    assert holdings.current() == old.served
    assert not holdings.is_complete(new.served)
    with reader(server, old.served) as engine:
        assert count(engine) == TOTAL
        assert count(engine, "?s <http://e/says> ?o FILTER(STRSTARTS(?o, 'old'))") == TOTAL
    there = sum(holdings.sent(new.served).values())
    assert there > 0
    assert load(new, way) == 2 * TOTAL - there
    assert holdings.current() == new.served
    with reader(server, new.served) as engine:
        assert count(engine) == TOTAL
        assert count(engine, "?s <http://e/says> ?o FILTER(STRSTARTS(?o, 'new'))") == TOTAL
        assert count(engine, "GRAPH ?g { ?s <http://e/says> ?o }") == TOTAL


KILLED = """
import os, signal, sys
from pathlib import Path
from nmc_graph.engine.remote import upload
from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.release_graphs import ReleaseFiles
upload.PIECE_TRIPLES = 15
hash_, folder, url = sys.argv[1:]
graphs = {f"http://e/g{n}": 40 for n in range(3)}
parcel = ReleaseFiles(hash_, Path(folder, "all.nt"), 120, Path(folder, "all.nq"), graphs)
def progress(what, done, total):
    if done > 100:
        os.kill(os.getpid(), signal.SIGKILL)
upload.load(parcel, upload.open_server(endpoint(url, os.environ)), progress)
"""


def test_killed_loader_leaves_the_old_release_current(server, transport, tmp_path):
    old, new = release(tmp_path, "old"), release(tmp_path, "new")
    load(old, transport)
    program = [sys.executable, "-c", KILLED, new.hash, str(new.nquads.parent), server.query]
    killed = subprocess.run(program, env=os.environ | DBA, check=False)
    assert killed.returncode == -signal.SIGKILL
    holdings = ReleaseRegistry(transport)
    assert holdings.current() == old.served
    with reader(server, old.served) as engine:
        assert count(engine) == TOTAL
    there = sum(holdings.sent(new.served).values())
    assert 100 < there < 2 * TOTAL
    assert load(new, transport) == 2 * TOTAL - there
    with reader(server, new.served) as engine:
        assert count(engine) == TOTAL


def test_unrecorded_triples_in_a_graph_are_replaced(transport, server, tmp_path):
    new = release(tmp_path, "new")
    stray = b'<http://e/stray> <http://e/says> "stray" .\n'
    upload.GraphStore(transport).append(new.served.union, [stray])
    load(new, transport)
    with reader(server, new.served) as engine:
        assert count(engine) == TOTAL


def test_last_two_releases_are_kept_and_older_ones_removed(transport, server, tmp_path):
    releases = [release(tmp_path, f"n{n}") for n in range(3)]
    for sent in releases:
        load(sent, transport)
    holdings = ReleaseRegistry(transport)
    assert holdings.current() == releases[2].served
    assert [holdings.is_complete(r.served) for r in releases] == [False, True, True]
    oldest = releases[0].served
    query = f"SELECT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{oldest.union}')) }}"
    with reader(server, None) as engine:
        assert engine.query(query, results=get("csv")).body.split() == [b"g"]
    # A release that was removed is loaded again like any other; one that is there needs one insert.
    assert load(releases[0], transport) == 2 * TOTAL
    assert load(releases[2], transport) == 0
    assert holdings.current() == releases[2].served


def test_abandoned_load_is_removed_after_a_day(transport, tmp_path, monkeypatch):
    abandoned, new = release(tmp_path, "x"), release(tmp_path, "y")
    monkeypatch.setattr(upload, "PIECE_TRIPLES", 15)
    with pytest.raises(Stopped):
        load(abandoned, transport, stop_after(6))
    holdings = ReleaseRegistry(transport)
    assert abandoned.served.hash not in [s.hash for s in holdings.old(2)]
    monkeypatch.setattr(holdings_module, "ABANDONED", -holdings_module.ABANDONED)
    load(new, transport)
    assert holdings.sent(abandoned.served) == {}


def test_clock_set_back_does_not_hide_the_newest_release(transport, tmp_path, monkeypatch):
    first, second = release(tmp_path, "x"), release(tmp_path, "y")
    load(first, transport)
    now = holdings_module._now
    monkeypatch.setattr(holdings_module, "_now", lambda: now() - 30 * holdings_module.ABANDONED)
    load(second, transport)
    assert ReleaseRegistry(transport).current() == second.served


def test_blank_nodes_become_the_same_iris_in_every_graph(server, transport, tmp_path):
    quads = [
        ("<http://e/a>", "<http://e/p>", "_:c14n0", "<http://e/g1>"),
        ("_:c14n0", "<http://e/says>", '"_:c14n0 . <x> _:c14n0"', "<http://e/g2>"),
    ]
    sent = parcel(tmp_path, new_hash(), quads)
    load(sent, transport)
    with reader(server, sent.served) as engine:
        joined = "GRAPH ?g { ?s <http://e/p> ?b } ?b <http://e/says> '_:c14n0 . <x> _:c14n0'"
        assert count(engine, joined) == 1


def test_missing_credentials_are_named_in_the_error(virtuoso, tmp_path):
    opened = open_server(Endpoint(virtuoso.query))
    try:
        with pytest.raises(EngineError, match="takes none") as error:
            load(release(tmp_path, "x"), opened)
        assert "NMC_ENGINE_USER" in error.value.hint
    finally:
        opened.close()


def test_empty_server_has_no_current_release(oxigraph):
    opened = open_server(oxigraph)
    try:
        assert ReleaseRegistry(opened).graphs(ReleaseGraphs("0" * 64)) == ()
        assert not ReleaseRegistry(opened).is_complete(ReleaseGraphs("0" * 64))
        assert LOG == "https://w3id.org/nmc/release"
    finally:
        opened.close()
