"""OpenRefine, driven through its HTTP API, matches a column of messy names and adds columns."""

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager

import httpx
import pytest

from tests.clients.record import record
from tests.serving import free_port
from tests.web.test_reconcile import ID, NAMES, iri_of

START_SECONDS, WORK_SECONDS = 90, 30
ENGINE = json.dumps({"facets": [], "mode": "row-based"})
START_YEAR = "https://w3id.org/nmc/ontology#startYear"


class Refine:
    """One project in OpenRefine."""

    def __init__(self, http, text):
        self.http = http
        answer = http.post(
            "/command/core/create-project-from-upload",
            params={"csrf_token": self.token()},
            data={"project-name": "names", "format": "text/line-based/*sv",
                  "options": json.dumps({"separator": "\t", "headerLines": 1})},
            files={"project-file": ("names.tsv", text)},
        )  # fmt: skip
        self.project = answer.headers["Location"].partition("project=")[2]
        assert self.project, answer.text

    def token(self):
        return self.http.get("/command/core/get-csrf-token").json()["token"]

    def run(self, command, **fields):
        """Run a command and wait for the process that it starts."""
        data = {**fields, "project": self.project, "csrf_token": self.token(), "engine": ENGINE}
        answer = self.http.post(f"/command/core/{command}", data=data)
        assert answer.json()["code"] in {"ok", "pending"}, answer.text
        until = time.monotonic() + WORK_SECONDS
        while time.monotonic() < until:
            query = {"project": self.project}
            if not self.http.get("/command/core/get-processes", params=query).json()["processes"]:
                return
            time.sleep(0.3)
        raise AssertionError(
            f"{command} is not done after {WORK_SECONDS} s: "
            + self.http.get("/command/core/get-processes", params={"project": self.project}).text
        )

    def rows(self):
        """Return the cells of each row; an empty cell is an empty dictionary."""
        answer = self.http.post(
            "/command/core/get-rows",
            params={"project": self.project, "start": 0, "limit": 100},
            data={"engine": ENGINE},
        )
        pools = answer.json().get("pool", {}).get("recons", {})
        rows = [[cell or {} for cell in row["cells"]] for row in answer.json()["rows"]]
        for cell in (cell for row in rows for cell in row if "r" in cell):
            cell["recon"] = pools.get(cell["r"], cell["r"])
        return rows


@contextmanager
def refine(program, folder):
    port = free_port()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [program, "-i", "127.0.0.1", "-p", str(port), "-d", folder, "-x", "refine.headless=true"],
        env={**os.environ, "HOME": str(folder), "BROWSER": "true", "JAVA_OPTIONS":
             "-Drefine.headless=true"},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until:
                assert process.poll() is None, (folder / "log").read_text()
                try:
                    http.get("/command/core/get-csrf-token").raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.5)
            yield http
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        log.close()


@pytest.fixture(scope="module")
def project(program, nmc_server, tmp_path_factory):
    """A project with the messy names in one column, matched."""
    service = nmc_server.url + "/reconcile"
    manifest = httpx.get(service).json()
    text = "name\n" + "".join(f"{name}\n" for name in NAMES)
    with refine(program("openrefine"), tmp_path_factory.mktemp("refine")) as http:
        project = Refine(http, text)
        config = {
            "mode": "standard-service", "service": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"], "type": None, "autoMatch": True,
            "columnDetails": [], "limit": 5,
        }  # fmt: skip
        project.run("reconcile", columnName="name", config=json.dumps(config))
        project.manifest, project.service = manifest, service
        yield project


def best(cell):
    """Return the match of a cell, else its first candidate, else nothing."""
    recon = cell.get("recon", {})
    return recon.get("m") or next(iter(recon.get("c", [])), {})


def test_each_name_has_the_right_candidate_first(project):
    found = {row[0]["v"]: best(row[0]).get("id") for row in project.rows()}
    assert found == {name: iri_of(tail) for name, tail in NAMES.items()}


def test_matches_get_a_column_of_values(project):
    project.run("recon-match-best-candidates", columnName="name")
    extension = {"properties": [{"id": START_YEAR, "name": "start year"}]}
    project.run(
        "extend-data", baseColumnName="name", endpoint=project.service, columnInsertIndex="1",
        identifierSpace=project.manifest["identifierSpace"],
        schemaSpace=project.manifest["schemaSpace"], extension=json.dumps(extension),
    )  # fmt: skip
    # A row that got no value has no cell for it, and each further value has its own row.
    rows = [row for row in project.rows() if row and row[0]]
    years = {best(row[0]).get("id"): row[1].get("v") if row[1:] else None for row in rows}
    assert len(years) >= 15
    assert years[ID + "collaborative/san-joaquin-county-stockton"] == 1998
    record(
        tool="OpenRefine",
        version=project.http.get("/command/core/get-version").json()["version"],
        did="matched a column of messy names and added a column of founding years",
        got=f"the right match first for all {len(NAMES)} names",
    )
