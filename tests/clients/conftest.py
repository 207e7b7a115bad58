"""Tests with programs that people use, for `make test-clients`: too slow for the default suite."""

import subprocess

import pyoxigraph
import pytest

from tests.programs import program  # noqa: F401 - a fixture


def triples(document):
    """Return the triples of a document of N-Triples or N-Quads as a set."""
    format_ = pyoxigraph.RdfFormat.N_QUADS
    return {(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(document, format_)}


@pytest.fixture(scope="session")
def all_triples(release):
    """The triples of the whole graph."""
    return triples(release.file("nt").read_bytes())


def libreoffice_version(soffice):
    """Return the version of LibreOffice, such as 7.4.7.2."""
    done = subprocess.run([soffice, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[1]
