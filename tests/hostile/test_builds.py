"""Builds that run at the same time, are killed, or find no space: nothing is lost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nmc_graph.errors import StorageError
from nmc_graph.release import open_release
from nmc_graph.release.locks import lock
from nmc_graph.release.storage import storage_errors
from nmc_graph.release.temporary import temporary_folder
from tests.commands import nmc

SOURCE = "<http://example.org/a> <http://purl.org/dc/terms/title> 'A title'@en .\n"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.ttl"
    path.write_text(SOURCE)
    return path


def start(source, out, **options):
    command = [sys.executable, "-m", "nmc_graph", "build", str(source), "--out", str(out)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def test_builds_into_one_folder_at_the_same_time_all_succeed(source, tmp_path):
    builds = [start(source, tmp_path / "out") for _ in range(3)]
    for process in builds:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        assert "Traceback" not in errors
    releases = list((tmp_path / "out" / "releases").iterdir())
    assert [open_release(tmp_path / "out").path] == releases


def test_killed_build_loses_nothing_and_the_next_removes_what_it_left(source, tmp_path):
    out = tmp_path / "out"
    assert nmc("build", source, "--out", out).returncode == 0
    before = open_release(out)
    (tmp_path / "source.ttl").write_text(SOURCE.replace("A title", "Another title"))
    process = start(source, out)
    until = time.monotonic() + 60
    while not list(out.glob("releases/.building-*/*")):
        assert time.monotonic() < until
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert open_release(out) == before
    assert nmc("build", source, "--out", out).returncode == 0
    assert not list(out.rglob(".building-*"))
    assert open_release(out) != before


def limit_file_size(kilobytes):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    return limit


@pytest.mark.parametrize("kilobytes", [1, 64])
def test_full_disk_is_reported_with_the_folder_and_the_need(source, tmp_path, kilobytes):
    out = tmp_path / "out"
    process = start(source, out, preexec_fn=limit_file_size(kilobytes))
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 3, errors
    assert "no space left" in errors
    assert str(out) in errors
    assert "MB are needed" in errors
    assert "Traceback" not in errors
    assert not (out / "current").exists()


@pytest.mark.parametrize(
    ("where", "word"),
    [("a file", "Not a directory"), ("a file/below", "Not a directory"), ("/proc/nmc", "")],
)
def test_folder_that_cannot_be_written_is_named(source, tmp_path, where, word):
    (tmp_path / "a file").write_text("")
    out = tmp_path / where
    done = nmc("build", source, "--out", out)
    assert done.returncode == 3, done.stderr
    assert str(out) in done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_export_to_a_folder_that_cannot_be_written_is_named(release):
    done = nmc("export", "--format", "turtle", "--release", release.path, "--out", "/proc/nmc/x")
    assert done.returncode == 3, done.stderr
    assert "/proc/nmc" in done.stderr
    assert "Traceback" not in done.stderr


def test_error_that_is_not_about_storage_keeps_its_class(tmp_path):
    with pytest.raises(ConnectionResetError), storage_errors(tmp_path):
        raise ConnectionResetError(104, "Connection reset by peer")
    with pytest.raises(StorageError, match="Read-only"), storage_errors(tmp_path):
        raise OSError(30, "Read-only file system", "x")


def test_temporary_folder_of_a_killed_process_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = (
        "import tempfile, time; from nmc_graph.release.temporary import temporary_folder\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "with temporary_folder('test'): print(flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    process.stdout.readline()
    (alive,) = tmp_path.iterdir()
    with temporary_folder("test"):
        assert alive.exists()  # its process is alive
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    other = tmp_path / "nmc-test-link"
    other.symlink_to(Path.home())
    with temporary_folder("test") as folder:
        assert sorted(tmp_path.iterdir()) == sorted([folder, other])


def test_lock_is_held_by_one_at_a_time(tmp_path):
    code = (
        "import sys; from pathlib import Path; from nmc_graph.release.locks import lock\n"
        "with lock(Path(sys.argv[1])): print('held')"
    )
    with lock(tmp_path):
        process = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
    assert process.communicate(timeout=20)[0] == b"held\n"


@pytest.mark.parametrize(
    "name", ["a b.ttl", "100%.ttl", "%41.ttl", "\"quoted\" 'name'.ttl", "<a>.ttl"]
)
def test_file_and_folder_with_an_odd_name_are_built(source, tmp_path, name):
    folder = tmp_path / name.removesuffix(".ttl")
    folder.mkdir()
    source.rename(folder / name)
    done = nmc("build", folder, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    assert open_release(folder / "out").manifest["sources"][-1]["name"].endswith(".ttl")


def test_file_whose_name_is_not_utf_8_is_refused_by_its_path(source, tmp_path):
    source.rename(tmp_path / "\udcff.ttl")
    done = nmc("build", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert f"{tmp_path}/\\xff.ttl: the name is not in UTF-8" in done.stderr
    assert "Rename the file or folder." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "current").exists()
