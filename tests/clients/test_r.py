"""R reads tables and results of queries with `read.csv`, and JSON results with jsonlite."""

import csv
import io
import json
import subprocess
from urllib.parse import urlencode

import pytest

from nmc_graph.terms import prefixes
from tests.clients.record import record

RESULTS = """
found <- read.csv(address, na.strings = "", colClasses = c(place_code = "character"))
answer <- list(rows = nrow(found), columns = names(found), codes = sort(unique(found$place_code)),
  numbers = names(found)[sapply(found, is.numeric)], sum = sum(found$percent_change, na.rm = TRUE))
"""
LIBRARY = """
found <- read.csv(address)
answer <- list(rows = nrow(found), columns = names(found))
"""
SPARQL_JSON = """
found <- jsonlite::fromJSON(address)$results$bindings
answer <- list(rows = nrow(found), columns = names(found))
"""
QUERY = (
    prefixes("foaf", "skos")
    + "SELECT ?person ?name { ?person a foaf:Person ; skos:prefLabel ?name }"
)


@pytest.fixture(scope="module")
def r(program):
    """Return a function that runs R code over an address and returns the list `answer`."""
    path = program("Rscript")

    def run(code, address):
        before = "address <- commandArgs(trailingOnly = TRUE)[1]\n"
        after = "cat(jsonlite::toJSON(answer, auto_unbox = TRUE, digits = NA))"
        done = subprocess.run(
            [path, "--vanilla", "-e", before + code + after, address],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    run.version = (version.stdout + version.stderr).partition("version ")[2].split()[0]
    return run


def lines_of(nmc_server, path):
    text = nmc_server.client().get(path).text
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_results_are_a_data_frame_with_numbers(r, nmc_server):
    path = "/tables/results.csv"
    found, lines = r(RESULTS, nmc_server.url + path), lines_of(nmc_server, path)
    assert found["rows"] == len(lines) > 500
    assert found["columns"] == list(lines[0])
    assert {"start_year", "end_value", "percent_change"} <= set(found["numbers"])
    assert found["codes"] == sorted({line["place_code"] for line in lines} - {""})
    total = sum(float(line["percent_change"] or 0) for line in lines)
    assert found["sum"] == pytest.approx(total)
    record(
        tool="R",
        version=r.version,
        did="read the table of results with read.csv",
        got=f"{found['rows']} rows, {len(found['columns'])} columns, years and values as numbers, "
        "place codes as text",
    )


def test_library_query_is_a_data_frame(r, nmc_server):
    path = "/queries/leaders?format=csv"
    found, lines = r(LIBRARY, nmc_server.url + path), lines_of(nmc_server, path)
    assert (found["rows"], found["columns"]) == (len(lines), list(lines[0]))
    record(
        tool="R",
        version=r.version,
        did="read a library query by its address",
        got=f"{found['rows']} rows",
    )


def test_query_result_is_read_by_jsonlite(r, nmc_server):
    path = "/sparql?" + urlencode({"query": QUERY, "format": "json"})
    found = r(SPARQL_JSON, nmc_server.url + path)
    people = nmc_server.client().get(path).json["results"]["bindings"]
    assert (found["rows"], found["columns"]) == (len(people), ["person", "name"])
    record(
        tool="R",
        version=r.version,
        did="read the JSON result of a query with jsonlite",
        got=f"{found['rows']} rows",
    )
