"""A damaged release is refused by the name of the bad file, and an intact one is served instead."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading

import pytest

from nmc_graph.cli.serve import command
from nmc_graph.errors import ReleaseError
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import index, open_release, verify
from nmc_graph.release.manifest_file import serialize
from nmc_graph.release.publish import publish
from nmc_graph.release.verify import open_early, open_intact


def build(folder, number):
    path = folder / "data.ttl"
    path.write_text(f"<http://e/a> <http://e/p> {number} .\n")
    sources = [Source("data.ttl", path, "https://w3id.org/nmc/graph/data", "data")]
    dataset = Dataset()
    dataset.load(sources)
    return publish(dataset, sources, folder / "out", fingerprint="f")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build(folder, 1)
    return folder / "out"


@pytest.fixture
def out(built, tmp_path):
    shutil.copytree(built, tmp_path / "out", symlinks=True)
    open_release(tmp_path / "out")  # verified before it is damaged: the record must not hide that
    return tmp_path / "out"


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def empty(path):
    path.write_bytes(b"")


def replace_by_folder(path):
    path.unlink()
    path.mkdir()


DAMAGE = [flip, cut, empty, os.remove, replace_by_folder]
FILES = [f"nmc-graph.{suffix}" for suffix in ("nq", "nt", "ttl", "trig", "jsonld", "rdf")]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_damaged_file_is_refused_by_name(out, name, damage):
    release = out / "current"
    damage(release / name)
    with pytest.raises(ReleaseError) as error:
        open_release(out)
    assert name in str(error.value) or "no release" in str(error.value)
    assert error.value.hint


def members(**changes):
    def change(manifest):
        for name, value in changes.items():
            manifest.pop(name) if value is None else manifest.update({name: value})

    return change


def file_name(name):
    return lambda manifest: manifest["files"][0].update(name=name)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (members(format=99), "newer"),
        (members(format="1"), "format"),
        (members(format=None), "format"),
        (members(release="../../etc"), "release"),
        (members(version=None), "version"),
        (members(triples=None), "triples"),
        (members(triples=-1), "triples"),
        (members(duplicates="0"), "duplicates"),
        (members(graphs=[]), "graphs"),
        (members(files=[]), "files"),
        (members(files=[1]), "files"),
        (file_name("../../../etc/passwd"), "files"),
        (file_name("nmc-graph.nq/../x"), "files"),
        (members(release="0" * 64), "document"),
    ],
)  # fmt: skip
def test_unusable_manifest_is_refused_with_the_reason(out, change, reason):
    path = out / "current" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    change(manifest)
    path.write_text(serialize(manifest))
    with pytest.raises(ReleaseError, match=reason):
        open_release(out)


@pytest.mark.parametrize(("old", "new"), [
    ('"triples": 1,', '"triples": 7,'), ('"triples": 1,', '"triples": 1, '),
    ('"triples": 1,', '"triples": 1, "triples": 1,'), ('"checksum"', '"chdcksum"'),
    (', "checksum": ".*"', ""), ("}\n$", "}"), ("$", "\n"),
])  # fmt: skip
def test_change_of_the_manifest_does_not_match_its_checksum(out, old, new):
    path = out / "current" / "manifest.json"
    text = path.read_text()
    changed = re.sub(old.replace(", ", ",\\s+"), new, text, count=1, flags=re.DOTALL)
    assert changed != text
    path.write_text(changed)
    with pytest.raises(ReleaseError, match=r"manifest\.json.*checksum"):
        open_release(out)


def test_newest_intact_release_is_opened_in_place_of_a_damaged_one(tmp_path):
    releases = [build(tmp_path, number) for number in (1, 2, 3)]
    for age, release in enumerate(reversed(releases)):
        os.utime(release.path / "manifest.json", (1e9 - age, 1e9 - age))
    out = tmp_path / "out"
    assert open_intact(out) == (releases[2], "")
    flip(releases[2].nquads)
    found, why = open_intact(out)
    assert found == releases[1]
    assert str(releases[2].nquads) in why
    assert releases[1].hash[:12] in why
    releases[1].nquads.unlink()
    assert open_intact(out)[0] == releases[0]
    cut(releases[0].file("ttl"))
    with pytest.raises(ReleaseError, match=releases[2].hash[:12]):
        open_intact(out)
    with pytest.raises(ReleaseError):
        open_intact(releases[2].path)  # a release named by its own folder has no replacement


def test_build_replaces_a_damaged_release(tmp_path):
    release = build(tmp_path, 1)
    flip(release.nquads)
    assert build(tmp_path, 1) == release
    assert [p.name for p in release.path.parent.iterdir()] == [release.hash]


def test_checksums_are_computed_again_only_for_changed_files(out, monkeypatch):
    seen = []
    monkeypatch.setattr(verify, "check_file", lambda path, entry: seen.append(path.name))
    open_release(out)
    assert seen == []
    os.utime(out / "current" / "nmc-graph.ttl", (1e9, 1e9))
    open_release(out)
    assert seen == ["nmc-graph.ttl"]


@pytest.fixture
def all_large(monkeypatch):
    """Have the smallest file count as one that is checked in the background."""
    monkeypatch.setattr(verify, "LARGE_BYTES", 0)


def test_large_files_are_checked_in_the_background(out, all_large, monkeypatch):
    os.utime(out / "current" / "nmc-graph.nq", (1e9, 1e9))
    may_go_on, check = threading.Event(), verify.check_file
    monkeypatch.setattr(verify, "check_file", lambda *args: may_go_on.wait(20) and check(*args))
    opened = open_early(out)
    assert not opened.large_files.done()
    may_go_on.set()
    assert opened.is_intact()
    assert open_early(out).large_files is None  # recorded: nothing is read again
    flip(out / "current" / "nmc-graph.nq")
    assert not open_early(out).is_intact()


def test_release_whose_large_file_is_damaged_is_not_served(tmp_path, all_large, monkeypatch):
    intact, damaged = build(tmp_path, 1), build(tmp_path, 2)
    flip(damaged.nquads)
    served = []
    monkeypatch.setattr(
        "nmc_graph.web.server.run", lambda settings, release, *_, **__: served.append(release)
    )
    command.main(["--release", str(tmp_path / "out")], standalone_mode=False)
    assert served == [intact]


@pytest.mark.parametrize("damage", [flip, cut, empty, os.remove])
def test_damaged_index_is_made_again(tmp_path, damage):
    release = build(tmp_path, 1)
    path = index.find(release)
    content = path.read_bytes()
    damage(path)
    assert index.find(release) is None
    assert index.ensure(release) == path
    assert path.read_bytes() == content
