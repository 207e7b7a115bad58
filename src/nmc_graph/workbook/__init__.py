"""The workbook in which people code communities: a template, filled from the graph, or imported.

`sheets.py` describes its sheets and columns. Template, export and import all follow that list.
"""
