"""Tests with programs that people use, for `make test-clients`: too slow for the default suite."""

import os
import shutil
import subprocess

import pyoxigraph
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


def triples(ntriples):
    """Return a document of N-Triples as a set."""
    format_ = pyoxigraph.RdfFormat.N_TRIPLES
    return {(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(ntriples, format_)}


@pytest.fixture(scope="session")
def all_triples(release):
    """The triples of the whole graph."""
    return triples(release.file("nt").read_bytes())


def libreoffice_version(soffice):
    """Return the version of LibreOffice, such as 7.4.7.2."""
    done = subprocess.run([soffice, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[1]
