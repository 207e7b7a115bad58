"""What is installed is pinned by hash, licensed and listed."""

import json
import re
import tomllib
from importlib import metadata

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import audit, sbom
from tools.packages import ROOT, STATED, packages

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SERVER, ALL, DEVELOPERS = "requirements-server.lock", "requirements.lock", "requirements-dev.lock"
STALE = "Run make lock."
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "MPL-2.0", "OFL-1.1", "PSF-2.0", "W3C-20150513", "Zlib",
}  # fmt: skip
"""Licenses that allow everyone to run and pass on a server."""


def pins(file):
    """Return the versions in a file, by name."""
    lines = re.findall(r"^([\w.-]+)==([\w.!+-]+)", (ROOT / file).read_text("utf-8"), re.M)
    return {canonicalize_name(name): version for name, version in lines}


@pytest.mark.parametrize("file", [SERVER, ALL, DEVELOPERS])
def test_lock_has_the_pinned_versions_with_hashes_and_no_address(file):
    pinned = pins("constraints.txt")
    differing = {n: v for n, v in pins(file).items() if pinned.get(n, v) != v}
    assert differing == {}, STALE
    text = (ROOT / file).read_text("utf-8")
    entries = re.split(r"^(?=\w)", text, flags=re.M)[1:]
    assert len(entries) == len(pins(file))
    assert [e.split()[0] for e in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", e)] == []
    assert "://" not in text


@pytest.mark.parametrize(
    ("file", "left_out"),
    [
        (SERVER, {"dev", "bench", "ingest", "mcp", "pandas", "polars"}),
        (ALL, {"dev", "bench"}),
        (DEVELOPERS, {"bench"}),
    ],
)
def test_lock_has_everything_that_the_project_requires(file, left_out):
    extras = PROJECT["optional-dependencies"]
    wanted = [
        *PROJECT["dependencies"],
        *(r for e in extras if e not in left_out for r in extras[e]),
    ]
    missing = {canonicalize_name(Requirement(text).name) for text in wanted} - set(pins(file))
    assert missing == set(), STALE


def test_every_package_has_a_license_that_we_know():
    licensing = get_spdx_licensing()
    unknown = [
        f"{package.name}: {package.license!r}"
        for package in packages()
        if not package.license
        or licensing.validate(package.license).errors
        or not set(licensing.license_keys(package.license)) <= PERMISSIVE
    ]
    assert unknown == []


def test_no_license_is_stated_by_us_where_the_package_states_one():
    for name, license_ in STATED.items():
        try:
            stated = metadata.metadata(name).get("License-Expression")
        except metadata.PackageNotFoundError:
            continue
        assert stated in (None, license_), name


def test_bill_of_materials_is_valid_and_lists_every_package():
    text = sbom.text()
    assert text == sbom.text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    purls = {component["purl"] for component in bill["components"]}
    assert len(purls) == len(packages())
    versions = pins(ALL)
    assert f"pkg:pypi/flask@{versions['flask']}" in purls
    assert any(purl.startswith("pkg:npm/cytoscape@") for purl in purls)
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    assert f"pypi:flask@{versions['flask']}" in needs["nmc-graph"]
    assert f"pypi:werkzeug@{versions['werkzeug']}" in needs[f"pypi:flask@{versions['flask']}"]


VULNERABLE = {
    "name": "example",
    "version": "1.0",
    "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}],
}


@pytest.mark.parametrize(
    ("output", "findings"),
    [
        ({"dependencies": [VULNERABLE]}, ["example 1.0: X-1, fixed in 1.1"]),
        ({"dependencies": [{"name": "example", "version": "1.0", "vulns": []}]}, []),
        ({"dependencies": [{"name": "example", "skip_reason": "not found"}]}, None),
        ("no connection", None),
    ],
)
def test_audit_reports_missing_data_as_missing(monkeypatch, output, findings):
    class Done:
        stdout = json.dumps(output) if isinstance(output, dict) else output

    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: Done)
    assert audit.python_findings() == findings


def test_audit_fails_if_a_vulnerability_is_known(monkeypatch, capsys):
    monkeypatch.setattr(audit, "python_findings", lambda: ["example 1.0: X-1, fixed in 1.1"])
    monkeypatch.setattr(audit, "npm_findings", lambda: None)
    with pytest.raises(SystemExit) as end:
        audit.main()
    assert end.value.code == 1
    assert "X-1" in capsys.readouterr().out
