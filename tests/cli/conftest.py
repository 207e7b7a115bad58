"""The bundled graph, built once before the first command."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def built(release):
    """The bundled graph is built once, before the first command."""
    return release
