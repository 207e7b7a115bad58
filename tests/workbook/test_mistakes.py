"""Mistakes in a workbook are found, each with its cell and how to fix it."""

import csv
import zipfile

import openpyxl
import pytest

from nmc_graph.errors import NmcError
from nmc_graph.workbook import template, xlsx_reader
from nmc_graph.workbook.comments import with_comments
from nmc_graph.workbook.convert import convert
from nmc_graph.workbook.findings import conforms
from tests.commands import nmc
from tests.workbook.fernwick import CLAIM, FIRST, LEVEL, ROWS, STATEMENT, filled, put

PLANTED = (
    # sheet, row, column, value, what the fix mentions
    ("Collaboratives", 4, "Start year", "twenty ten", "four digits"),
    ("Measures", 4, "Definition", None, "Fill it in"),
    ("Roles", 4, "Role", "bakbone", "Did you mean “backbone”?"),
    ("Focus", 4, "Focus area", "educaton", "Did you mean “education”?"),
    ("Approach positions", 4, "Position", "usess", "Did you mean “uses”?"),
    ("Results", 4, "Level", "forty", "digits"),
    ("Results", 5, "Unit", "percnt", "Did you mean “percent”?"),
    ("Results", 6, "End year", "=2012+4", "paste it as a value"),
    ("Results", 7, "Start year", 41275, "Write 2013"),
    ("Results", 8, "Start year", 2019, "earlier year first"),
    ("Goals", 4, "Kind", "gaol", "goal, goal assessment"),
    ("Sources", 4, "Web address", "fernwick page", "https://"),
    ("Sources", 4, "Date", 42887, "2017-06-01"),
    ("Statements", 9, "Speaker", None, "Fill it in"),
    ("Statements", 10, "Voice", "author's text", "Delete it"),
)


def planted(book):
    """Plant every mistake, and return the cells that the findings should name."""
    more = {**LEVEL, "Start year": 2017, "End year": 2017, "Level": 53}
    for row in (7, 8):
        for column, value in more.items():
            put(book, "Results", row, column, value)
    put(book, "Results", 8, "End year", 2018)
    for column, value in {**STATEMENT, "Number": "S06",
                          "Statement": "Every child is to read well by 2020."}.items():  # fmt: skip
        put(book, "Statements", 10, column, value)
    put(book, "Statements", 9, "Statement", "Every child is to read well.")
    put(book, "Statements", 9, "Number", "S06")
    put(book, "Statements", 10, "Number", "S01")
    put(book, "Statements", 10, "Statement", "The page is about the Fernwick Harbor Table.")
    put(book, "Statements", 10, "Supports", "Name")
    return [put(book, *mistake[:4]) for mistake in PLANTED]


def test_fifteen_mistakes_are_fifteen_findings_that_name_their_cells(tmp_path):
    book = filled()
    cells = planted(book)
    cells[-1] = "Statements!"  # a repeated row is not a cell
    book.save(tmp_path / "f.xlsx")
    made = convert(tmp_path / "f.xlsx")
    found = {f"{f.sheet}!{f.cell}": f for f in made.findings}
    assert len(made.findings) == len(PLANTED) == 15
    assert set(found) == set(cells)
    for cell, mistake in zip(cells, PLANTED, strict=True):
        assert mistake[4] in found[cell].fix, found[cell]
    assert not conforms(made.findings)
    (tmp_path / "checked.xlsx").write_bytes(with_comments(made.book, made.findings))
    checked = openpyxl.load_workbook(tmp_path / "checked.xlsx")
    for cell, mistake in zip(cells[:-1], PLANTED, strict=False):
        sheet, _, place = cell.partition("!")
        assert mistake[4] in checked[sheet][place].comment.text


