"""A real server with small limits, which the tests of this folder attack."""

import sys

import pytest

from tests.serving import serve

LIMITS = ("--query-timeout", "1", "--max-result-bytes", "2000000")


def pytest_collection_modifyitems(items):
    """Skip the tests of this folder where there is no /proc to read."""
    if sys.platform != "linux":
        for item in items:
            if item.path.parent.name == "hostile":
                item.add_marker(pytest.mark.skip(reason="reads /proc"))


@pytest.fixture(scope="session")
def server(release):
    with serve("--release", release.path, *LIMITS) as server:
        yield server
