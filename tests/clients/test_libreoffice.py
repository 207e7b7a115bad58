"""LibreOffice opens the workbook of all tables and sees the cells that openpyxl sees."""

import subprocess

import openpyxl

from nmc_graph.export.workbook import workbook
from nmc_graph.model.table_rows import rows
from nmc_graph.model.tables import TABLES
from tests.clients.conftest import libreoffice_version
from tests.clients.record import record


def cells(path):
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [
            [(cell.value, cell.number_format, cell.data_type) for cell in row]
            for row in sheet.iter_rows()
        ]
        for sheet in book.worksheets
    }


def test_workbook_has_the_same_cells_after_libreoffice_opened_and_saved_it(
    program, engine, tmp_path
):
    written, saved = tmp_path / "nmc-graph.xlsx", tmp_path / "saved"
    written.write_bytes(workbook({table: rows(engine, table) for table in TABLES.values()}))
    done = subprocess.run(
        [program("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", saved, written],
        capture_output=True,
        text=True,
        timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ours, theirs = cells(written), cells(saved / written.name)
    assert list(ours) == list(theirs) == [table.title for table in TABLES.values()]
    for title, lines in ours.items():
        assert len(theirs[title]) == len(lines), title
        for line, other in zip(lines, theirs[title], strict=True):
            assert [c[0] for c in other[: len(line)]] == [c[0] for c in line], title
    kinds = {
        (cell[2], cell[1])
        for lines in theirs.values()
        for line in lines
        for cell in line
        if cell[0]
    }
    assert {"n", "s", "d"} == {kind for kind, _ in kinds}
    record(
        tool="LibreOffice",
        version=libreoffice_version(program("soffice")),
        did="opened the workbook of all tables and saved it",
        got=f"the same cells in all {len(theirs)} sheets; numbers, dates and codes keep their type",
    )