CHANGES = (
    ("Interests", "unmerge", lambda b: b["Interests"].merge_cells("A4:B4")),
    ("Roles", "type the value", lambda b: put(b, "Roles", 4, "Note", "#REF!")),
    ("Approach positions", "format the cell",
     lambda b: put(b, "Approach positions", 4, "Note", True)),
    ("Organizations", "delete it", lambda b: add(b, "Organizations", ROWS["Organizations"][0])),
    ("People", "another name",
     lambda b: add(b, "People", {"Name": "Ada Penn", "Evidence": "fernwick-page S03"})),
    ("Goal", "“goals”", lambda b: setattr(b["Goals"], "title", "Goal")),
    ("Focus", "“focus area”", lambda b: setattr(b["Focus"]["C1"], "value", "Focus aera")),
    ("Results", "did you mean", lambda b: put(b, "Results", 4, "Evidence", "fernwick-page S22")),
    ("Speakers", "use letters", lambda b: put(b, "Speakers", 4, "ID", "../up")),
    ("Places", "delete one", lambda b: setattr(b["Places"]["F1"], "value", "Name")),
)  # fmt: skip


def add(book, title, row):
    number = max((c.row for line in book[title] for c in line if c.value), default=3) + 1
    for column, value in row.items():
        put(book, title, number, column, value)


def test_bad_cells_rows_columns_and_sheets_are_named_with_a_fix(tmp_path):
    book = filled()
    for _, _, change in CHANGES:
        change(book)
    book.save(tmp_path / "f.xlsx")
    findings = convert(tmp_path / "f.xlsx").findings
    for sheet, fix, _ in CHANGES:
        assert any(f.sheet == sheet and fix in f.fix.casefold() for f in findings), sheet


def test_edited_elsewhere_without_help_and_with_more_columns_it_still_conforms(tmp_path):
    book = filled()
    for title in ROWS:
        book[title].delete_rows(2, 2)  # help and example
        book[title].insert_cols(2)
        book[title]["B1"] = "Our remarks"
        book[title]["B2"] = "done"
    book["Focus"].insert_rows(1)
    del book["Interests"]
    book.save(tmp_path / "f.xlsx")
    made = convert(tmp_path / "f.xlsx")
    assert conforms(made.findings)
    assert {f.severity for f in made.findings} == {"Info"}
    assert len(made.imported.rows) == sum(map(len, ROWS.values()))


