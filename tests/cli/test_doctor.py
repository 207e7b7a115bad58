"""`nmc doctor` finds what is wrong with a deployment."""

import shutil

from tests.commands import nmc


def test_healthy_deployment_passes(release, nmc_server):
    done = nmc("doctor", nmc_server.url, "--release", release.path)
    lines = dict(line[4:].strip().split(": ", 1) for line in done.stdout.splitlines())
    assert lines["release"].endswith("intact")
    assert lines["server"].startswith("ready")
    assert lines["headers"] == "complete"
    assert "Traceback" not in done.stderr


def test_damaged_release_and_missing_server_fail(release, tmp_path):
    copy = tmp_path / "releases" / release.hash
    shutil.copytree(release.path, copy)
    (copy / "nmc-graph.ttl").write_text("")
    done = nmc("doctor", "http://127.0.0.1:9", "--release", copy)
    assert done.returncode == 1
    assert f"FAIL  release: {copy}/nmc-graph.ttl is damaged" in done.stdout
    assert "FAIL  server: no usable answer" in done.stdout
    assert nmc("doctor", "file:///etc/passwd", "--release", copy).returncode == 1
