"""`nmc build`, `query` and `info` with `--engine`."""

import json
import subprocess
import sys

import pytest

from nmc_graph.engine.remote.endpoint import Endpoint
from nmc_graph.engine.remote.registry import ReleaseRegistry
from nmc_graph.engine.remote.upload import load, open_server
from tests.commands import nmc
from tests.remote import servers
from tests.remote.conftest import DBA, release_files


def succeed(*words, environment=None):
    """Run a command that must end with 0, and return its output."""
    done = nmc(*words, environment=environment)
    assert done.returncode == 0, done.stderr
    return done


def test_build_loads_a_release_and_query_reads_it(virtuoso, release):
    built = succeed("build", "--engine", virtuoso.query, environment=DBA)
    assert f"Release {release.hash[:12]} is current on {virtuoso.query}" in built.stderr
    assert json.loads(built.stdout)["release"] == release.hash
    asked = succeed("query", "--engine", virtuoso.query, "--name", "cq02", "--format", "csv")
    assert asked.stdout == succeed("query", "--name", "cq02", "--format", "csv").stdout


def test_info_lists_engines_and_the_release_on_a_server(virtuoso, release):
    succeed("build", "--engine", virtuoso.query, environment=DBA)
    told = json.loads(succeed("info", "--engine", virtuoso.query, "--format", "json").stdout)
    engines = {e["engine"]: e for e in told["engines"]}
    assert {"embedded", "virtuoso", "oxigraph server", virtuoso.query} <= engines.keys()
    there = engines[virtuoso.query]
    assert there["server"].startswith("Virtuoso/07.20")
    assert (there["current"], there["holds_this_release"]) == (release.hash, True)
    assert "has this release" in succeed("info", "--engine", virtuoso.query).stdout


def test_query_reads_a_server_without_our_releases(tmp_path):
    with servers.oxigraph() as (url, _):
        asked = succeed("query", "--engine", url, "-e", "SELECT ?s { ?s ?p ?o }", "--format", "csv")
        assert asked.stdout.splitlines() == ["s"]
        opened = open_server(Endpoint(url))
        load(release_files(tmp_path, "a" * 64, [("<e:a>", "<e:b>", '"c"', "<e:g>")]), opened)
        assert ReleaseRegistry(opened).current().graphs == ("e:g",)
        opened.close()
        asked = succeed("query", "--engine", url, "-e", "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }",
                    "--format", "csv")  # fmt: skip
        assert asked.stdout.splitlines() == ["g,s", "e:g,e:a"]


@pytest.mark.parametrize(
    ("words", "environment", "code", "says"),
    [
        (["build", "--engine", "HERE"], {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "no"}, 3,
         "refuses these credentials"),
        (["build", "--engine", "HERE"], {}, 3, "NMC_ENGINE_USER"),
        (["serve", "--engine", "HERE"], {}, 3, "nmc build --engine"),
        (["query", "--engine", "HERE", "-e", "SELECT * { ?s ?p }"], {}, 2, "line 1, column"),
        (["query", "--engine", "nowhere", "-e", "ASK {}"], {}, 2, "query endpoint"),
        (["query", "--engine", "HERE", "--data", "x.ttl", "-e", "ASK {}"], {}, 2, "not both"),
    ],
)  # fmt: skip
def test_commands_explain_errors_and_how_to_fix_them(
    virtuoso_without, words, environment, code, says
):
    done = nmc(*(w.replace("HERE", virtuoso_without) for w in words), environment=environment)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="session")
def virtuoso_without(tmp_path_factory):
    """A Virtuoso that holds no release."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
        yield url


def test_query_reports_a_release_that_is_not_on_the_server(release, virtuoso_without):
    done = nmc("query", "--engine", virtuoso_without, "--release", release.path, "-e", "ASK{}")
    assert done.returncode == 2
    assert f"does not have release {release.hash[:12]}" in done.stderr
    assert "nmc build --engine" in done.stderr


def test_without_engine_no_http_client_is_imported():
    code = "import sys, nmc_graph.cli.serve, nmc_graph.cli.query, nmc_graph.cli.build;"
    code += "sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