def test_cell_of_a_hundred_thousand_characters_in_csv(tmp_path):
    for name, body in template.folder().items():
        (tmp_path / name).write_bytes(body)
    with (tmp_path / "people.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["", "A" * 100_000])
    finding = convert(tmp_path).findings[0]
    assert (finding.sheet, finding.cell, finding.title) == ("People", f"B{FIRST}", "Name")
    assert "100,000 characters" in finding.message


CSV = {
    "Windows-1252": (",Ren\xe9,x\n".encode("cp1252"), "line 4 isn't in UTF-8", "CSV UTF-8"),
    "UTF-16": (",Ada,x\n".encode("utf-16"), "line 4 isn't in UTF-8", "CSV UTF-8"),
}


@pytest.mark.parametrize("name", CSV)
def test_csv_in_another_encoding_is_refused_with_its_line(tmp_path, name):
    content, reason, fix = CSV[name]
    for file, body in template.folder().items():
        (tmp_path / file).write_bytes(body)
    with (tmp_path / "people.csv").open("ab") as file:
        file.write(content)
    with pytest.raises(NmcError, match=reason) as caught:
        convert(tmp_path)
    assert fix in caught.value.hint


def test_control_characters_of_a_cell_do_not_reach_the_terminal(tmp_path):
    for name, body in template.folder().items():
        (tmp_path / name).write_bytes(body)
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as file:
        file.write("\x1b[31m,Ada\x07 Penn,\n")
    text = "".join(f.as_text() for f in convert(tmp_path).findings)
    assert "can't be an ID" in text
    assert not {"\x1b", "\x07"} & set(text)


def with_part(path, name, old, new):
    """Change a part of a workbook as no spreadsheet program does."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)


def test_cell_of_a_hundred_thousand_characters_in_excel(tmp_path):
    path = tmp_path / "f.xlsx"
    filled().save(path)
    cell = b'<c r="B9" t="inlineStr"><is><t>' + b"A" * 100_000 + b"</t></is></c>"
    row = b'<row r="9">' + cell + b"</row></sheetData>"
    with_part(path, "xl/worksheets/sheet3.xml", b"</sheetData>", row)
    (finding,) = convert(path).findings
    assert (finding.cell, finding.title) == ("B9", "Name")
    assert "100,000 characters" in finding.message


def test_workbook_in_the_form_of_google_sheets_conforms(tmp_path):
    """Google Sheets exports whole numbers as 2010.0 and a thousand formatted rows, and no lists."""
    book = filled()
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 6):
            for cell in row:
                cell.value = float(cell.value) if isinstance(cell.value, int) else cell.value
        sheet.data_validations.dataValidation = []
        sheet.protection.sheet = False
        sheet.delete_rows(2)
    for row in range(20, 1000):
        book["Results"].cell(row, 1).number_format = "@"
    book.save(tmp_path / "f.xlsx")
    made = convert(tmp_path / "f.xlsx")
    assert made.findings == []
    assert made.rows == sum(map(len, ROWS.values()))


def zip_of(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("_", "."), body)


UNREADABLE = {
    "text": ("isn't an Excel workbook", lambda p: p.write_text("a,b\n1,2\n")),
    "empty": ("isn't an Excel workbook", lambda p: p.write_bytes(b"")),
    "encrypted": ("encrypted", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    "zip of something else": ("can be read", lambda p: zip_of(p, a_xml="<a/>")),
    "zip bomb": ("unpacked", lambda p: zip_of(p, a_xml=b" " * (xlsx_reader.MAX_UNPACKED + 1))),
    "entities": (
        "XML entities", lambda p: zip_of(p, a_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    ),
    "external entity": (
        "XML entities",
        lambda p: zip_of(p, a_xml='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'),
    ),
    "no rows": ("no sheet has a row", lambda p: empty_book(p)),
    "other sheets": ("no sheet of the workbook", lambda p: openpyxl.Workbook().save(p)),
}  # fmt: skip


def empty_book(path):
    book = openpyxl.Workbook()
    book.active.title = "Focus"
    book.save(path)


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_refused_with_a_reason(tmp_path, name):
    reason, write = UNREADABLE[name]
    write(tmp_path / "f.xlsx")
    with pytest.raises(NmcError, match=reason) as caught:
        convert(tmp_path / "f.xlsx")
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_file_of_200_megabytes_is_refused_at_once(tmp_path):
    with (tmp_path / "f.xlsx").open("wb") as file:
        file.truncate(200 * 1024**2)
    with pytest.raises(NmcError, match="more than 32 MB"):
        convert(tmp_path / "f.xlsx")


def test_command_overwrites_nothing_and_writes_no_turtle_with_mistakes(tmp_path):
    book = filled()
    put(book, "Focus", 4, "Focus area", "educaton")
    book.save(tmp_path / "f.xlsx")
    (tmp_path / "f-checked.xlsx").write_text("mine")
    done = nmc("import", tmp_path / "f.xlsx", "--out", tmp_path / "f.ttl")
    assert done.returncode == 1
    assert "Focus!C4 (Focus area): Violation" in done.stderr
    assert "Did you mean “education”?" in done.stderr
    assert not (tmp_path / "f.ttl").exists()
    assert (tmp_path / "f-checked.xlsx").read_text() == "mine"
    assert (tmp_path / "f-checked-2.xlsx").exists()
    (tmp_path / "f.ttl").write_text("mine")
    done = nmc("import", tmp_path / "f.xlsx", "--out", tmp_path / "f.ttl")
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert (tmp_path / "f.ttl").read_text() == "mine"


def test_claims_of_one_kind_get_different_iris(tmp_path):
    book = filled()
    add(book, "Other claims", {**CLAIM, "Kind": "lesson", "Subkind": "goal focus",
                               "Description": "Fewer goals are better.",
                               "Evidence": "fernwick-page S02"})  # fmt: skip
    add(book, "Other claims", {**CLAIM, "Kind": "lesson", "Subkind": "goal focus",
                               "Description": "Goals need an owner.",
                               "Evidence": "fernwick-page S02"})  # fmt: skip
    book.save(tmp_path / "f.xlsx")
    made = convert(tmp_path / "f.xlsx")
    assert conforms(made.findings)
    assert b"lesson-goal-focus a" in made.turtle()
    assert b"lesson-goal-focus-2 a" in made.turtle()
