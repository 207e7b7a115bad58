"""The store on disk of a very large release: made once, by what first asks the release."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from nmc_graph import api
from nmc_graph.cli.query import command
from nmc_graph.errors import StorageError
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import index, store
from nmc_graph.release.publish import publish, working_folder

TRIPLES = "".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in range(20))
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A release that counts as very large, without a store."""
    monkeypatch.setattr(store, "LARGE_BYTES", 1)
    path = tmp_path / "a.nt"
    path.write_text(TRIPLES)
    sources = [Source("a", path, "https://w3id.org/nmc/graph/a", "data")]
    dataset = Dataset()
    dataset.load(sources)
    return publish(dataset, sources, tmp_path / "out", fingerprint="f")


def _stores(release):
    return sorted(path.name for path in (release.path.parent.parent / "stores").iterdir())


def test_a_build_makes_no_store_and_the_first_use_makes_one(large):
    assert large.store == large.nquads
    said = []
    assert store.ensure(large, said.append).is_dir()
    assert store.ensure(large, said.append) == large.store
    assert len(said) == 1
    assert "once" in said[0]
    assert _stores(large) == [large.hash]


def test_an_index_of_a_release_that_does_not_fit_in_memory_is_made_from_the_store(
    large, monkeypatch
):
    made = index.find(large)
    made.unlink()
    monkeypatch.setattr(index, "fits_in_memory", lambda _: False)
    assert index.ensure(large) == made
    assert made.exists()
    assert large.store.is_dir()


def test_a_small_release_needs_no_store(large, monkeypatch):
    monkeypatch.setattr(store, "LARGE_BYTES", large.nquads.stat().st_size + 1)
    assert store.ensure(large) == large.nquads


def test_two_at_once_make_one_store(large):
    said = []
    with ThreadPoolExecutor(2) as pool:
        found = set(pool.map(lambda _: store.ensure(large, said.append), range(2)))
    assert found == {large.store}
    assert _stores(large) == [large.hash]


def test_a_query_on_the_command_line_makes_it_and_says_so(large):
    args = ["-e", COUNT, "--format", "json", "--release", str(large.path)]
    for says in (True, False):
        done = CliRunner().invoke(command, args)
        assert done.exit_code == 0, done.output
        assert ("database is being made" in done.stderr) == says
        assert json.loads(done.stdout)["results"]["bindings"][0]["n"]["value"] == "20"
    assert large.store.is_dir()


def test_opening_the_release_in_python_makes_it(large):
    with api.open(large.path) as graph:
        assert len(list(graph.query(COUNT))) == 1
    assert large.store.is_dir()


def test_in_a_folder_that_cannot_be_written_to_the_document_is_opened(large, monkeypatch):
    monkeypatch.setattr(store.os, "access", lambda *_: False)
    assert store.ensure(large) == large.nquads


def test_what_a_killed_process_left_is_removed_by_the_next_build(large):
    stores = large.path.parent.parent / "stores"
    (stores / ".making-x" / "store").mkdir(parents=True)
    with working_folder(large.path.parent.parent):
        assert _stores(large) == []


def test_the_error_for_a_full_disk_names_the_space_needed(large, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(large.path))

    monkeypatch.setattr(store, "_make", full)
    with pytest.raises(StorageError, match="no space left"):
        store.ensure(large)
    assert large.store == large.nquads
