"""How much is generated: a few seconds' worth in the suite, FUZZ times as much in `make fuzz`."""

import os

import pytest


@pytest.fixture(scope="session")
def times():
    return int(os.environ.get("FUZZ", "1"))
