"""A workbook that LibreOffice opened and saved imports as before."""

import subprocess

from nmc_graph.workbook.convert import convert
from tests.clients.conftest import libreoffice_version
from tests.clients.record import record
from tests.workbook.fernwick import filled


def test_workbook_saved_by_libreoffice_imports_as_before(program, tmp_path):
    written, saved = tmp_path / "f.xlsx", tmp_path / "saved"
    filled().save(written)
    done = subprocess.run(
        [program("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", saved, written],
        capture_output=True,
        text=True,
        timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    again = convert(saved / written.name)
    assert again.findings == []
    assert again.turtle() == convert(written).turtle()
    record(
        tool="LibreOffice",
        version=libreoffice_version(program("soffice")),
        did="opened the workbook to fill in and saved it",
        got="`nmc import` makes the same graph from it",
    )
