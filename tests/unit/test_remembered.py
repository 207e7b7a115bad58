"""What is computed from a whole release: once for all processes, and kept in a private folder."""

import os

import pytest

from nmc_graph.config import Settings
from nmc_graph.model.remembered import private_folder, remembered, share
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.results import results
from nmc_graph.terms import ID
from nmc_graph.web import prepared
from nmc_graph.web.app import create_app


class OneProcess:
    """A fake engine for each process: nothing here runs a query."""


@pytest.fixture
def computed():
    return []


@pytest.fixture
def value(tmp_path, computed):
    """A function that a new process calls for the value `answer`."""

    def get(folder=tmp_path, name="answer"):
        engine = OneProcess()
        if folder:
            share(engine, folder)
        for _ in range(2):
            found = remembered(engine, name, lambda: computed.append(1) or ("forty-two", 42))
        return found

    return get


def test_one_process_computes_for_all(value, computed):
    assert [value(), value(), value()] == [("forty-two", 42)] * 3
    assert len(computed) == 1


def test_without_a_folder_each_process_computes_once(value, computed):
    assert [value(None), value(None)] == [("forty-two", 42)] * 2
    assert len(computed) == 2


@pytest.mark.parametrize("content", [b"", b"\x80\x05garbage", b"cno.such.module\nname\n."])
def test_a_damaged_file_is_replaced(value, computed, tmp_path, content):
    (tmp_path / "answer.pickle").write_bytes(content)
    assert [value(), value()] == [("forty-two", 42)] * 2
    assert len(computed) == 1


def test_a_folder_that_disappears_does_no_harm(value, computed, tmp_path):
    assert value(tmp_path / "gone") == ("forty-two", 42)
    assert len(computed) == 1


def test_a_folder_that_others_can_write_to_is_refused(tmp_path):
    assert private_folder(tmp_path / "new") == tmp_path / "new"
    for mode in (0o770, 0o707):
        (tmp_path / "new").chmod(mode)
        assert private_folder(tmp_path / "new") is None
    (tmp_path / "link").symlink_to(tmp_path)
    assert private_folder(tmp_path / "link") is None


def test_a_server_prepares_once_and_the_next_one_reads_it(release, tmp_path, monkeypatch):
    monkeypatch.setenv("NMC_HOME", str(tmp_path))
    first = create_app(Settings(release.path), has_older=False)
    context = first.extensions["nmc"]
    choices = Choice(about=f"{ID}collaborative/milwaukee"), Choice()
    expected = [results(context.engine, choice) for choice in choices]
    prepared.prepare(first)
    context.engines.close()
    folders = sorted((tmp_path / prepared.FOLDER).iterdir())
    assert [(f / "done").exists() for f in folders] == [True, False]

    second = create_app(Settings(release.path), has_older=False)
    engines = second.extensions["nmc"].engines
    engines.close()  # it can't run a query any more
    assert [results(engines.pages, choice) for choice in choices] == expected


def test_only_the_folders_used_last_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("NMC_HOME", str(tmp_path))
    whole = private_folder(tmp_path / prepared.FOLDER)
    for number in range(prepared.KEPT + 3):
        (whole / str(number)).mkdir()
        os.utime(whole / str(number), (number, number))
    newest = prepared.folder_for("new")
    kept = {path.name for path in whole.iterdir()}
    assert len(kept) == prepared.KEPT
    assert newest.name in kept
    assert not kept & {"0", "1", "2", "3"}
