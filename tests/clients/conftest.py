"""Tests with programs that people use, for `make test-clients`: too slow for the default suite."""

import os
import shutil

import pytest

PACKAGES = {
    "soffice": "libreoffice-calc-nogui",
    "rapper": "raptor2-utils",
    "java": "default-jre-headless",
    "openrefine": "openrefine",
    "apache2": "apache2-bin",
    "haproxy": "haproxy",
    "nginx": "nginx-light",
    "caddy": "caddy",
}


@pytest.fixture(scope="session")
def program():
    """Return a function that finds a program; without it a test is skipped, and fails in CI."""

    def find(name):
        path = shutil.which(name)
        if path is None:
            message = f"{name} is missing. On Debian or Ubuntu: apt-get install {PACKAGES[name]}"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        return path

    return find
