"""The release in a wheel is used only if it is whole and has the fingerprint that is wanted."""

import shutil
import zipfile

import pytest

from nmc_graph.pipeline import build
from nmc_graph.release import bundled

WANTED, OTHER = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A small release."""
    folder = tmp_path_factory.mktemp("small")
    source = folder / "small.ttl"
    source.write_text("".join(f"<urn:x:{n}> <urn:y> {n} .\n" for n in range(1000)))
    return build([source], folder / "out")


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """The folder of a bundle without a release."""
    monkeypatch.setattr(bundled, "bundle_root", lambda: tmp_path)
    (tmp_path / bundled.FOLDER).mkdir()
    return tmp_path


def pack(bundle, release, *, named):
    """Put a release into a bundle, for a fingerprint."""
    path = bundle / bundled.FOLDER / f"{named[:16]}.zip"
    with zipfile.ZipFile(path, "w") as archive:  # stored, which is quicker
        for file in release.path.iterdir():
            archive.write(file, f"releases/{release.hash}/{file.name}")
    return path


def test_release_is_unpacked_as_it_was_built(bundle, release, tmp_path):
    fingerprint = release.manifest["fingerprint"]
    pack(bundle, release, named=fingerprint)
    found = bundled.unpack(tmp_path / "out", fingerprint)
    assert found.manifest == release.manifest
    assert found.path == tmp_path / "out" / "releases" / release.hash
    assert bundled.cached(tmp_path / "out", fingerprint) == found


def test_release_of_other_data_or_another_program_is_not_used(bundle, release, tmp_path):
    out = tmp_path / "out"
    assert bundled.unpack(out, WANTED) is None  # there is none
    pack(bundle, release, named=WANTED)
    assert bundled.unpack(out, OTHER) is None
    assert not out.exists()
    assert bundled.unpack(out, WANTED) is None  # the name fits, the manifest doesn't


@pytest.mark.parametrize("keep", [0, 1000, -1000], ids=["empty", "start", "no end"])
def test_damaged_archive_is_not_used(bundle, release, tmp_path, keep):
    fingerprint = release.manifest["fingerprint"]
    path = pack(bundle, release, named=fingerprint)
    path.write_bytes(path.read_bytes()[:keep])
    assert bundled.unpack(tmp_path / "out", fingerprint) is None
    assert not (tmp_path / "out" / "current").exists()


def test_release_in_use_is_left_alone(bundle, release, tmp_path):
    """A damaged one may be served by another process, so a build replaces it in one step."""
    fingerprint = release.manifest["fingerprint"]
    pack(bundle, release, named=fingerprint)
    bundled.unpack(tmp_path / "out", fingerprint)
    damaged = tmp_path / "out" / "current" / "nmc-graph.ttl"
    damaged.write_text("# damaged")
    assert bundled.cached(tmp_path / "out", fingerprint) is None
    assert bundled.unpack(tmp_path / "out", fingerprint) is None
    assert damaged.read_text() == "# damaged"


def test_unpacking_that_was_killed_is_done_again(bundle, release, tmp_path):
    fingerprint, out = release.manifest["fingerprint"], tmp_path / "out"
    pack(bundle, release, named=fingerprint)
    partly = out / "releases" / release.hash
    shutil.copytree(release.path, partly)
    (partly / "nmc-graph.nq").write_text("")
    assert bundled.unpack(out, fingerprint).hash == release.hash
