"""`nmc build` and `nmc validate`: the same release each time, and mistakes that stop it."""

import filecmp
import json
import shutil
from pathlib import Path

import pytest
import rdflib

from tests.commands import nmc

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A folder with the release of the good data, as `nmc build` leaves it."""
    out = tmp_path_factory.mktemp("good") / "out"
    assert nmc("build", ROOT / "data", "--out", out).returncode == 0
    return out


@pytest.mark.long
def test_two_builds_are_byte_identical(good, tmp_path):
    again = tmp_path / "again"
    assert nmc("build", ROOT / "data", "--out", again).returncode == 0
    names = sorted(p.relative_to(good) for p in good.rglob("*"))
    assert names == sorted(p.relative_to(again) for p in again.rglob("*"))
    files = [n for n in names if (good / n).is_file()]
    assert len(files) >= 7
    same, *_ = filecmp.cmpfiles(good, again, files, shallow=False)
    assert len(same) == len(files)


PAGE = "bridgespan-follow-up-san-joaquin.ttl"


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("nmc:percentChange -65.0 ;", "nmc:percentChange -65.0 , ;", 2, ["Error"]),
        ("c-stance:departs-from", "c-stance:departs-form", 1,
         ["described nowhere", "Did you mean", "fix:"]),
        ("c-stance:departs-from", "c-voice:label", 1,
         ["from the scheme stance", "nmc:hasStance", "fix:"]),
        ("\n  nmc:hasEvidence s:s03 .", "\n  skos:note \"x\"@en .", 1,
         ["needs at least one statement", "Add nmc:hasEvidence", "focus-education"]),
    ],
)  # fmt: skip
def test_bad_data_is_located_and_the_old_release_stays(data, tmp_path, good, old, new, code, says):
    out = shutil.copytree(good, tmp_path / "out", symlinks=True)
    before = (out / "current").readlink()
    text = (data / PAGE).read_text("utf-8")
    assert old in text
    (data / PAGE).write_text(text.replace(old, new, 1), "utf-8")
    done = nmc("build", data, "--out", out)
    assert done.returncode == code
    line = text[: text.index(old)].count("\n") + 1
    for part in [PAGE, *([f":{line}"] if "hasEvidence" not in old else []), *says]:
        assert part in done.stderr
    assert (out / "current").readlink() == before
    assert len(list((out / "releases").iterdir())) == 1


def test_validate_reports_in_four_formats_and_by_exit_code(data):
    good = nmc("validate", data)
    assert good.returncode == 0
    assert "Conforms" in good.stdout
    text = (data / PAGE).read_text("utf-8")
    (data / PAGE).write_text(text.replace("-65.0", "-165.0"), "utf-8")
    bad = {f: nmc("validate", data, "--format", f) for f in ("text", "json", "turtle", "sarif")}
    assert {d.returncode for d in bad.values()} == {1}
    line = next(n for n, words in enumerate(text.split("\n"), 1) if "percentChange" in words)
    assert f"{PAGE}:{line}: Violation: Percent change" in bad["text"].stdout
    (finding, *_) = [
        f for f in json.loads(bad["json"].stdout)["findings"] if f["severity"] == "Violation"
    ]
    assert (finding["line"], finding["value"]) == (line, "-165")
    report = rdflib.Graph().parse(data=bad["turtle"].stdout, format="turtle")
    assert (None, rdflib.SH.resultSeverity, rdflib.SH.Violation) in report
    run = json.loads(bad["sarif"].stdout)["runs"][0]
    lines = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in run["results"]]
    assert line in lines
    assert {r["level"] for r in run["results"]} >= {"error", "note"}


@pytest.mark.long
def test_bundled_data_conform():
    done = nmc("validate", "--format", "json", "--accept", ROOT / "shapes/accepted-warnings.toml")
    report = json.loads(done.stdout)
    assert report["conforms"]
    assert report["triples"] > 2500
    assert report["counts"]["Violation"] == 0
    assert all(f["accepted"] for f in report["findings"] if f["severity"] == "Warning")
    # That a change comes without its first level can only be noted.
    notes = [f for f in report["findings"] if f["severity"] == "Info"]
    assert {f["property"].rpartition("#")[2] for f in notes} == {"hasBaseline"}
