"""What tests need and a machine may lack: other programs, and files outside the repository."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

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
    "Rscript": "r-base-core r-cran-jsonlite",
    "serdi": "serdi",
    "roqet": "rasqal-utils",
    "chromium": "chromium",
    "virtuoso-t": "virtuoso-opensource",
}


def missing(message: str) -> NoReturn:
    """Skip a test that lacks what it needs; fail on the build server, which has everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def find_program(name: str) -> str:
    """Return the path of a program of Debian; without it, the test is skipped or fails."""
    path = shutil.which(name)
    if path is None:
        missing(f"{name} is missing. On Debian or Ubuntu: apt-get install {PACKAGES[name]}")
    return path


@pytest.fixture(scope="session")
def program():
    """Return a function that finds a program."""
    return find_program
