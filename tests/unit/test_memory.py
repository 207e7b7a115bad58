"""The memory that a process may use is limited by its container, and by systemd."""

import pytest

from nmc_graph import config

UNIT = "0::/system.slice/nmc-graph.service\n"


@pytest.mark.parametrize(
    ("groups", "files", "limits"),
    [
        (UNIT, {"system.slice/nmc-graph.service/memory.max": "4000"}, [4000]),
        (UNIT, {"system.slice/memory.max": "8000", "memory.max": "max"}, [8000]),
        (UNIT, {"system.slice/nmc-graph.service/memory.max": "max"}, []),
        ("0::/\n", {"memory.max": "2000"}, [2000]),  # in a container
        ("0::/../../other\n", {"memory.max": "2000"}, [2000]),
        ("4:memory:/docker/a\n0::/\n", {"memory/docker/a/memory.limit_in_bytes": "900"}, [900]),
        ("3:cpu:/docker/a\n", {"memory/docker/a/memory.limit_in_bytes": "900"}, []),
        ("", {}, []),
    ],
)
def test_limits_of_control_groups(tmp_path, groups, files, limits):
    (tmp_path / "groups").write_text(groups)
    for name, text in files.items():
        path = tmp_path / "mount" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    assert list(config._limits(tmp_path / "groups", tmp_path / "mount")) == limits


def test_graph_that_fits_the_machine_but_not_its_container_is_read_from_disk(tmp_path, monkeypatch):
    graph = tmp_path / "graph.nq"
    graph.write_bytes(bytes(1000))
    assert config.fits_in_memory(graph)
    monkeypatch.setattr(config, "_limits", lambda *_: [5000])
    assert not config.fits_in_memory(graph)
