"""Publishing: same bytes, one rename, and nothing lost when a build is broken off."""

import filecmp
import hashlib
import json

import pytest

from nmc_graph.errors import ReleaseError
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.sources import Source
from nmc_graph.release import open_release
from nmc_graph.release import publish as publish_module
from nmc_graph.release.publish import publish

ONE = "<http://e/a> <http://e/p> 1 .\n"
TWO = "<http://e/a> <http://e/p> 2 .\n"


def build(tmp_path, text, out="out"):
    path = tmp_path / "data.ttl"
    path.write_text(text)
    sources = [Source("data.ttl", path, "https://w3id.org/nmc/graph/data", "data")]
    dataset = Dataset()
    dataset.load(sources)
    return publish(dataset, sources, tmp_path / out, fingerprint="f")


def files(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_two_builds_of_one_input_are_byte_identical(tmp_path):
    build(tmp_path, ONE, "a")
    build(tmp_path, ONE, "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert len(files(tmp_path / "a" / "releases")) == 7
    compared = filecmp.dircmp(tmp_path / "a", tmp_path / "b")
    assert not compared.left_only
    assert not compared.right_only


def test_the_release_is_named_by_the_hash_of_its_nquads(tmp_path):
    release = build(tmp_path, ONE)
    assert release.hash == hashlib.sha256(release.nquads.read_bytes()).hexdigest()
    assert release.path.name == release.hash


def test_the_manifest_lists_every_file_with_its_checksum(tmp_path):
    release = build(tmp_path, ONE)
    listed = {f["name"]: f["sha256"] for f in release.manifest["files"]}
    there = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in release.path.iterdir()
        if p.name != "manifest.json"
    }
    assert listed == there


def test_a_new_release_leaves_the_old_one_readable(tmp_path):
    old = build(tmp_path, ONE)
    new = build(tmp_path, TWO)
    assert new.hash != old.hash
    assert open_release(tmp_path / "out").hash == new.hash
    assert old.nquads.read_text().endswith("graph/data> .\n")


@pytest.mark.parametrize("stop_at", ["canonicalize", "write files", "count"])
def test_a_build_that_is_broken_off_leaves_the_old_release_serving(tmp_path, stop_at):
    old = build(tmp_path, ONE)
    dataset = Dataset()

    def stop(step):
        if step == stop_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(dataset, [], tmp_path / "out", fingerprint="f", progress=stop)
    assert open_release(tmp_path / "out").hash == old.hash
    assert [p.name for p in (tmp_path / "out" / "releases").iterdir()] == [old.hash]


def test_what_a_power_loss_left_behind_is_removed_by_the_next_build(tmp_path):
    build(tmp_path, ONE)
    (tmp_path / "out" / "releases" / ".building-x").mkdir()
    build(tmp_path, TWO)
    assert not list((tmp_path / "out" / "releases").glob(".*"))


def test_a_damaged_release_folder_is_written_again(tmp_path):
    release = build(tmp_path, ONE)
    (release.path / "manifest.json").write_text("{}")
    assert build(tmp_path, ONE).manifest["release"] == release.hash


def test_the_swap_is_one_rename(tmp_path, monkeypatch):
    build(tmp_path, ONE)
    seen = []
    point = publish_module._point
    monkeypatch.setattr(
        publish_module,
        "_point",
        lambda link, target: (seen.append(link.readlink().name), point(link, target)),
    )
    new = build(tmp_path, TWO)
    assert seen
    assert seen[0] != (tmp_path / "out" / "current").readlink().name == new.hash


@pytest.mark.parametrize("content", [None, "not json", json.dumps([])])
def test_a_folder_without_a_usable_release_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ReleaseError) as error:
        open_release(tmp_path)
    assert str(tmp_path) in str(error.value)
    assert error.value.hint
