"""Every command as a user calls it: output, exit code, and what it says of bad input."""

import filecmp
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

ROOT = Path(__file__).parents[2]


COUNTS = ("results", "missing", "sources", "statements", "contradictions")


def nmc(*arguments, stdin=None):
    return subprocess.run(
        [sys.executable, "-m", "nmc_graph", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        timeout=120,
    )


@pytest.fixture(scope="module", autouse=True)
def built(release):
    """The bundled graph is built once, before the first command."""
    return release


def test_help_names_every_command_and_every_command_has_an_example():
    listed = nmc("--help").stdout
    for name in ("build", "evidence", "export", "info", "query", "serve", "validate"):
        assert f"  {name} " in listed
        shown = nmc(name, "--help").stdout
        assert f"Example: nmc {name}" in " ".join(shown.split()), name


def test_info_counts_what_is_there():
    content = json.loads(nmc("info", "--format", "json").stdout)
    assert content["version"] == "0.1.0"
    assert len(content["release"]) == 64
    texts = [p.read_text("utf-8") for p in (ROOT / "data").rglob("*.ttl")]
    assert content["statements"] == sum(t.count(" a nmc:Statement ;") for t in texts)
    assert content["assertions"] == content["assertions_placed"] + content["assertions_cited"]
    # The 35 assertions of the one page whose text is at hand, and a founding that leans on it too.
    assert content["assertions_placed"] == 36
    assert content["evidence_coverage"] == round(36 / content["assertions"], 4)
    assert content["evidence_coverage_cited"] == round(
        content["assertions_cited"] / content["assertions"], 4
    )
    assert content["triples"] > 3000
    told = nmc("info").stdout
    assert "36 assertions lead to a place in a text" in told
    assert f"{content['assertions_cited']} to a source with its address" in told


def test_info_by_collaborative_counts_what_each_has():
    content = json.loads(nmc("info", "--by", "collaborative", "--format", "json").stdout)
    assert content["by"] == "collaborative"
    found = {c["collaborative"].rpartition("/")[2]: c for c in content["collaboratives"]}
    assert found.pop("san-joaquin-county-stockton")["waves"] == [
        "2012 study",
        "three-year follow-up",
    ]
    table = nmc("info", "--by", "collaborative").stdout
    for column in ("collaborative", "waves", *COUNTS):
        assert column in table
    assert "San Joaquin County/Stockton" in table
    for c in content["collaboratives"]:
        assert all(isinstance(c[name], int) for name in COUNTS)
        assert c["name"] in table


def test_a_library_query_gives_csv():
    done = nmc("query", "--name", "cq01", "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.split() == ["year,sid,from,to", "1998,S08,247,266"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "says"),
    [
        (["query", "-e", "SELECT * {\n ?s ?p \n}"], None, 2, "line 3, column 1"),
        (["query", "-e", "SELECT * {\n ?s ?p \n}"], None, 2, "\n^"),
        (["query", "-"], "SELEC", 2, "expected SELECT"),
        (["query", "-e", "INSERT DATA { <a:a> <a:b> 1 }"], None, 2, "read-only"),
        (["query", "-e", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"], None, 2, "refused"),
        (["query", "--name", "cq99"], None, 2, "Near: cq"),
        (["query", "--name", "cq01", "--param", "nope=1"], None, 2, "has no parameter"),
        (["query"], None, 2, "Give one query"),
        (["query", "no-such-file.rq"], None, 2, "cannot be read"),
        (["query", "--timeout", "0.3", "-e",
          "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"], None, 3, "after 0.3 s"),
        (["query", "-e", "DESCRIBE <a:a>", "--format", "csv"], None, 2, "cannot hold"),
        (["export", "--format", "turtle", "--entity", "id/person/robina-asgha"], None, 2,
         "id/person/robina-asghar"),
        (["export", "--format", "nope"], None, 2, "is not one of"),
        (["info", "--release", "no-such-folder"], None, 2, "no release in"),
        (["build", "no-such.ttl", "--out", "unused"], None, 2, "no such file"),
        (["build", "x.ttl"], None, 2, "--out"),
        (["serve", "x.ttl", "--release", "y"], None, 2, "not both"),
        (["nope"], None, 2, "No such command"),
        (["evidence", "--show", "S99"], None, 2, "no statement"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_a_code(arguments, stdin, code, says, tmp_path):
    done = nmc(*arguments, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.fixture(scope="module")
def wanted(release):
    """What the release says, read by rdflib: its triples, and its quads."""
    triples = rdflib.Graph().parse(release.file("nt"), format="nt")
    quads = rdflib.Dataset()
    quads.parse(release.file("nq"), format="nquads")
    return triples, set(quads.quads())


@pytest.mark.parametrize(
    ("name", "is_quads"),
    [("turtle", False), ("ntriples", False), ("rdfxml", False), ("nquads", True), ("trig", True),
     ("jsonld", True)],
)  # fmt: skip
def test_every_export_says_the_same(name, is_quads, wanted):
    triples, quads = wanted
    parser = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(name, name)
    text = nmc("export", "--format", name).stdout
    if is_quads:
        found = rdflib.Dataset()
        found.parse(data=text, format=parser)
        assert set(found.quads()) == quads
    else:
        assert isomorphic(rdflib.Graph().parse(data=text, format=parser), triples)


def test_an_entity_can_be_exported_with_its_evidence():
    arguments = ["export", "--format", "ntriples", "--entity", "id/person/robina-asghar"]
    alone, whole = nmc(*arguments).stdout, nmc(*arguments, "--evidence").stdout
    assert set(alone.splitlines()) < set(whole.splitlines())
    assert "oa#start" in whole
    assert "oa#start" not in alone


def test_two_builds_are_byte_identical(tmp_path):
    for name in "ab":
        assert nmc("build", "--out", tmp_path / name).returncode == 0
    names = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*"))
    assert names == sorted(p.relative_to(tmp_path / "b") for p in (tmp_path / "b").rglob("*"))
    files = [n for n in names if (tmp_path / "a" / n).is_file()]
    assert len(files) >= 7
    same, *_ = filecmp.cmpfiles(tmp_path / "a", tmp_path / "b", files, shallow=False)
    assert len(same) == len(files)


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


PAGE = "bridgespan-follow-up-san-joaquin.ttl"


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("nmc:percentChange -65.0 ;", "nmc:percentChange -65.0 , ;", 2, ["Error"]),
        ("c-stance:departs-from", "c-stance:departs-form", 1,
         ["described nowhere", "Did you mean", "mend:"]),
        ("c-stance:departs-from", "c-voice:label", 1,
         ["from the scheme stance", "nmc:hasStance", "mend:"]),
        ("\n  nmc:hasEvidence s:s03 .", "\n  skos:note \"x\"@en .", 1,
         ["needs at least one statement", "Add nmc:hasEvidence", "focus-education"]),
    ],
)  # fmt: skip
def test_bad_data_is_named_with_its_place_and_the_old_release_stays(
    data, tmp_path, good, old, new, code, says
):
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


def test_validate_answers_in_four_forms_and_by_exit_code(data):
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
    assert {r["level"] for r in run["results"]} == {"error", "note"}


def test_the_bundled_data_conform():
    done = nmc("validate", "--format", "json")
    report = json.loads(done.stdout)
    assert report["conforms"]
    assert report["triples"] > 2500
    assert (report["counts"]["Violation"], report["counts"]["Warning"]) == (0, 0)
    # That a change comes without its first level can only be noted.
    assert {f["property"].rpartition("#")[2] for f in report["findings"]} == {"hasBaseline"}


def test_evidence_lies_within_the_text_and_only_layout_is_not_covered(seed_text):
    done = nmc("evidence", "--text", seed_text, "--format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    (check,) = [c for c in found if c["kind"] == "text"]
    assert (check["statements"], check["within"], check["outside"]) == (51, 51, [])
    assert {s["kind"] for s in check["uncovered"]} == {"layout"}
    shown = nmc("evidence", "--text", seed_text, "--show", "S08").stdout
    assert "characters 247 to 266" in shown
    assert "1998" in shown


def test_evidence_without_the_text_says_so():
    done = nmc("evidence")
    assert "text not at hand" in done.stdout
    assert "51 statements not checked" in done.stdout


def test_evidence_tells_apart_what_can_be_read_again_and_what_is_only_cited():
    cited = [c for c in json.loads(nmc("evidence", "--format", "json").stdout) if "address" in c]
    assert len(cited) > 20
    for c in cited:
        assert c["kind"] == "citation"
        assert c["address"].startswith("http")
        assert c["extent"] in {"whole", "excerpt", "title only"}
        assert c["statements"] > 0
    told = nmc("evidence").stdout
    count = sum(c["statements"] for c in cited)
    assert f"{count} statements of {len(cited)} sources" in told


def test_a_query_can_be_asked_of_any_file(tmp_path):
    path = tmp_path / "any.trig"
    path.write_text("<http://e/g> { <http://e/s> <http://e/p> 'o' }")
    done = nmc(
        "query",
        "--data",
        path,
        "-e",
        "SELECT ?g ?o { GRAPH ?g { <http://e/s> ?p ?o } }",
        "--format",
        "csv",
    )
    assert done.stdout.split() == ["g,o", "http://e/g,o"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_and_ends_with_its_workers(stop, tmp_path):
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "nmc_graph", "serve", "--port", str(port), "--workers", "1"],
            stderr=err,
            start_new_session=True,
        )
        for _ in range(200):
            if b"Serving release" in log.read_bytes():
                break
            time.sleep(0.05)
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                with urllib.request.urlopen(address + "/readyz") as answer:
                    assert answer.status == 200
                    break
            except OSError:
                time.sleep(0.05)
        taken = nmc("serve", "--port", port)
        assert taken.returncode == 2
        assert f"Port {port}" in taken.stderr
        process.send_signal(stop)
        assert process.wait(timeout=20) in (0, 130, -signal.SIGTERM)
    for _ in range(100):
        if not alive(process.pid):
            break
        time.sleep(0.05)
    assert alive(process.pid) == []


def alive(group):
    """Return the processes of a group that are not merely waiting to be reaped."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pgid=,stat=,args="], capture_output=True, text=True
    )
    found = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [line for line in found if line[0] == str(group) and not line[1].startswith("Z")]
