"""`nmc validate` of a workbook, of a folder of CSV files, and of such a folder as an archive."""

import json
import zipfile

import pytest

from nmc_graph.config import bundle_root
from nmc_graph.errors import SourceError
from nmc_graph.workbook import validation
from nmc_graph.workbook.findings import CellFinding
from nmc_graph.workbook.raw import WorkbookError
from nmc_graph.workbook.validation import CheckedWorkbook, check_workbook, is_workbook
from tests.commands import nmc
from tests.workbook.fernwick import filled, put

FOCUS = "ID,About,According to,Focus area,Evidence\r\n,Fernwick,authors,educaton,x S01\r\n"


@pytest.fixture
def archive(tmp_path):
    def make(**files):
        path = tmp_path / "fernwick.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, text in files.items():
                out.writestr(f"fernwick/{name}.csv", text)
        return path

    return make


def test_a_workbook_is_recognized_by_its_suffix(tmp_path):
    assert is_workbook(tmp_path / "a.XLSX")
    assert not is_workbook(tmp_path / "a.ttl")
    assert not is_workbook(bundle_root() / "data")


def test_the_command_names_cells_and_takes_no_shapes(tmp_path):
    book = filled()
    cell = put(book, "Roles", 4, "Role", "bakbone")
    path = tmp_path / "fernwick.xlsx"
    book.save(path)
    done = nmc("validate", path, "--format", "json")
    assert done.returncode == 1
    assert cell in {f"{f['sheet']}!{f['cell']}" for f in json.loads(done.stdout)["findings"]}
    assert list(tmp_path.iterdir()) == [path], "only nmc import writes comments"
    refused = nmc("validate", path, "--shapes", path)
    assert refused.returncode == 2
    assert "checked alone" in refused.stderr


def test_findings_in_an_archive_come_in_every_format(archive):
    checked = check_workbook(archive(focus=FOCUS))
    assert not checked.conforms
    assert "Focus!D2" in checked.as_text()
    assert "educaton" in checked.as_json()
    assert "Focus!D2" in checked.as_turtle()
    assert '"startLine": 2' in checked.as_sarif()


@pytest.mark.parametrize(
    ("files", "limits", "reason"),
    [
        ({}, {}, "there is no CSV file"),
        ({"focus": b"\xff"}, {}, "isn't in UTF-8"),
        ({"focus": "x" * 5_000_000}, {"MAX_UNPACKED": 1_000_000}, "it has more than"),
        ({"focus": "", "goals": ""}, {"MAX_FILES": 1}, "more than 1 CSV files"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused(files, limits, reason, archive, monkeypatch):
    for name, value in limits.items():
        monkeypatch.setattr(validation, name, value)
    path = archive(**files)
    with pytest.raises(WorkbookError, match=reason) as refused:
        check_workbook(path)
    assert str(refused.value).startswith(f"{path}")
    assert "nmc-csv-" not in str(refused.value)


@pytest.mark.parametrize("name", ["fernwick.zip", "fernwick.xlsx"])
def test_an_archive_with_damaged_content_is_refused(name, tmp_path):
    path, part = tmp_path / name, "xl/focus.csv" if name.endswith("zip") else "xl/workbook.xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(part, FOCUS * 9)
    content = bytearray(path.read_bytes())
    begin = 30 + len(part)  # after the header and the name
    content[begin : begin + 4] = b"\xff" * 4
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match="this isn't an"):
        check_workbook(path)


@pytest.mark.parametrize("name", ["none.zip", "none.xlsx"])
def test_a_missing_file_is_named(name, tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        check_workbook(tmp_path / name)


def test_the_gravest_findings_are_kept():
    found = [
        CellFinding("Focus", n, 1, "", "", "m", "", s) for n, s in enumerate(["Info", "Violation"])
    ]
    checked = CheckedWorkbook("x", 1, 1, tuple(found)).limited(1)
    assert checked.findings == (found[1],)
    assert not checked.conforms
