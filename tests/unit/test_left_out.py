"""People who asked to be removed do not come back, and their old pages say so (docs/people.md)."""

import hashlib
import re
from pathlib import Path

import pytest

from nmc_graph import config
from nmc_graph.pipeline import load_sources
from nmc_graph.quality.lint import lint
from nmc_graph.quality.source_positions import SourcePositions

ROOT = Path(__file__).parents[2]
GONE = "https://w3id.org/nmc/id/person/an-invented-person"
DATA = f"""@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .

<{GONE}> a foaf:Person .
"""


@pytest.fixture
def asked(monkeypatch):
    """An invented person has asked to be removed."""
    checksum = hashlib.sha256(GONE.encode()).hexdigest()
    for module in ("nmc_graph.config", "nmc_graph.quality.lint"):
        monkeypatch.setattr(f"{module}.left_out_checksums", lambda: frozenset({checksum}))


def findings(tmp_path):
    path = tmp_path / "back.ttl"
    path.write_text(DATA)
    sources, dataset = load_sources([path])
    dataset.dump_ntriples(tmp_path / "data.nt")
    found = lint(dataset, tmp_path / "data.nt", SourcePositions(sources))
    return [f for f in found if f.shape == "left-out"]


def test_build_stops_at_removed_people_and_says_where(asked, tmp_path):
    (found,) = findings(tmp_path)
    assert (found.severity, found.entity) == ("Violation", GONE)
    assert found.file.endswith("back.ttl")
    assert found.line == 4


def test_build_does_not_stop_at_anyone_else(tmp_path):
    assert findings(tmp_path) == []


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("kind", ["id", "page"])
def test_old_address_says_that_the_page_was_removed(asked, app_client, kind, accept):
    answer = app_client.get(f"/{kind}/person/an-invented-person", headers={"Accept": accept})
    assert answer.status_code == 410
    assert "removed on request" in answer.text


def test_other_unknown_address_is_not_found(asked, app_client):
    assert app_client.get("/page/person/another-invented-person").status_code == 404


def test_list_contains_checksums_and_no_names():
    lines = (ROOT / "data" / "left-out.txt").read_text("utf-8").splitlines()
    entries = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch("[0-9a-f]{64}", e.partition("#")[0].strip()) for e in entries)
    assert config.left_out_checksums() == frozenset(e.strip() for e in entries)
