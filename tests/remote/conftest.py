"""Servers that the tests of this folder share."""

import pytest

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.release_graphs import ReleaseFiles
from nmc_graph.engine.remote.upload import load, open_server
from tests.remote import servers

VIRTUOSO = {"virtuoso", "own_virtuoso", "virtuoso_without"}
DBA = {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "dba"}


def pytest_collection_modifyitems(items):
    """Leave Virtuoso to `make test-long`: it takes long to start, to load and to answer."""
    for item in items:
        asked = getattr(item, "callspec", None) and item.callspec.params.get("server")
        if asked == "virtuoso" or VIRTUOSO.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.long)


def an_oxigraph():
    """Yield an Oxigraph server that was empty before."""
    with servers.oxigraph() as (url, _):
        yield endpoint(url, {})


def a_virtuoso(tmp_path_factory):
    """Yield a Virtuoso that was empty before."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
        yield endpoint(url, DBA)


# Twice: servers that all tests read, and servers for test_upload, which removes releases.
oxigraph, own_oxigraph = (
    pytest.fixture(an_oxigraph, scope="session", name=name) for name in ("oxigraph", "own_oxigraph")
)
virtuoso, own_virtuoso = (
    pytest.fixture(a_virtuoso, scope="session", name=name) for name in ("virtuoso", "own_virtuoso")
)


@pytest.fixture(scope="session", params=["virtuoso", "oxigraph"])
def server(request):
    """Each server in turn; `server_name` is its name."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def server_name(server, oxigraph):
    return "oxigraph" if server is oxigraph else "virtuoso"


@pytest.fixture
def transport(server):
    opened = open_server(server)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def loaded(server, release):
    """The server with the bundled release in it."""
    opened = open_server(server)
    load(release.upload_files, opened)
    opened.close()
    return server


@pytest.fixture(scope="session")
def remote(loaded, release):
    """The engine that asks the server with the bundled release in it."""
    engine = RemoteEngine(
        loaded, release_graphs=release.upload_files.graph_names, traffic="visitors"
    )
    yield engine
    engine.close()


def release_files(folder, hash_, quads):
    """Return a small release made of quads: (subject, predicate, object, graph) in N-Quads."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = sorted({f"{s} {p} {o} {g} .\n" for s, p, o, g in quads})
    triples = sorted({f"{s} {p} {o} .\n" for s, p, o, _ in quads})
    (folder / "all.nq").write_text("".join(lines), "utf-8")
    (folder / "all.nt").write_text("".join(triples), "utf-8")
    graphs = [line.rsplit(" ", 2)[1].strip("<>") for line in lines]
    counts = {g: graphs.count(g) for g in sorted(set(graphs))}
    return ReleaseFiles(hash_, folder / "all.nt", len(triples), folder / "all.nq", counts)
