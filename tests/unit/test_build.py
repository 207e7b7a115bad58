"""A build has one order of steps and one result, whatever the size of its sources."""

import os
import subprocess
import sys

import pytest

from bench.generate import generate
from nmc_graph import pipeline
from nmc_graph.errors import ReleaseError, SourceError
from nmc_graph.pipeline import DoesNotConform, build
from nmc_graph.release import dumps, open_release
from nmc_graph.release.jobs import Jobs
from nmc_graph.release.steps import Step, run_steps

STEPS = [
    "read sources",
    "check rules",
    "add examples",
    "derive triples",
    "canonicalize",
    "write files",
    "count",
    "index",
    "write manifest",
    "finish check",
    "publish",
]
WAYS = {
    "here": {},
    "spawned": {"LARGE_BYTES": 1, "may_fork": lambda: False},
    "on disk": {"LARGE_BYTES": 1, "MEMORY_PER_BYTE": 10**9},
}
FORKED = """
import sys
from pathlib import Path
from nmc_graph import pipeline
from nmc_graph.release import dumps
pipeline.LARGE_BYTES = dumps.LARGE_BYTES = 1
pipeline.check_sources = None  # what a new process would run
pipeline.build([Path(p) for p in sys.argv[2:]], Path(sys.argv[1]), print)
"""
DANGLING = (
    "<https://w3id.org/nmc/id/organization/x> <http://www.w3.org/ns/org#subOrganizationOf> "
    "<https://w3id.org/nmc/id/organization/nowhere> .\n"
)


def _set(monkeypatch, way):
    for name, value in WAYS[way].items():
        monkeypatch.setattr(pipeline, name, value)
    monkeypatch.setattr(dumps, "LARGE_BYTES", 10**9 if way == "here" else 1)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    generate(3_000, folder)
    return folder


@pytest.fixture(scope="module")
def expected(source, tmp_path_factory):
    return _files(build([source], tmp_path_factory.mktemp("expected")))


def _files(release):
    files = {p.name: p.read_bytes() for p in release.path.iterdir()}
    assert len(files) == 7
    return files


@pytest.mark.parametrize("way", WAYS)
def test_every_way_takes_the_same_steps_to_the_same_bytes(
    tmp_path, source, expected, monkeypatch, way
):
    _set(monkeypatch, way)
    steps = []
    release = build([source], tmp_path / "out", steps.append)
    assert steps == STEPS
    assert _files(release) == expected
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        ".lock",
        "current",
        "indexes",
        "releases",
    ]
    indexes = (tmp_path / "out" / "indexes").iterdir()
    assert sorted(p.suffix for p in indexes) == [".sha256", ".sqlite"]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_refuses_data_that_break_a_rule(tmp_path, source, monkeypatch, way):
    before = build([source], tmp_path / "out").hash
    _set(monkeypatch, way)
    wrong = tmp_path / "wrong.nt"
    wrong.write_text(DANGLING)
    with pytest.raises(DoesNotConform) as error:
        build([source, wrong], tmp_path / "out")
    assert "no-dangling-links" in {f.shape for f in error.value.report.findings}
    assert open_release(tmp_path / "out").hash == before
    assert len(list((tmp_path / "out" / "releases").iterdir())) == 1


def _build_forked(*args):
    """Build in a fresh process: one with threads, such as those of a store on disk, can't fork."""
    command = [sys.executable, "-c", FORKED, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_forked_check_takes_the_same_steps_to_the_same_bytes(tmp_path, source, expected):
    done = _build_forked(tmp_path / "out", source)
    assert done.stdout.splitlines() == STEPS, done.stderr
    assert _files(open_release(tmp_path / "out")) == expected


def test_a_forked_check_refuses_data_that_break_a_rule(tmp_path, source):
    (tmp_path / "wrong.nt").write_text(DANGLING)
    done = _build_forked(tmp_path / "out", source, tmp_path / "wrong.nt")
    assert "DoesNotConform: 1 violation" in done.stderr
    assert not (tmp_path / "out" / "current").exists()


def test_an_error_names_the_step_that_it_stopped(tmp_path):
    (tmp_path / "bad.ttl").write_text("<a> <b>")
    with pytest.raises(SourceError) as error:
        build([tmp_path / "bad.ttl"], tmp_path / "out")
    assert error.value.__notes__ == ["Build step: read sources"]


def test_a_step_runs_after_the_one_before_and_not_after_an_error():
    ran = []
    steps = [Step("one", lambda: ran.append(1)), Step("two", lambda: 1 / 0)]
    with pytest.raises(ZeroDivisionError):
        run_steps([*steps, Step("three", lambda: ran.append(3))])
    assert ran == [1]


@pytest.mark.parametrize("method", ["inline", "thread", "fork", "spawn"])
def test_a_job_returns_its_result_or_raises_its_error(method):
    with Jobs() as jobs:
        assert jobs.start(method, max, 1, 2).result() == 2
        with pytest.raises(ValueError, match="invalid literal"):
            jobs.start(method, int, "x").result()


def test_a_script_that_starts_a_job_runs_once(tmp_path):
    """A first use of the Python interface builds the graph from a script like this one."""
    script = tmp_path / "script.py"
    script.write_text(
        "from nmc_graph.release.jobs import Jobs\n"
        "print('begins')\n"
        "with Jobs() as jobs:\n"
        "    print(jobs.start('spawn', print, 'from the job').result())\n"
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "begins\nNone\n"
    assert done.stderr == "from the job\n"


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_job_whose_process_dies_is_an_error(method):
    with Jobs() as jobs, pytest.raises(ReleaseError, match="ended before it was done"):
        jobs.start(method, os._exit, 9).result()
