"""Files in deploy/ fit the program: options exist, expressions name what /metrics has."""

import configparser
import json
import re
import shutil
import subprocess

import pytest
import yaml

from nmc_graph.cli.serve import command
from nmc_graph.web.http.metrics import Metrics
from tests.operations.replicas import ROOT

DEPLOY = ROOT / "deploy"
FROM_PROMETHEUS = {"up"}
UNIT = DEPLOY / "nmc-graph.service"


def expressions():
    """Return the expressions of alerts and of the dashboard, by name."""
    (group,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    found = {rule["alert"]: rule["expr"] for rule in group["rules"]}
    for panel in json.loads((DEPLOY / "dashboard.json").read_bytes())["panels"]:
        for target in panel["targets"]:
            found[f"{panel['title']}, {target['legendFormat']}"] = target["expr"]
    return found


EXPRESSIONS = expressions()


@pytest.fixture(scope="module")
def served():
    """The metrics of a server, and the labels of each."""
    metrics = Metrics(None)
    metrics.add("page", 200, 0.1, 10, cached=True)
    found = {}
    for line in metrics.text("abc").splitlines():
        if line and not line.startswith("#"):
            name, _, labels = line.partition("{")
            found[name] = set(re.findall(r"(\w+)=", labels))
    return found


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expression_uses_metrics_and_labels_that_are_served(name, served):
    text = EXPRESSIONS[name]
    used = re.findall(r"\b(nmc_\w+|up)\b(?:{([^}]*)})?", text)
    assert used
    for metric, labels in used:
        if metric not in FROM_PROMETHEUS and metric != "nmc":
            assert metric in served, text
            assert set(re.findall(r"(\w+)=", labels)) <= served[metric], text
    wanted = {label for by in re.findall(r"by \(([^)]*)\)", text) for label in by.split(", ")}
    known = {"instance", "job"}.union(*(served.get(metric, set()) for metric, _ in used))
    assert wanted <= known, text


def test_every_alert_says_what_to_do():
    (group,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]:
        assert {"summary", "action"} <= set(rule["annotations"]), rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def options_in(text):
    """Return the options of `nmc serve` in a command or an example."""
    return {
        option
        for line in re.findall(r"nmc serve(?:[^\n`]|\\\n)*", text)
        for option in re.findall(r"(?<![\w-])--[\w-]+", line)
    }


@pytest.mark.parametrize(
    "path",
    [*sorted(DEPLOY.iterdir()), ROOT / "Containerfile", *(ROOT / "docs/how-to").glob("run-a-*")],
    ids=lambda path: path.name,
)
def test_options_of_nmc_serve_exist(path):
    known = {name for parameter in command.params for name in parameter.opts}
    assert options_in(path.read_text("utf-8")) <= known


def test_unit_has_what_the_guide_promises():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(UNIT)
    service = dict(unit["Service"])
    assert service["Type"] == "notify"  # the server reports when it is ready
    assert "-HUP" in service["ExecReload"]
    drain = next(
        parameter.default for parameter in command.params if parameter.name == "drain_seconds"
    )
    timeout = next(p.default for p in command.params if p.name == "query_timeout")
    assert int(service["TimeoutStopSec"]) > drain + timeout
    assert options_in(service["ExecStart"]) >= {"--behind-proxy", "--metrics", "--access-log"}
    assert {"NoNewPrivileges", "PrivateTmp", "ProtectSystem", "SystemCallFilter"} <= set(service)


def test_systemd_accepts_the_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd isn't installed")
    program = tmp_path / "nmc"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/nmc-graph/bin/nmc", str(program)))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", unit],
        capture_output=True,
        text=True,
    )
    assert rated.returncode == 0, rated.stdout  # below 2.0 of 10: hardly exposed
