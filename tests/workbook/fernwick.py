"""A filled workbook on an invented community, and copies of it with changes."""

from io import BytesIO

import openpyxl

from nmc_graph.workbook import template

PAGE = "authors of the Fernwick page"
TABLE = "Fernwick Harbor Table"
READING = "third graders who read well"
CLAIM = {"About": TABLE, "According to": PAGE}
LEVEL = {**CLAIM, "Kind": "level", "Measure": READING, "Place": "Fernwick", "Unit": "percent",
         "Data status": "reported", "Evidence": "fernwick-page S04"}  # fmt: skip
STATEMENT = {"Source": "fernwick-page", "Speaker": PAGE, "Voice": "author's text"}

ROWS = {
    "Collaboratives": [
        {"Name": TABLE, "Area served": "Fernwick", "Start year": 2010,
         "Measures tracked": READING,
         "Evidence": "fernwick-page S01; fernwick-page S02; fernwick-page S04"},
    ],
    "Organizations": [{"Name": "Fernwick Library Trust", "Evidence": "fernwick-page S03"}],
    "People": [{"Name": "Ada Penn", "Evidence": "fernwick-page S05"}],
    "Roles": [
        {**CLAIM, "Member": "Fernwick Library Trust", "Of": TABLE, "Role": "backbone",
         "Evidence": "fernwick-page S03"},
        {**CLAIM, "About": "Fernwick Library Trust", "Member": "Ada Penn",
         "Of": "Fernwick Library Trust", "Role": "executive director",
         "Evidence": "fernwick-page S05"},
    ],
    "Focus": [{**CLAIM, "Focus area": "education", "Evidence": "fernwick-page S02"}],
    "Approach positions": [
        {**CLAIM, "Approach": "collective impact", "Position": "uses",
         "Evidence": "fernwick-page S02"},
    ],
    "Results": [
        {**LEVEL, "ID": "reading-2012", "Start year": 2012, "End year": 2012, "Level": 40},
        {**LEVEL, "ID": "reading-2016", "Start year": 2016, "End year": 2016, "Level": 52.5},
        {**LEVEL, "Kind": "change", "Unit": None, "Start year": 2012, "End year": 2016,
         "Kind of change": "levels only", "Start value": "reading-2012",
         "End value": "reading-2016"},
    ],
    "Goals": [
        {**CLAIM, "Kind": "goal", "Description": "Every child reads well by 2020.",
         "Evidence": "fernwick-page S06"},
    ],
    "Measures": [
        {"Kind": "measure", "Name": READING, "Desired direction": "increase",
         "Definition": "The share of third graders in Fernwick who read well.",
         "Topic": "education", "Evidence": "fernwick-page S04"},
    ],
    "Places": [{"Name": "Fernwick", "Evidence": "fernwick-page S02"}],
    "Sources": [
        {"ID": "fernwick-page", "Kind": "source", "Date": "2017-05", "Publisher": PAGE,
         "Title": "Invented page on the Fernwick Harbor Table",
         "Rights": "Invented for practice; free to use.",
         "Web address": "https://fernwick.example/page", "Reading extent": "full text read"},
    ],
    "Speakers": [{"Name": PAGE}],
    "Statements": [
        {**STATEMENT, "Number": "S01", "Supports": "Name",
         "Statement": "The page is about the Fernwick Harbor Table."},
        {**STATEMENT, "Number": "S02", "Supports": "Start year; Area served",
         "Statement": "Since 2010 it works on education in Fernwick by collective impact."},
        {**STATEMENT, "Number": "S03", "Supports": "Name",
         "Statement": "The Fernwick Library Trust coordinates it."},
        {**STATEMENT, "Number": "S04", "Supports": "Measures tracked",
         "Statement": "40 percent of third graders read well in 2012, 52.5 in 2016."},
        {**STATEMENT, "Number": "S05", "Supports": "Name",
         "Statement": "Ada Penn directs the trust."},
        {**STATEMENT, "Number": "S06", "Statement": "Every child is to read well by 2020."},
    ],
}  # fmt: skip
FIRST = 4
"""The row of the first entry, after titles, help and example."""


def filled():
    """Return the workbook, as openpyxl has it."""
    book = openpyxl.load_workbook(BytesIO(template.workbook()))
    for title, rows in ROWS.items():
        for y, row in enumerate(rows, FIRST):
            for column, value in row.items():
                put(book, title, y, column, value)
    return book


def put(book, title, row, column, value):
    """Write a cell by the title of its column, and return its name."""
    sheet = book[title]
    titles = [cell.value for cell in sheet[1]]
    cell = sheet.cell(row, titles.index(column) + 1)
    cell.value = value
    return f"{title}!{cell.coordinate}"
