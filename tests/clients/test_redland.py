"""Redland's roqet sends queries to the endpoint, and Serd reads the files of the release."""

import subprocess

import pytest

from tests.clients.conftest import triples
from tests.clients.record import record


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout


@pytest.mark.parametrize("suffix", ["ttl", "nt", "trig", "nq"])
def test_serd_reads_the_same_triples_from_each_file(program, release, all_triples, suffix):
    serdi = program("serdi")
    body = run(serdi, "-o", "ntriples", release.file(suffix))
    assert triples(body) == all_triples
    record(
        tool="Serd",
        version=run(serdi, "-v").decode().split()[1],
        did=f"read the .{suffix} file of the whole graph",
        got=f"all {release.manifest['triples']:,} triples",
    )


def test_roqet_gets_rows_and_a_graph(program, nmc_server, release):
    roqet, endpoint = program("roqet"), nmc_server.url + "/sparql"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    body = run(roqet, "-q", "-p", endpoint, "-e", count, "-r", "csv")
    assert body.split() == [b"n", str(release.manifest["triples"]).encode()]
    record(
        tool="Rasqal (roqet)",
        version=run(roqet, "-v").decode().strip(),
        did="sent a query to the endpoint",
        got="the number of triples",
    )
