"""Fixtures for all tests, and how tests are distributed to workers."""

from __future__ import annotations

import gc
import os
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

import pytest

from nmc_graph.pipeline import bundled_release
from tests.browser import address, browser, faults  # noqa: F401 - fixtures of several folders
from tests.programs import missing
from tests.serving import serve

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None

# Large graphs live as long as the tests; searching them for garbage takes a quarter of the time.
gc.set_threshold(50_000, 20, 100)

ROOT = Path(__file__).parents[1]
WORKERS = 4
"""For two processors: most tests wait for servers, browsers and time limits."""
SHARING = {"remote", "data"}
"""Folders whose tests share servers or graphs."""
FIRST = (
    "remote",
    "test_links.py",
    "test_axe.py",
    "test_journeys.py",
    "test_shapes.py",
    "test_reasoning.py",
    "test_validate.py",
    "test_query.py",
    "test_budgets.py",
    "test_engine.py",
    "data",
)
"""The slowest groups start first, so that no worker is left with one of them at the end."""


def pytest_xdist_auto_num_workers(config):
    """The whole suite runs in several processes; part of it in this one, for a debugger."""
    whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    return WORKERS if whole else 0


def pytest_ignore_collect(collection_path, config):
    """Leave tests/clients to `make test-clients`, which names the folder."""
    whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    return True if whole and collection_path == ROOT / "tests" / "clients" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Have one worker run a whole file, or a whole folder whose files share much.

    The groups of `--dist loadgroup` do nothing since pytest 9.2: xdist marks them in a field of
    items that pytest no longer reads.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path = PurePosixPath(nodeid.partition("::")[0])
            return path.parent.name if path.parent.name in SHARING else str(path)

    return Scheduling(config, log)


def pytest_collection_modifyitems(items):
    """Put the slowest groups first."""
    items.sort(
        key=lambda i: next((n for n, part in enumerate(FIRST) if part in i.path.parts), len(FIRST))
    )


@contextmanager
def _lock(path, how):
    with path.open() as file:
        fcntl.flock(file, how)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Run a test that is marked `alone` only while no other test runs."""
    if fcntl is None or "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    alone = item.get_closest_marker("alone") is not None
    # A waiting test keeps new ones out, or the room would never be empty.
    room, door = Path(__file__), Path(__file__).with_name("__init__.py")
    with ExitStack() as stack:
        with _lock(door, fcntl.LOCK_EX):
            stack.enter_context(_lock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def nmc_home(tmp_path_factory):
    """The folder of this test run for releases built on first use, and for charts.

    All workers share it. The first builds the bundled release while the others wait, for two
    builds must not write to one folder at a time. A run of a part of the tests uses the release
    that an earlier one has built, as long as the program and its data are the same.
    """
    if fcntl is None:
        os.environ["NMC_HOME"] = str(home := tmp_path_factory.mktemp("home"))
    elif "PYTEST_XDIST_WORKER" not in os.environ:
        home = ROOT / "build" / "test-home"
        home.mkdir(parents=True, exist_ok=True)
        for old in sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)[:-3]:
            shutil.rmtree(old, ignore_errors=True)
        os.environ["NMC_HOME"] = str(home)
    else:
        home = tmp_path_factory.getbasetemp().parent / "home"
        home.mkdir(exist_ok=True)
        os.environ["NMC_HOME"] = str(home)
        (home / "lock").touch()
        with _lock(home / "lock", fcntl.LOCK_EX):
            bundled_release()
    yield home
    del os.environ["NMC_HOME"]


@pytest.fixture(scope="session")
def release(nmc_home):
    return bundled_release()


@pytest.fixture(scope="session")
def engine(release):
    from nmc_graph.engine import EmbeddedEngine

    engine = EmbeddedEngine(release.store, workers=2, timeout=10)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def nmc_server(release):
    """A real `nmc serve` of the bundled release, shared by all tests of a worker."""
    with serve("--release", release.path) as server:
        yield server


@pytest.fixture(scope="session")
def client(nmc_server):
    """A client that sends requests to the real server."""
    return nmc_server.client()


@pytest.fixture(scope="session")
def app(release, engine):
    """The Flask application in this process, for tests that change its code or look inside."""
    from nmc_graph.config import Settings
    from nmc_graph.model.library import Library
    from nmc_graph.web.app import create_app

    settings = Settings(release.path)
    return create_app(settings, engine, release, Library(ROOT / "queries"))


@pytest.fixture
def app_client(app):
    """Flask's test client, for tests that change code in this process."""
    return app.test_client()


@pytest.fixture(scope="session")
def validate(tmp_path_factory):
    """Return a function that gives the results of the fast validator and of the reference."""
    from nmc_graph.quality import shacl
    from nmc_graph.rdf.dataset import Dataset
    from nmc_graph.rdf.sources import Source

    path = tmp_path_factory.mktemp("validated") / "data.nt"

    def results(ntriples: bytes, shapes: shacl.Shapes, *, reference=True):
        """Without `reference`, only the results of the fast validator."""
        path.write_bytes(ntriples)
        dataset = Dataset()
        dataset.load([Source("x", path, "http://example.org/g", "data")])
        dataset.dump_ntriples(path)
        fast = shacl.fast(dataset, path, shapes)
        return (fast, shacl.reference(path, shapes)) if reference else fast

    return results


@pytest.fixture(scope="session")
def shared_file():
    """Return a function that finds a file which is not in the repository, by its name.

    Without the file a test is skipped, except on the build server, where it fails.
    """

    def find(name):
        folder = Path(os.environ.get("NMC_SHARED", ROOT.parent / "shared"))
        path = folder / "data" / name
        if not path.exists():
            missing(f"The file {path} is missing; name its folder with NMC_SHARED.")
        return path

    return find


@pytest.fixture(scope="session")
def seed_text(shared_file):
    """The text of the first source, which is not in the repository because of its copyright."""
    return shared_file("000_ea03bf0d67bad9e6.txt")
