"""`nmc --help`, `nmc info` and `nmc evidence`."""

import json
from pathlib import Path

from tests.commands import nmc

ROOT = Path(__file__).parents[2]

COUNTS = ("results", "missing", "sources", "statements", "contradictions")


def test_help_lists_every_command_and_each_has_an_example():
    listed = nmc("--help").stdout
    for name in ("build", "evidence", "export", "info", "ingest", "query", "serve", "validate"):
        assert f"  {name} " in listed
        shown = nmc(name, "--help").stdout
        assert f"Example: nmc {name}" in " ".join(shown.split()), name


def test_info_counts_match_the_data():
    content = json.loads(nmc("info", "--format", "json").stdout)
    assert content["version"] == "0.1.0"
    assert len(content["release"]) == 64
    texts = [p.read_text("utf-8") for p in (ROOT / "data").rglob("*.ttl")]
    assert content["statements"] == sum(t.count(" a nmc:Statement ;") for t in texts)
    assert content["assertions"] == content["assertions_placed"] + content["assertions_cited"]
    # The 35 assertions of the one page whose text we have, and a founding that cites it too.
    assert content["assertions_placed"] == 36
    assert content["evidence_coverage"] == round(36 / content["assertions"], 4)
    assert content["evidence_coverage_cited"] == round(
        content["assertions_cited"] / content["assertions"], 4
    )
    assert content["triples"] > 3000
    told = nmc("info").stdout
    assert "36 claims link to a passage in a text" in told
    assert f"{content['assertions_cited']} to a source with its URL" in told


def test_info_by_collaborative_counts_each_one():
    content = json.loads(nmc("info", "--by", "collaborative", "--format", "json").stdout)
    assert content["by"] == "collaborative"
    found = {c["collaborative"].rpartition("/")[2]: c for c in content["collaboratives"]}
    assert found.pop("san-joaquin-county-stockton")["waves"] == [
        "2012 study",
        "three-year follow-up",
    ]
    table = nmc("info", "--by", "collaborative").stdout
    for column in ("collaborative", "studied in", *COUNTS):
        assert column in table
    assert "San Joaquin County/Stockton" in table
    for c in content["collaboratives"]:
        assert all(isinstance(c[name], int) for name in COUNTS)
        assert c["name"] in table


def test_evidence_is_within_the_text_and_covers_everything_except_layout(seed_text):
    done = nmc("evidence", "--text", seed_text, "--format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    (check,) = [c for c in found if c["kind"] == "text"]
    assert (check["statements"], check["within"], check["outside"]) == (51, 51, [])
    assert {s["kind"] for s in check["uncovered"]} == {"layout"}
    shown = nmc("evidence", "--text", seed_text, "--show", "S08").stdout
    assert "characters 247 to 266" in shown
    assert "1998" in shown


def test_evidence_reports_that_the_text_is_not_available():
    done = nmc("evidence")
    assert "source text not available" in done.stdout
    assert "51 statements not checked" in done.stdout


def test_evidence_separates_texts_from_citations():
    cited = [c for c in json.loads(nmc("evidence", "--format", "json").stdout) if "address" in c]
    assert len(cited) > 20
    for c in cited:
        assert c["kind"] == "citation"
        assert c["address"].startswith("http")
        assert c["extent"] in {"full text read", "excerpt read", "entries read", "only title read"}
        assert c["statements"] > 0
    told = nmc("evidence").stdout
    count = sum(c["statements"] for c in cited)
    assert f"{count} statements from {len(cited)} sources" in told
