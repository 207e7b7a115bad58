"""Loading a release: never visible in part, resumed after a failure, old releases removed."""

import itertools
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from nmc_graph.engine.remote import registry as registry_module
from nmc_graph.engine.remote import upload
from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.release_graphs import LOG, ReleaseGraphs
from nmc_graph.engine.remote.upload import load, open_server
from nmc_graph.errors import EngineError
from nmc_graph.formats import get
from tests.remote.conftest import DBA, release_files

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
    return release_files(tmp_path / hash_, hash_, quads)


@pytest.fixture(params=["virtuoso", "oxigraph"])
def server(request):
    """Separate servers for this module, which removes releases."""
    return request.getfixturevalue(f"own_{request.param}")


def count(engine, pattern="?s <http://e/says> ?o"):
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    return int(engine.query(query, results=get("csv")).body.split()[1])


@contextmanager
def reader(server, graphs):
    engine = RemoteEngine(server, release_graphs=graphs)
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
    with reader(server, sent.graph_names) as engine:
        assert count(engine) == TOTAL
        assert count(engine, "GRAPH <http://e/g1> { ?s <http://e/says> ?o }") == EACH
    assert ReleaseRegistry(way).current() == sent.graph_names


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
    registry = ReleaseRegistry(way)
    assert registry.current() == old.graph_names
    assert not registry.is_complete(new.graph_names)
    with reader(server, old.graph_names) as engine:
        assert count(engine) == TOTAL
        assert count(engine, "?s <http://e/says> ?o FILTER(STRSTARTS(?o, 'old'))") == TOTAL
    there = sum(registry.sent(new.graph_names).values())
    assert there > 0
    assert load(new, way) == 2 * TOTAL - there
    assert registry.current() == new.graph_names
    with reader(server, new.graph_names) as engine:
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
files = ReleaseFiles(hash_, Path(folder, "all.nt"), 120, Path(folder, "all.nq"), graphs)
def progress(what, done, total):
    if done > 100:
        os.kill(os.getpid(), signal.SIGKILL)
upload.load(files, upload.open_server(endpoint(url, os.environ)), progress)
"""


def test_killed_loader_leaves_the_old_release_current(server, transport, tmp_path):
    old, new = release(tmp_path, "old"), release(tmp_path, "new")
    load(old, transport)
    program = [sys.executable, "-c", KILLED, new.hash, str(new.nquads.parent), server.query]
    killed = subprocess.run(program, env=os.environ | DBA, check=False)
    assert killed.returncode == -signal.SIGKILL
    registry = ReleaseRegistry(transport)
    assert registry.current() == old.graph_names
    with reader(server, old.graph_names) as engine:
        assert count(engine) == TOTAL
    there = sum(registry.sent(new.graph_names).values())
    assert 100 < there < 2 * TOTAL
    assert load(new, transport) == 2 * TOTAL - there
    with reader(server, new.graph_names) as engine:
        assert count(engine) == TOTAL


def test_unrecorded_triples_in_a_graph_are_replaced(transport, server, tmp_path):
    new = release(tmp_path, "new")
    stray = b'<http://e/stray> <http://e/says> "stray" .\n'
    upload.GraphStore(transport).append(new.graph_names.union, [stray])
    load(new, transport)
    with reader(server, new.graph_names) as engine:
        assert count(engine) == TOTAL


def test_last_two_releases_are_kept_and_older_ones_removed(transport, server, tmp_path):
    releases = [release(tmp_path, f"n{n}") for n in range(3)]
    for sent in releases:
        load(sent, transport)
    registry = ReleaseRegistry(transport)
    assert registry.current() == releases[2].graph_names
    assert [registry.is_complete(r.graph_names) for r in releases] == [False, True, True]
    oldest = releases[0].graph_names
    query = f"SELECT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{oldest.union}')) }}"
    with reader(server, None) as engine:
        assert engine.query(query, results=get("csv")).body.split() == [b"g"]
    # A release that was removed is loaded again like any other; one that is there needs one insert.
    assert load(releases[0], transport) == 2 * TOTAL
    assert load(releases[2], transport) == 0
    assert registry.current() == releases[2].graph_names


def test_abandoned_load_is_removed_after_a_day(transport, tmp_path, monkeypatch):
    abandoned, new = release(tmp_path, "x"), release(tmp_path, "y")
    monkeypatch.setattr(upload, "PIECE_TRIPLES", 15)
    with pytest.raises(Stopped):
        load(abandoned, transport, stop_after(6))
    registry = ReleaseRegistry(transport)
    assert abandoned.graph_names.hash not in [s.hash for s in registry.removable(2)]
    monkeypatch.setattr(registry_module, "ABANDONED", -registry_module.ABANDONED)
    load(new, transport)
    assert registry.sent(abandoned.graph_names) == {}


def test_clock_set_back_does_not_hide_the_newest_release(transport, tmp_path, monkeypatch):
    first, second = release(tmp_path, "x"), release(tmp_path, "y")
    load(first, transport)
    now = registry_module._now
    monkeypatch.setattr(registry_module, "_now", lambda: now() - 30 * registry_module.ABANDONED)
    load(second, transport)
    assert ReleaseRegistry(transport).current() == second.graph_names


def test_blank_nodes_become_the_same_iris_in_every_graph(server, transport, tmp_path):
    quads = [
        ("<http://e/a>", "<http://e/p>", "_:c14n0", "<http://e/g1>"),
        ("_:c14n0", "<http://e/says>", '"_:c14n0 . <x> _:c14n0"', "<http://e/g2>"),
    ]
    sent = release_files(tmp_path, new_hash(), quads)
    load(sent, transport)
    with reader(server, sent.graph_names) as engine:
        joined = "GRAPH ?g { ?s <http://e/p> ?b } ?b <http://e/says> '_:c14n0 . <x> _:c14n0'"
        assert count(engine, joined) == 1


def test_missing_credentials_are_named_in_the_error(virtuoso, tmp_path):
    opened = open_server(Endpoint(virtuoso.query))
    try:
        with pytest.raises(EngineError, match="can't upload it") as error:
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
