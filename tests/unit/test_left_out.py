"""Who asked to be left out does not come back, and the old address says so (docs/people.md)."""

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
    """Somebody, invented, has asked to be left out."""
    checksum = hashlib.sha256(GONE.encode()).hexdigest()
    for module in ("nmc_graph.config", "nmc_graph.quality.lint"):
        monkeypatch.setattr(f"{module}.left_out_checksums", lambda: frozenset({checksum}))


def findings(tmp_path):
    path = tmp_path / "back.ttl"
    path.write_text(DATA)
    sources, dataset = load_sources([path])
    return [f for f in lint(dataset, SourcePositions(sources)) if f.shape == "left-out"]


def test_a_build_that_meets_them_again_is_stopped_and_told_where(asked, tmp_path):
    (found,) = findings(tmp_path)
    assert (found.severity, found.entity) == ("Violation", GONE)
    assert found.file.endswith("back.ttl")
    assert found.line == 4


def test_nobody_else_is_stopped(tmp_path):
    assert findings(tmp_path) == []


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("kind", ["id", "page"])
def test_the_old_address_says_that_it_was_taken_out(asked, client, kind, accept):
    answer = client.get(f"/{kind}/person/an-invented-person", headers={"Accept": accept})
    assert answer.status_code == 410
    assert "taken out on request" in answer.text


def test_another_address_without_anything_is_only_not_found(asked, client):
    assert client.get("/page/person/another-invented-person").status_code == 404


def test_the_list_holds_checksums_and_no_names():
    lines = (ROOT / "data" / "left-out.txt").read_text("utf-8").splitlines()
    entries = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch("[0-9a-f]{64}", e.partition("#")[0].strip()) for e in entries)
    assert config.left_out_checksums() == frozenset(e.strip() for e in entries)
