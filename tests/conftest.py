"""Fixtures that every part shares: the bundled release, its engine, the application."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def nmc_home(tmp_path_factory):
    """Releases built on first use go to a folder of this test run."""
    home = tmp_path_factory.mktemp("home")
    os.environ["NMC_HOME"] = str(home)
    yield home
    del os.environ["NMC_HOME"]


@pytest.fixture(scope="session")
def release(nmc_home):
    from nmc_graph.pipeline import bundled_release

    return bundled_release()


@pytest.fixture(scope="session")
def engine(release):
    from nmc_graph.engine import EmbeddedEngine

    engine = EmbeddedEngine(release.store, workers=2, timeout=10)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def app(release, engine):
    from nmc_graph.config import Settings
    from nmc_graph.model.library import Library
    from nmc_graph.web.app import create_app

    settings = Settings(release.path)
    return create_app(settings, engine, release, Library(ROOT / "queries"))


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def validate(tmp_path):
    """Return a function that gives the results of the fast validator and of the reference."""
    from nmc_graph.quality import shacl
    from nmc_graph.rdf.dataset import Dataset
    from nmc_graph.rdf.sources import Source

    def both(ntriples: bytes, shapes: shacl.Shapes):
        path = tmp_path / "validated.nt"
        path.write_bytes(ntriples)
        dataset = Dataset()
        dataset.load([Source("x", path, "http://example.org/g", "data")])
        dataset.dump_ntriples(path)
        return shacl.fast(dataset, path, shapes), shacl.reference(path, shapes)

    return both


@pytest.fixture(scope="session")
def shared_file():
    """Return a function that finds a file which is not in the repository, by its name.

    Without it a test is skipped, but on the build server it fails: there it must be at hand.
    """

    def find(name):
        folder = Path(os.environ.get("NMC_SHARED", ROOT.parent / "shared"))
        path = folder / "data" / name
        if not path.exists():
            message = f"The file {path} is not at hand; name its folder with NMC_SHARED."
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        return path

    return find


@pytest.fixture(scope="session")
def seed_text(shared_file):
    """The text of the first source: not in the repository, since its words are its publisher's."""
    return shared_file("000_ea03bf0d67bad9e6.txt")
